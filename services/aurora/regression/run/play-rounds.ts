// The rounds of a regression: one visit after the other, since a page is measured and not the load on it.
import type { Product } from '../hotset.ts';
import type { RegressionPlan } from '../options.ts';
import type { PartResult, Round, RoundPhase } from '../report-schema.ts';
import { type Backfill, countEntries, createRound, judgePart } from '../rounds.ts';
import { fetchPart } from './page-call.ts';

export interface PlayOptions {
  readonly base: string;
  readonly plan: RegressionPlan;
  /** Ends the playing: the visit under way is dropped, no further one is begun. */
  readonly stop: AbortSignal;
  readonly onProgress: (done: number, of: number, phase: RoundPhase) => void;
}

/**
 * Plays every warm-up and formal round, the pages in turn, so that a slow minute of the service hits all of them alike.
 * @returns the rounds that came to an end; fewer than planned where the time was up or `stop` aborted
 */
export async function playRounds({ base, plan, stop, onProgress }: PlayOptions): Promise<Round[]> {
  const { warmupRounds, formalRounds, hotset, pdpPath } = plan;
  const endMs = performance.now() + plan.maxSeconds * 1000;
  const total = (warmupRounds + formalRounds) * hotset.length;
  const rounds: Round[] = [];
  for (let n = 1; n <= warmupRounds + formalRounds; n++) {
    const phase = n <= warmupRounds ? 'warmup' : 'formal';
    const round = phase === 'warmup' ? n : n - warmupRounds;
    for (const product of hotset) {
      if (stop.aborted || performance.now() > endMs) return rounds;
      const played = await playRound(`${base}${pdpPath}`, product, { phase, round }, stop);
      // What was cut off by us says nothing of the service.
      if (stop.aborted) return rounds;
      rounds.push(played);
      onProgress(rounds.length, total, phase);
    }
  }
  return rounds;
}

/** One visit: the first screen, then, side by side, what it did not bring. */
async function playRound(
  url: string,
  product: Product,
  when: { readonly phase: RoundPhase; readonly round: number },
  stop: AbortSignal,
): Promise<Round> {
  const first = await fetchPart(url, product, 'offers', stop);
  const startedMs = performance.now();
  let waited = false;
  const fill = async (part: Backfill): Promise<PartResult> => {
    if (first.result.status === 200 && countEntries(part, first.body) !== undefined)
      return judgePart(part, { status: 200, body: first.body, ms: 0, problem: '' });
    waited = true;
    return (await fetchPart(url, product, part, stop)).result;
  };
  const [reviews, similar] = await Promise.all([fill('reviews'), fill('similar')]);
  const backfillMs = waited ? Math.round((performance.now() - startedMs) * 100) / 100 : 0;
  return createRound({ product, ...when, backfillMs, parts: { offers: first.result, reviews, similar } });
}
