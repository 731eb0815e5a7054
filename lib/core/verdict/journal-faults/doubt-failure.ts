// A gate that failed by a journal which does not hold the whole run: whether it would have failed by the whole.
import type { GateResult } from '../../gates/gate-result-schema.ts';
import type { Gate } from '../../gates/gates.ts';

/** What of a run its journal lacks; see `RunEnd`. */
interface Lack {
  readonly damaged?: true;
  readonly part?: true;
}

/**
 * Of a damaged journal, a share of half the answers or a baseline whose toxics are lost: such a failure may be the damage itself. By one runner
 * of several only a count that was crossed is crossed by all of them too; a share is another among the answers of all.
 */
export function doubtFailure(
  result: GateResult,
  { damaged, part }: Lack,
  gates: readonly Gate[],
): GateResult {
  if (result.outcome !== 'fail') return result;
  const isCount = gates.some(({ id, kind }) => id === result.id && kind === 'count');
  if (!damaged && (!part || isCount)) return result;
  const far = damaged ? 'the journal can be read' : 'one of several runners can tell';
  return { ...result, outcome: 'inconclusive', because: `${result.because}, as far as ${far}` };
}
