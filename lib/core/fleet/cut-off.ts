// A runner that never got an answer while BASE answers others: what it lost is lost on its own way, and says nothing of the service.
import type { GateResult } from '../gates/gate-result-schema.ts';
import type { Gate } from '../gates/gates.ts';
import { isRow, type JournalRow } from '../journal/events.ts';

/** Calls of runners that were cut off from the service. */
export const countUnanswered = (rows: readonly JournalRow[]): number =>
  rows.filter(isRow('fleet.broken')).reduce((sum, { unanswered = 0 }) => sum + unanswered, 0);

/** A gate on lost calls, given how many of them are of runners that were cut off: where the others would not have crossed it, it cannot tell. */
export function doubtCutOff(
  gate: Gate,
  result: GateResult,
  { transport_errors: lost = 0 }: Readonly<Record<string, number>>,
  unanswered: number,
): GateResult {
  if (unanswered === 0 || gate.of !== 'transport_errors' || result.outcome !== 'fail') return result;
  if (wouldCross(gate, Math.max(0, lost - unanswered))) return result;
  return {
    ...result,
    outcome: 'inconclusive',
    because: `${result.because}, ${unanswered} of them of runners that never got an answer while others did`,
  };
}

/** Whether so many lost calls could have crossed it, however close together they were. */
function wouldCross(gate: Gate, lost: number): boolean {
  switch (gate.kind) {
    case 'count':
      return lost > gate.max;
    case 'ratio':
      return lost / gate.fullWindow > gate.maxRatio;
    case 'sequential':
      return lost > 0;
  }
}
