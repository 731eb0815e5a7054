// What the synthetic flows say.
import type { Reason } from '../decision.ts';
import type { Measurements } from '../measurements.ts';
import type { Policy } from '../policy-schema.ts';
import type { SeenFlow, State } from '../state-schema.ts';
import { fail, findStale, inconclusive, pass, skipped, toFresh } from './reason.ts';

const ALL = 'flows';

/** One reason for each flow that calls the canary; one for all where there is none, or nobody tells of them. */
export function listFlowReasons(
  state: State,
  { flows, nowMs }: Measurements,
  policy: Policy,
): readonly Reason[] {
  const { required, maxAgeS, canaryTarget, stableTarget } = policy.probes;
  const missing = required ? inconclusive : skipped;
  const fresh = toFresh(flows, nowMs, Math.min(maxAgeS, policy.maxAgeS), policy);
  if (!('value' in fresh)) return [missing(ALL, `Flows: ${fresh.missing}`)];
  const own = fresh.value.filter(({ target }) => target === canaryTarget);
  const isGone = Object.keys(state.flows).filter((id) => own.every((flow) => flow.id !== id));
  const isStableBroken = (id: string) =>
    fresh.value.some((other) => other.id === id && other.target === stableTarget && other.outcome === 'fail');
  if (own.length === 0 && isGone.length === 0) return [missing(ALL, `Flows: none calls ${canaryTarget}`)];
  return [
    ...own.map(({ id }) => toReason(id, state.flows[id], isStableBroken(id), nowMs, policy)),
    ...isGone.map((id) => missing(`flow:${id}`, `Flow ${id}: the prober tells of it no more`)),
  ];
}

/** How many of the last outcomes are this one, without a gap. */
export const countInRow = (outcomes: SeenFlow['outcomes'], of: SeenFlow['outcomes'][number]): number =>
  outcomes.length - 1 - outcomes.findLastIndex((outcome) => outcome !== of);

function toReason(
  name: string,
  seen: SeenFlow | undefined,
  isStableBroken: boolean,
  nowMs: number,
  policy: Policy,
): Reason {
  const { minPasses, failuresToAbort, maxAgeS } = policy.probes;
  const id = `flow:${name}`;
  if (seen === undefined)
    return inconclusive(id, `Flow ${name}: it was not played to its end since the canary began`);
  const stale = findStale(seen.atMs, nowMs, maxAgeS, policy);
  if (stale !== undefined) return inconclusive(id, `Flow ${name}: its last run tells nothing, ${stale}`);
  const passes = countInRow(seen.outcomes, 'pass');
  const failures = countInRow(seen.outcomes, 'fail');
  if (failures >= failuresToAbort)
    return isStableBroken
      ? inconclusive(id, `Flow ${name}: it failed ${failures} times in a row, at the stable version as well`)
      : fail(id, `Flow ${name}: it failed ${failures} times in a row`);
  if (passes >= minPasses) return pass(id, `Flow ${name}: it passed ${passes} times in a row`);
  const last = seen.outcomes.at(-1) ?? 'inconclusive';
  const words = { pass: 'passed', fail: 'failed', inconclusive: 'could not tell' }[last];
  return inconclusive(id, `Flow ${name}: it ${words}, and ${minPasses} passes in a row are needed`);
}
