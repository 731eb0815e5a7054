// The journal of one runner, followed in a file that grows on a volume which both see, for as long as the runner writes.
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { toMessage } from '../../../core/text/message.ts';
import { createLineCutter } from '../../run-folder/lines.ts';
import type { Followed } from './followed.ts';

export interface FileToFollow extends Followed {
  readonly file: string;
  /** Told once, as the rest of "runner 2 …", where what was read is not there any more; nothing of it is read after that. */
  readonly onCut: (why: string) => void;
  /** @default POLL_MS */
  readonly pollMs?: number;
  /** For so long a volume that is out of reach is tried once the runner is over. @default LAST_TRY_MS */
  readonly lastTryMs?: number;
}

/** A run is to be stopped within a second of a crossing. */
const POLL_MS = 200;
const LAST_TRY_MS = 10_000;
const PIECE_BYTES = 1_048_576;

interface Place {
  /** Which file it is: another one of the same name begins with what nobody read. */
  readonly inode: bigint;
  readonly bytes: number;
}

/** Follows it until its runner is over and nothing more comes, or until `signal` aborts. */
export async function followFile(follow: FileToFollow): Promise<void> {
  const { file, onLines, isOver, onRefused, onCut, signal } = follow;
  const { pollMs = POLL_MS, lastTryMs = LAST_TRY_MS } = follow;
  const cutter = createLineCutter();
  const buffer = Buffer.alloc(PIECE_BYTES);
  let place: Place | undefined;
  let refusedSinceMs: number | undefined;

  /**
   * Reads what is new. The file is opened each time: over NFS only that tells what others have written (close-to-open consistency).
   * @returns whether there was something; why what was read is gone
   */
  const look = async (): Promise<boolean | { readonly cut: string }> => {
    await using handle = await open(file, 'r');
    const { ino: inode, size } = await handle.stat({ bigint: true });
    place ??= { inode, bytes: 0 };
    if (inode !== place.inode) return { cut: `has another journal than before: ${file} was written anew` };
    if (size < place.bytes)
      return { cut: `has a journal that was cut: ${file} had ${place.bytes} bytes, and has ${size}` };
    const before = place.bytes;
    for (;;) {
      const { bytesRead }: { bytesRead: number } = await handle.read(buffer, 0, PIECE_BYTES, place.bytes);
      if (bytesRead === 0 || signal.aborted) return place.bytes > before;
      place = { inode, bytes: place.bytes + bytesRead };
      const lines = cutter.push(buffer.subarray(0, bytesRead));
      if (lines.length > 0) onLines(lines);
    }
  };
  while (!signal.aborted) {
    // Asked before the look: what was written until then is seen by it.
    const over = await isOver();
    try {
      // A volume that is out of reach may keep us waiting for ever.
      if (refusedSinceMs === undefined)
        onRefused({ sinceMs: performance.now(), why: `${file} gives no answer` });
      const seen = await look();
      refusedSinceMs = undefined;
      onRefused(undefined);
      if (typeof seen === 'object') return onCut(seen.cut);
      if (over && !seen) break;
    } catch (error) {
      if (place !== undefined && (error as NodeJS.ErrnoException).code === 'ENOENT')
        return onCut(`has no journal any more: ${file} was removed`);
      refusedSinceMs ??= performance.now();
      onRefused({ sinceMs: refusedSinceMs, why: toMessage(error) });
      if (over && performance.now() - refusedSinceMs >= lastTryMs) break;
    }
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
  // A line that was cut off is no row, and is counted as that.
  const rest = cutter.end();
  if (rest !== '' && !signal.aborted) onLines([rest]);
}
