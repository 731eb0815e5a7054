// What is judged by the times of toxics, which are of one segment's clock: where another's may be wrong, nobody can tell what met a toxic.
import { MAX_SKEW_SEC } from '../fleet/clocks.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { toCounted } from '../text/figures.ts';

/** What is known of the clocks of a run. `chaos`: null where no toxic was asked for; `unwatched`: nobody compared them. */
interface Clocks {
  readonly chaos: unknown;
  readonly unwatched?: boolean;
  readonly startsApartSec?: number;
}

/** A gate on toxics, given how far apart the segments of its run began: a late start and a wrong clock look alike afterwards. */
export function doubtApart(
  result: GateResult,
  { chaos, unwatched = false, startsApartSec = 0 }: Clocks,
): GateResult {
  const isTold = chaos === null || !unwatched || startsApartSec <= MAX_SKEW_SEC;
  if (isTold || result.outcome !== 'fail') return result;
  const because = `${result.because}, by segments that began ${startsApartSec.toFixed(1)} s apart, or whose clocks are so far apart: set them by NTP, and begin them within ${toCounted(MAX_SKEW_SEC, 'second')}`;
  return { ...result, outcome: 'inconclusive', because };
}
