// Values on their way to a Prometheus while something goes on: at a steady pace and at each change, kept for a while where it is away.
import type { Reading } from '../../core/monitoring/run-state.ts';
import { toMessage } from '../../core/text/message.ts';
import { PushError, type Snapshot } from './push.ts';

/** What becomes of the snapshots of a run. */
export interface PushTally {
  /** Taken. */
  readonly taken: number;
  /** Of these never got there. */
  readonly lost: number;
  /** Why the latest write failed; '' where none did. */
  readonly why: string;
}

export interface PusherOptions {
  /** Throws PushError where it does not get through. */
  readonly push: (snapshots: readonly Snapshot[]) => Promise<void>;
  readonly read: () => readonly Reading[];
  /** Told once, at the first write that fails. */
  readonly onTrouble: (why: string) => void;
  readonly everyMs?: number;
  readonly now?: () => number;
}

export interface Pusher {
  /** A value has changed: it is written at once, and not only at the next turn. */
  note(): void;
  /** Writes the last values and what is held, and no more after that. Never rejects. */
  end(): Promise<PushTally>;
}

/** k6 pushes as often. */
const EVERY_MS = 5_000;
/** Five minutes of snapshots: then series are stale at the other side anyhow. */
const MAX_HELD = 60;
const MAX_PER_WRITE = 20;

/** Starts to push. Whatever fails is counted, told once, and never thrown. */
export function startPusher({
  push,
  read,
  onTrouble,
  everyMs = EVERY_MS,
  now = Date.now,
}: PusherOptions): Pusher {
  const held: Snapshot[] = [];
  let [taken, lost, why] = [0, 0, ''];
  let writing: Promise<void> | undefined;
  let over = false;
  let lastMs = 0;

  const take = () => {
    // Samples of one series need moments that go up, whatever the clock does, and also where the last one is on its way already.
    lastMs = Math.max(now(), lastMs + 1);
    held.push({ atMs: lastMs, readings: read() });
    taken++;
    if (held.length <= MAX_HELD) return;
    held.shift();
    lost++;
  };
  const writeOnce = async (): Promise<boolean> => {
    const batch = held.splice(0, MAX_PER_WRITE);
    try {
      await push(batch);
      return true;
    } catch (error) {
      const isFirst = why === '';
      why = toMessage(error);
      if (isFirst) onTrouble(why);
      // What is refused for what it is would be refused again.
      if (!(error instanceof PushError) || !error.mayPass) {
        lost += batch.length;
        return true;
      }
      held.unshift(...batch);
      while (held.length > MAX_HELD) {
        held.shift();
        lost++;
      }
      return false;
    }
  };
  const writeAll = async () => {
    while (held.length > 0 && (await writeOnce()));
  };
  const write = () => {
    writing ??= writeAll().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  const note = () => {
    if (over) return;
    take();
    void write();
  };
  const timer = setInterval(note, everyMs);
  note();
  return {
    note,
    async end() {
      clearInterval(timer);
      over = true;
      take();
      await write();
      // Those that came while the last write was under way.
      await write();
      return { taken, lost: lost + held.length, why };
    },
  };
}
