// Calls that were answered at the second try, since the first was reset while connecting: k6 makes them once more, and a browser does not.

import { toCounted } from '../text/figures.ts';
import type { GateResult } from './gate-result-schema.ts';
import { type Gate, showGateValue, toLimit } from './gates.ts';

/**
 * A gate on lost calls that held, given how many calls of the run were made twice: were they more than may be lost, nobody can tell
 * whether the service or the way to it reset them. A count over a window is left as it is: a network may well reset a handful in hours.
 */
export function doubtSecondTries(
  gate: Gate,
  result: GateResult,
  { transport_retries: retries = 0, calls = 0 }: Readonly<Record<string, number>>,
): GateResult {
  const isCountInWindow = gate.kind === 'count' && gate.windowSec !== undefined;
  const value = gate.kind === 'ratio' ? retries / Math.max(calls, 1) : retries;
  if (result.outcome !== 'pass' || isCountInWindow || value <= toLimit(gate)) return result;
  const what = toCounted(retries, 'call was', 'calls were');
  const share = gate.kind === 'ratio' ? `${showGateValue(gate, value)} of all; ` : '';
  return {
    ...result,
    outcome: 'inconclusive',
    because: `${result.because}, but ${what} reset while connecting and made once more (${share}${showGateValue(gate, toLimit(gate))} may be lost): the service, or what stands on the way to it, turns connections away`,
  };
}
