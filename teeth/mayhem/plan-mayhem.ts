// Which fault strikes which run, and when: drawn from a seed, so that a campaign can be played again.
import { drawUnit } from '../../lib/core/stats/draw.ts';
import type { Fault } from './faults/fault.ts';

/** One run, and what is done to it. */
export interface PlannedRun {
  /** From 1. */
  readonly n: number;
  /** Of the run itself. */
  readonly seed: number;
  readonly fault: Fault;
  /** Seconds after the run began. */
  readonly atSec: number;
  readonly toxiproxy: 'own' | 'foreign';
}

const ORDER = 1;
const MOMENT = 2;
const OWNER = 3;

/** Plans a campaign: every fault once, in an order drawn by the seed, before any comes again. */
export function planMayhem(faults: readonly Fault[], runs: number, seed: number): readonly PlannedRun[] {
  const rounds = Array.from({ length: Math.ceil(runs / faults.length) }, (_, round) =>
    faults
      .map((fault, i) => ({ fault, place: drawUnit(seed, round * faults.length + i, ORDER) }))
      .sort((a, b) => a.place - b.place),
  );
  return rounds
    .flat()
    .slice(0, runs)
    .map(({ fault }, i) => {
      const [from, to] = fault.between;
      return {
        n: i + 1,
        seed: seed + i,
        fault,
        atSec: Math.round((from + (to - from) * drawUnit(seed, i, MOMENT)) * 10) / 10,
        toxiproxy: fault.toxiproxy ?? (drawUnit(seed, i, OWNER) < 0.5 ? 'own' : 'foreign'),
      };
    });
}
