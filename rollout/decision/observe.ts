// What one look adds to what is known of a canary.
import { computeChanceOf } from '../../lib/core/stats/binomial.ts';
import { addBlock, addOwnBlock, estimate, NO_EVIDENCE } from './evidence/evidence.ts';
import type { Cohorts, Counts, CountWindow, FlowState, Measurements, Slower, Usage } from './measurements.ts';
import type { Bounds, Policy } from './policy-schema.ts';
import { RESOURCES } from './policy-words.ts';
import type { Shares, State } from './state-schema.ts';

const NO_COUNTS: Counts = { bad: 0, all: 0 };
const NO_SHARES: Shares = { canary: NO_COUNTS, stable: NO_COUNTS, evidence: NO_EVIDENCE, bound: null };

/** What a service promises, as far as a decision asks. */
export interface Promise_ {
  readonly id: string;
  readonly title: string;
  readonly objectiveRatio: number;
}

/** Which canary it is about, and from when on it is looked at. */
export interface Beginning extends Pick<Measurements, 'canary' | 'stable'> {
  readonly nowMs: number;
  /** From when on events are counted: a little earlier, where what happened then is known. */
  readonly countFromMs: number;
  readonly slos: readonly Promise_[];
}

/** What is known of a canary before the first look. */
export const createState = ({ canary, stable, nowMs, countFromMs, slos }: Beginning): State => ({
  version: 1,
  canary,
  stable,
  beganAtMs: nowMs,
  seenAtMs: null,
  step: 0,
  heldSinceMs: nowMs,
  promotedAtMs: null,
  countedUntilMs: countFromMs,
  comparedUntilMs: countFromMs,
  observedMs: 0,
  pods: {},
  slos: Object.fromEntries(
    slos.map(({ id, title, objectiveRatio }) => [id, { title, objectiveRatio, shares: NO_SHARES }]),
  ),
  latency: { boundsS: [], shares: [] },
  flows: {},
  saturatedSinceMs: {},
  ended: null,
});

/** True where the measurements are of this canary, in progress or promoted fully. */
export const isOf = (state: State, { canary, stable }: Cohorts<string>): boolean =>
  canary === state.canary && (stable === state.stable || stable === state.canary);

/** The bounds of an SLO. */
export const toBounds = ({ slos }: Policy, id: string): Bounds => slos.byId?.[id] ?? slos.each;

/**
 * Takes in a look. What is of another canary, was counted before, or is nonsense changes nothing: the state stays as it is, and
 * `decide` says so.
 */
export function observe(state: State, measurements: Measurements, policy: Policy): State {
  if (!isOf(state, measurements)) return state;
  const { nowMs, step, counts, flows, usage } = measurements;
  if (!Number.isFinite(nowMs)) return state;
  const promoted = promote(state, measurements, policy);
  const stepped = step > promoted.step ? { ...promoted, step, heldSinceMs: nowMs } : promoted;
  const moved = 'value' in flows ? addFlows(stepped, flows.value, nowMs, policy) : stepped;
  const counted =
    'value' in counts && counts.value.windows.every((window) => findWindowFault(moved, window) === undefined)
      ? counts.value.windows.reduce((before, window) => addWindow(before, window, policy), {
          ...moved,
          pods: counts.value.pods,
        })
      : moved;
  return 'value' in usage ? addUsage(counted, usage.value, nowMs, policy) : counted;
}

/** Where the canary has become the stable version, every share gets the bound that it is held to from now on. */
function promote(state: State, { nowMs, canary, stable }: Measurements, policy: Policy): State {
  if (state.promotedAtMs !== null || stable !== canary) return state;
  const hold = (shares: Shares, { marginRatio }: Bounds): Shares => ({
    ...shares,
    evidence: NO_EVIDENCE,
    bound: Math.min(1, estimate(shares.evidence.seen.stable) + marginRatio),
  });
  return {
    ...state,
    promotedAtMs: nowMs,
    slos: mapValues(state.slos, (slo, id) => ({ ...slo, shares: hold(slo.shares, toBounds(policy, id)) })),
    latency: {
      ...state.latency,
      shares: state.latency.shares.map((shares) => hold(shares, policy.latency ?? policy.slos.each)),
    },
  };
}

const isCount = ({ bad, all }: Counts) =>
  Number.isFinite(bad) && Number.isFinite(all) && bad >= 0 && bad <= all + 1e-6;

/** Why a window cannot be counted, in half a sentence; undefined where it can. */
export function findWindowFault(state: State, window: CountWindow): string | undefined {
  const { fromMs, toMs, slos, latency } = window;
  if (!(Number.isFinite(fromMs) && toMs > fromMs)) return 'a window has no length';
  for (const id of Object.keys(state.slos)) {
    const cohorts = slos[id];
    if (cohorts === undefined) return `${id} was not counted`;
    if (!isCount(cohorts.canary) || !isCount(cohorts.stable)) return `the counts of ${id} are nonsense`;
  }
  if (latency === undefined) return undefined;
  const { boundsS, cohorts } = latency;
  const known = state.latency.boundsS;
  if (known.length > 0 && known.join() !== boundsS.join()) return 'the buckets of the histogram changed';
  const isSlower = ({ all, above }: Slower) =>
    above.length === boundsS.length && above.every((bad) => isCount({ bad, all }));
  return isSlower(cohorts.canary) && isSlower(cohorts.stable)
    ? undefined
    : 'the counts of the histogram are nonsense';
}

