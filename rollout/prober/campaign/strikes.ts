// What is done to the prober and its parts.
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { drawUnit } from '../../../lib/core/stats/draw.ts';

/** What can be struck. */
export interface Struck {
  readonly stateFile: string;
  /** Sends a signal to the prober that is up, if one is. */
  readonly signalProber: (signal: NodeJS.Signals) => void;
  /** Kills the target; it is up again some seconds later. */
  readonly killTarget: () => Promise<void>;
}

interface Strike {
  readonly does: string;
  readonly run: (struck: Struck) => Promise<void>;
}

const HOLD_MS = 2_000;
const STARTING_MS = 400;

/** Damages the state, and kills the prober so that it has to read it. */
const damaging = (does: string, damage: (file: string) => Promise<unknown>): Strike => ({
  does,
  async run({ stateFile, signalProber }) {
    signalProber('SIGKILL');
    await damage(stateFile).catch(() => {});
  },
});

export const STRIKES = {
  kill_prober: { does: 'SIGKILL of the prober', run: async ({ signalProber }) => signalProber('SIGKILL') },
  end_prober: { does: 'SIGTERM of the prober', run: async ({ signalProber }) => signalProber('SIGTERM') },
  kill_twice: {
    does: 'SIGKILL of the prober, and again while it starts',
    async run({ signalProber }) {
      signalProber('SIGKILL');
      await pause(STARTING_MS);
      signalProber('SIGKILL');
    },
  },
  hold_prober: {
    does: `the prober stands still for ${HOLD_MS / 1000} s`,
    async run({ signalProber }) {
      signalProber('SIGSTOP');
      await pause(HOLD_MS);
      signalProber('SIGCONT');
    },
  },
  kill_target: { does: 'SIGKILL of the target, up again after 2 s', run: ({ killTarget }) => killTarget() },
  kill_both: {
    does: 'SIGKILL of prober and target',
    async run({ signalProber, killTarget }) {
      signalProber('SIGKILL');
      await killTarget();
    },
  },
  cut_state: damaging('the state file cut in half, and SIGKILL', async (file) =>
    truncate(file, Math.floor((await readFile(file)).length / 2)),
  ),
  empty_state: damaging('the state file emptied, and SIGKILL', (file) => writeFile(file, '')),
  garbage_state: damaging('the state file filled with garbage, and SIGKILL', (file) =>
    writeFile(file, Buffer.alloc(4096, 0xa5)),
  ),
  lose_state: damaging('the state file removed, and SIGKILL', (file) => rm(file)),
} as const satisfies Readonly<Record<string, Strike>>;
export type StrikeId = keyof typeof STRIKES;
export const STRIKE_IDS = Object.keys(STRIKES) as readonly StrikeId[];

/** The n-th strike of a campaign, and the pause before it: of each round every kind comes once, in an order of its own. */
export function drawStrike(
  seed: number,
  n: number,
  leastMs: number,
  mostMs: number,
): { readonly id: StrikeId; readonly afterMs: number } {
  const round = Math.floor(n / STRIKE_IDS.length);
  const order = STRIKE_IDS.map((id, i) => ({ id, rank: drawUnit(seed, round * STRIKE_IDS.length + i, 51) }));
  const ranked = order.toSorted((a, b) => a.rank - b.rank);
  const id = ranked[n % STRIKE_IDS.length]?.id ?? 'kill_prober';
  return { id, afterMs: leastMs + drawUnit(seed, n, 52) * (mostMs - leastMs) };
}
