// What the shares of bad events and of slow answers say.
import { toPercent } from '../../../lib/core/text/figures.ts';
import type { Reason } from '../decision.ts';
import { toGood, toHarm, toTogether } from '../evidence/evidence.ts';
import type { Counts } from '../measurements.ts';
import { toBounds } from '../observe.ts';
import type { Bounds, Policy } from '../policy-schema.ts';
import type { Shares, State } from '../state-schema.ts';
import { fail, inconclusive, pass } from './reason.ts';

/** One share that is judged: an SLO, or the answers that took longer than a bound. */
interface Judged {
  readonly id: string;
  /** What is counted, as a sentence begins: `Availability`. */
  readonly title: string;
  readonly shares: Shares;
  readonly bounds: Bounds;
  /** The logarithm of its evidence of harm. */
  readonly harm: number;
}

const SLOW = 'latency';

/** Together, the shares of slow answers are one measurement: their evidence is averaged. */
function listJudged(state: State, policy: Policy): readonly Judged[] {
  const slos = Object.entries(state.slos).map(([id, { title, shares }]): Judged => {
    return {
      id: `slo:${id}`,
      title,
      shares,
      bounds: toBounds(policy, id),
      harm: toHarm(shares.evidence),
    };
  });
  const slow = findSlowest(state);
  if (policy.latency === undefined || slow === undefined) return slos;
  const harm = toTogether(state.latency.shares.map(({ evidence }) => toHarm(evidence)));
  return [...slos, { ...slow, id: SLOW, bounds: policy.latency, harm }];
}

/** The bound that says most against the canary. */
function findSlowest({ latency }: State): Pick<Judged, 'title' | 'shares'> | undefined {
  let worst: Pick<Judged, 'title' | 'shares'> | undefined;
  for (const [n, shares] of latency.shares.entries()) {
    if (worst === undefined || toHarm(shares.evidence) > toHarm(worst.shares.evidence))
      worst = { title: `Answers slower than ${latency.boundsS[n]} s`, shares };
  }
  return worst;
}

/** How improbable chance is: 1 in so many. */
const toOdds = (log: number) =>
  log > 20 ? '1 in 100 million and less' : `1 in ${Math.floor(Math.exp(log)).toLocaleString('en')}`;

const toShare = ({ bad, all }: Counts) =>
  `${all === 0 ? 'nothing' : toPercent(bad / all)} of ${Math.floor(all)}`;

function toSeen({ title, shares: { canary, stable, bound, evidence } }: Judged): string {
  return bound === null
    ? `${title}: ${toShare(canary)} in the canary, ${toShare(stable)} in the stable version`
    : `${title}: ${toShare(evidence.seen.canary)} since it was promoted, and ${toPercent(bound)} are allowed`;
}

/** True where the canary is shown to be worse than tolerated in one share or another. */
function isHarmful(judged: readonly Judged[], { falseAbort }: Policy): boolean {
  return toTogether(judged.map(({ harm }) => harm)) >= Math.log(1 / falseAbort);
}

/** One reason for each SLO, and one for latency where the policy asks for it. */
export function listShareReasons(state: State, policy: Policy): readonly Reason[] {
  const judged = listJudged(state, policy);
  const harmful = isHarmful(judged, policy);
  const reasons = judged.map((one) => {
    if (harmful && one.harm >= Math.log(1 / policy.falseAbort))
      return fail(
        one.id,
        `${toSeen(one)}; it is worse by more than ${toPercent(one.bounds.toleranceRatio)}, and chance would show that ${toOdds(one.harm)} times`,
      );
    return state.promotedAtMs === null
      ? toPromotable(one, state, policy)
      : pass(one.id, `${toSeen(one)}; it is not shown to be worse`);
  });
  if (policy.latency === undefined || judged.some(({ id }) => id === SLOW)) return reasons;
  return [
    ...reasons,
    inconclusive(
      SLOW,
      'Latency: no histogram of both versions was seen; give the service an SLO that counts answers up to a bound, or take latency out of the policy',
    ),
  ];
}

function toPromotable(one: Judged, state: State, policy: Policy): Reason {
  const { evidence } = one.shares;
  if (evidence.isDisturbed)
    return inconclusive(
      one.id,
      `${toSeen(one)}; the stable version breaks its promise as well, so both suffer from something else`,
    );
  for (const [cohort, wanted] of Object.entries(policy.minSamples)) {
    const seen = cohort === 'canary' ? evidence.seen.canary.all : evidence.seen.stable.all;
    if (seen < wanted)
      return inconclusive(
        one.id,
        `${toSeen(one)}; ${wanted} of the ${cohort === 'canary' ? 'canary' : 'stable version'} are needed`,
      );
  }
  const all = one.id === SLOW ? state.latency.shares : [one.shares];
  const weakest = Math.min(...all.map((shares) => toGood(shares.evidence)));
  const needed = Math.log(1 / policy.missedBad);
  const margin = toPercent(one.bounds.marginRatio);
  if (weakest < needed)
    return inconclusive(
      one.id,
      `${toSeen(one)}; not shown yet to be worse by less than ${margin} (evidence ${toScore(weakest)} of ${toScore(needed)})`,
    );
  // What counts for the canary must not lie beside what counts against it.
  if (one.harm >= needed / 2)
    return inconclusive(
      one.id,
      `${toSeen(one)}; there is a suspicion that it gets worse (${toOdds(one.harm)})`,
    );
  return pass(one.id, `${toSeen(one)}; it is worse by less than ${margin}`);
}

const toScore = (log: number) => Number(log.toFixed(1));

const toPart = (log: number, needed: number) => Number(Math.min(1, Math.max(0, log / needed)).toFixed(3));

/** How far the evidence has come, 0 to 1: for the canary that of its weakest share, against it that of all together. */
export function computeProgress(
  state: State,
  policy: Policy,
): { readonly good: number; readonly harm: number } {
  const judged = listJudged(state, policy);
  const shares = [...judged.map((one) => one.shares), ...(policy.latency ? state.latency.shares : [])];
  const weakest = shares.length === 0 ? 0 : Math.min(...shares.map(({ evidence }) => toGood(evidence)));
  const harm = judged.length === 0 ? 0 : toTogether(judged.map((one) => one.harm));
  return {
    good: toPart(weakest, Math.log(1 / policy.missedBad)),
    harm: toPart(harm, Math.log(1 / policy.falseAbort)),
  };
}

/** How much of its margin the canary uses up, 0 to 1, as it looks: the mean of the SLOs; of latency the worst bound. */
export function computeUsedMargins(
  state: State,
  policy: Policy,
): Readonly<Record<'slos' | 'latency', number>> {
  const used = ({ canary, stable }: Shares, { marginRatio }: Bounds) => {
    if (canary.all === 0 || stable.all === 0) return Number.NaN;
    const difference = canary.bad / canary.all - stable.bad / stable.all;
    return Math.min(1, Math.max(0, difference / marginRatio));
  };
  const slos = Object.entries(state.slos).map(([id, { shares }]) => used(shares, toBounds(policy, id)));
  const { latency } = policy;
  const slow = latency === undefined ? [] : state.latency.shares.map((shares) => used(shares, latency));
  return {
    slos: slos.reduce((total, one) => total + one, 0) / slos.length,
    latency: slow.length === 0 ? Number.NaN : Math.max(...slow),
  };
}