function addWindow(state: State, window: CountWindow, policy: Policy): State {
  const { fromMs, toMs, slos, latency } = window;
  // A window that was counted before, or in part.
  if (fromMs < state.countedUntilMs - 1) return state;
  const seen = Object.values(slos);
  const isCompared =
    seen.some(({ canary }) => canary.all > 0) &&
    (state.promotedAtMs !== null || seen.some(({ stable }) => stable.all > 0));
  return {
    ...state,
    seenAtMs: state.seenAtMs ?? (seen.some(({ canary }) => canary.all > 0) ? fromMs : null),
    countedUntilMs: toMs,
    comparedUntilMs: isCompared ? toMs : state.comparedUntilMs,
    observedMs: state.observedMs + (isCompared ? toMs - fromMs : 0),
    slos: mapValues(state.slos, (slo, id) => {
      const cohorts = slos[id];
      const objective = 1 - slo.objectiveRatio;
      return cohorts === undefined
        ? slo
        : { ...slo, shares: addShares(slo.shares, cohorts, toBounds(policy, id), objective) };
    }),
    latency:
      latency === undefined || policy.latency === undefined
        ? state.latency
        : addLatency(state.latency, latency, policy.latency),
  };
}

function addLatency(
  known: State['latency'],
  { boundsS, cohorts }: NonNullable<CountWindow['latency']>,
  bounds: Bounds,
): State['latency'] {
  const at = ({ all, above }: Slower, n: number): Counts => ({ bad: above[n] ?? 0, all });
  return {
    boundsS,
    shares: boundsS.map((_, n) =>
      addShares(
        known.shares[n] ?? NO_SHARES,
        { canary: at(cohorts.canary, n), stable: at(cohorts.stable, n) },
        bounds,
      ),
    ),
  };
}

const sum = (before: Counts, { bad, all }: Counts): Counts => ({
  bad: before.bad + bad,
  all: before.all + all,
});
/** Whole events: parts of them, between two scrapes, are kept for the next window. */
const toWhole = (before: Counts, after: Counts): Counts => {
  const whole = (of: (counts: Counts) => number) =>
    Math.floor(of(after) + 1e-6) - Math.floor(of(before) + 1e-6);
  const bad = whole((counts) => counts.bad);
  return { bad, all: bad + whole((counts) => counts.all - counts.bad) };
};

/**
 * So many times the share that the budget of 30 days allows is trouble: the slower pace at which a budget pages (Google, The Site
 * Reliability Workbook, chapter 5, table 5-8).
 */
const BURN = 6;
const CHANCE_OF_TROUBLE = 0.001;

/** True where so many bad events of the stable version are no chance, even if it burned its budget fast. */
const isInTrouble = ({ bad, all }: Counts, budget: number) =>
  computeChanceOf(bad, all, Math.min(0.5, BURN * budget)) < CHANCE_OF_TROUBLE;

/** @param budget the share of bad events that the SLO allows; undefined where there is none */
function addShares(shares: Shares, window: Cohorts<Counts>, bounds: Bounds, budget?: number): Shares {
  const canary = sum(shares.canary, window.canary);
  const stable = sum(shares.stable, window.stable);
  const block = { canary: toWhole(shares.canary, canary), stable: toWhole(shares.stable, stable) };
  const { evidence, bound } = shares;
  return {
    ...shares,
    canary,
    stable,
    evidence:
      bound === null
        ? addBlock(evidence, block, bounds, budget !== undefined && isInTrouble(block.stable, budget))
        : addOwnBlock(evidence, block.canary, bounds, bound),
  };
}

/** So many of its last runs are remembered of a flow. */
const KEPT_OUTCOMES = 20;

/**
 * Takes in every run of a flow that ended since the canary began: what it did before, it did to another version. A run is told by when
 * it ended, so that it counts once, however often it is told of.
 */
function addFlows(state: State, flows: readonly FlowState[], nowMs: number, policy: Policy): State {
  const seen = { ...state.flows };
  for (const { id, target, outcome, atMs, alike = 1 } of flows) {
    if (target !== policy.probes.canaryTarget || outcome === 'never' || atMs === null) continue;
    const before = seen[id];
    if (!(atMs > (before?.atMs ?? state.beganAtMs) && atMs <= nowMs + policy.maxSkewS * 1_000)) continue;
    // At first sight those before it are taken at the prober's word.
    const runs = before === undefined ? Math.min(KEPT_OUTCOMES, Math.max(1, Math.floor(alike) || 1)) : 1;
    const fresh = Array.from({ length: runs }, () => outcome);
    seen[id] = { atMs, outcomes: [...(before?.outcomes ?? []), ...fresh].slice(-KEPT_OUTCOMES) };
  }
  return { ...state, flows: seen };
}

/** True where the canary uses too much of a resource at this look; undefined where that cannot be told. */
function isSaturated(
  usage: Cohorts<number> | undefined,
  limit: Policy['saturation']['cpu'],
): boolean | undefined {
  if (usage === undefined || limit === undefined) return undefined;
  const { canary, stable } = usage;
  if (![canary, stable].every((one) => Number.isFinite(one) && one >= 0)) return undefined;
  return canary > limit.maxRatio * stable && canary - stable > limit.minDifference;
}

function addUsage(state: State, usage: Usage, nowMs: number, { saturation }: Policy): State {
  const since: Record<string, number> = { ...state.saturatedSinceMs };
  for (const resource of RESOURCES) {
    const is = isSaturated(usage[resource], saturation[resource]);
    if (is === true) since[resource] ??= nowMs;
    if (is === false) delete since[resource];
  }
  return { ...state, saturatedSinceMs: since };
}

const mapValues = <T>(of: Readonly<Record<string, T>>, to: (value: T, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, to(value, key)]));
