// What each gate looks at right now: the last minutes, the worst stretch up to now, or the whole run.
import type { Counts } from '../journal/counters.ts';
import type { Id } from '../service/service.ts';
import { computeGateValue, type Gate, toGateCounts } from './gates.ts';
import { createRollingTotals, subtractCounts } from './rolling-totals.ts';

export interface GateWindows {
  /** Takes the totals as of `atSec`; must not go back in time. */
  observe(atSec: number, totals: Counts): void;
  /**
   * What the gate's window holds since the latest totals; for a sequential gate, since the moment from which it looks worst. A stretch
   * that begins with the run has the gate's head start among its errors.
   */
  of(gate: Gate): Counts;
  /** Counts what happened so often at `atSec`, is in the latest totals, and came late: out of order, as the rows of several runners do. */
  amend(atSec: number, ids: readonly Id[], times?: number): void;
  /** What the gate's windows held at every moment since `atSec`, the latest last. */
  listSince(gate: Gate, atSec: number): readonly Counts[];
}

/** The windows of `gates`, fed with running totals: by k6's sentinel once a second, in Node with every row. */
export function createGateWindows(gates: readonly Gate[]): GateWindows {
  const rolling = createRollingTotals(Math.max(1, ...gates.map((gate) => gate.windowSec ?? 0)));
  const sequential = gates.filter((gate) => gate.kind === 'sequential');
  /** By gate id: the totals at the moment when the sum of its errors was least. What came since is its worst stretch. */
  const least = new Map<string, Readonly<Record<Id, number>>>(
    sequential.map((gate) => [gate.id, toGateCounts(gate, -gate.headStart, 0)]),
  );
  let latest: Counts | undefined;
  const of = (gate: Gate) => {
    if (!latest) throw new RangeError('nothing observed yet');
    if (gate.windowSec !== undefined) return rolling.within(gate.windowSec);
    const from = least.get(gate.id);
    return from ? subtractCounts(latest, from) : latest;
  };
  return {
    observe(atSec, totals) {
      latest = totals;
      rolling.observe(atSec, totals);
      for (const gate of sequential) {
        const known = least.get(gate.id);
        if (known && computeGateValue(gate, known) >= computeGateValue(gate, totals))
          least.set(gate.id, { ...totals });
      }
    },
    of,
    amend: (atSec, ids, times) => rolling.amend(atSec, ids, times),
    listSince: (gate, atSec) =>
      gate.windowSec === undefined ? [of(gate)] : rolling.listWithin(gate.windowSec, atSec),
  };
}
