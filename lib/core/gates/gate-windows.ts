// What each gate looks at right now: the last minutes, the worst stretch up to now, or the whole run.
import { readCount } from '../journal/counters.ts';
import type { Id } from '../service/service.ts';
import { type Gate, toGateCounts, toGateValue } from './gates.ts';
import { createRollingTotals } from './rolling-totals.ts';

/** What a window holds: the counts that its gate is about, or more. */
export type WindowCounts = Readonly<Record<Id, number>>;

export interface GateWindows {
  /** Takes the totals as of `atSec`; must not go back in time. */
  observe(atSec: number, totals: WindowCounts): void;
  /**
   * What the gate's window holds since the latest totals; for a sequential gate, since the moment from which it looks worst. A stretch
   * that begins with the run has the gate's head start among its errors.
   */
  of(gate: Gate): WindowCounts;
  /** Counts what happened so often at `atSec`, is in the latest totals, and came late: out of order, as the rows of several runners do. */
  amend(atSec: number, ids: readonly Id[], times?: number): void;
  /** What the gate's windows held at every moment since `atSec`, the latest last. */
  listSince(gate: Gate, atSec: number): readonly WindowCounts[];
}

/** The windows of `gates`, fed with running totals: by k6's sentinel once a second, in Node with every row. */
export function createGateWindows(gates: readonly Gate[]): GateWindows {
  const rolled = gates.filter((gate) => gate.windowSec !== undefined);
  const rolling = createRollingTotals(Math.max(1, ...rolled.map((gate) => gate.windowSec ?? 0)), [
    ...new Set(rolled.flatMap((gate) => [gate.of, gate.among])),
  ]);
  /** The totals at the moment when the sum of a gate's errors was least. What came since is its worst stretch. */
  const sequential = gates
    .filter((gate) => gate.kind === 'sequential')
    .map((gate) => ({ gate, least: { hits: -gate.headStart, samples: 0 } }));
  let latest: WindowCounts | undefined;
  const of = (gate: Gate) => {
    if (!latest) throw new RangeError('nothing observed yet');
    if (gate.windowSec !== undefined) return rolling.within(gate.windowSec);
    const least = sequential.find((one) => one.gate.id === gate.id)?.least;
    return least
      ? toGateCounts(
          gate,
          readCount(latest, gate.of) - least.hits,
          readCount(latest, gate.among) - least.samples,
        )
      : latest;
  };
  return {
    observe(atSec, totals) {
      latest = totals;
      rolling.observe(atSec, totals);
      for (const { gate, least } of sequential) {
        const hits = readCount(totals, gate.of);
        const samples = readCount(totals, gate.among);
        if (toGateValue(gate, least.hits, least.samples) < toGateValue(gate, hits, samples)) continue;
        least.hits = hits;
        least.samples = samples;
      }
    },
    of,
    amend: (atSec, ids, times) => rolling.amend(atSec, ids, times),
    listSince: (gate, atSec) =>
      gate.windowSec === undefined ? [of(gate)] : rolling.listWithin(gate.windowSec, atSec),
  };
}
