// The share of users that a canary gets next, by how sure the decision is of it. It is chosen before the events that it brings, from
// earlier ones alone, so what the sequential tests promise of a decision holds for any such choice.
import type { Decision } from '../decision/decision.ts';

export interface WeightLimits {
  /** Percent of the users at the beginning. */
  readonly firstPct: number;
  /** By so many percentage points it may rise at once. */
  readonly maxRisePct: number;
  /** It stays so long at a share before it rises again, in ms. */
  readonly stepMs: number;
}

export interface Weight {
  readonly pct: number;
  /** When it was raised last, in epoch ms; 0 where it never was. */
  readonly raisedAtMs: number;
}

/** What is done next: a share to set, the same one to stay at, all of the users reached, or the version to be taken back. */
export type WeightStep =
  | { readonly do: 'set'; readonly pct: number; readonly why: string }
  | { readonly do: 'stay'; readonly why: string }
  | { readonly do: 'end'; readonly why: string }
  | { readonly do: 'roll-back'; readonly why: string };

/** From so much of the evidence that aborts on, the share goes back to the first one. */
const SUSPICION = 0.5;

const toPart = (part: number | undefined) => Math.min(1, Math.max(0, part ?? 0));

/**
 * Decides the next share. Evidence for the canary raises it towards what one last rise leaves, and only `promote` gives it the rest.
 * Evidence against it brings it back to the first share; a decision to abort takes it all away. Without evidence it stays.
 */
export function decideWeight(
  { pct, raisedAtMs }: Weight,
  { decision, evidence }: Pick<Decision, 'decision' | 'evidence'>,
  { firstPct, maxRisePct, stepMs }: WeightLimits,
  nowMs: number,
): WeightStep {
  if (decision === 'abort' || decision === 'rollback')
    return { do: 'roll-back', why: `the decision is to ${decision === 'abort' ? 'abort' : 'roll back'}` };
  const harm = toPart(evidence?.harm);
  if (harm >= SUSPICION)
    return pct > firstPct
      ? { do: 'set', pct: firstPct, why: `a suspicion: ${toPercent(harm)} of the evidence that aborts` }
      : { do: 'stay', why: `a suspicion: ${toPercent(harm)} of the evidence that aborts` };
  if (pct >= 100) return { do: 'end', why: 'it has all of the users' };
  if (pct === 0) return { do: 'set', pct: firstPct, why: 'it begins' };
  if (nowMs - raisedAtMs < stepMs) return { do: 'stay', why: 'it was raised a moment ago' };
  const good = toPart(evidence?.good);
  const most = Math.max(firstPct, 100 - maxRisePct);
  const wanted = decision === 'promote' ? 100 : Math.floor(firstPct + (most - firstPct) * good);
  const next = Math.min(wanted, pct + maxRisePct);
  const sure = `${toPercent(good)} of the evidence that promotes`;
  return next > pct ? { do: 'set', pct: next, why: sure } : { do: 'stay', why: sure };
}

const toPercent = (part: number) => `${Math.floor(part * 100)} %`;
