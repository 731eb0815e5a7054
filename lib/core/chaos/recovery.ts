// How soon after a toxic the service recovered: its answers, compared with those of the baseline before the toxic.

import { quickselect } from 'd3-array';
import { LATENCY_ERROR } from '../digest/histogram.ts';
import { computeQuantile, computeRateFor } from '../stats/binomial.ts';
import {
  computeQuantiles,
  computeQuantilesOf,
  countTimes,
  hasSeveral,
  type Weighted,
} from '../stats/weighted.ts';
import type { Answer } from './answers.ts';

/** `bucketSec`: the grain of the figure. `withinSec`: how long a service may take. Both of the (compressed) clock. */
export interface RecoveryScale {
  readonly bucketSec: number;
  readonly withinSec: number;
}

/**
 * A minute of the runbook's hour is the grain, and two are allowed: a circuit breaker rests for up to one (resilience4j's
 * `waitDurationInOpenState` is 60 s, Envoy's `base_ejection_time` 30 s). Both shrink with a cycle that is shorter than an
 * hour; at the base rate of 1 journey/s fewer than 5 s hold too few answers to tell.
 * @param cycleSec length of a cycle on the (compressed) clock
 * @param withinSec what the run itself allows, if it says so
 */
export function computeRecoveryScale(cycleSec: number, withinSec?: number): RecoveryScale {
  return {
    bucketSec: clamp(cycleSec / 60, 5, 60),
    withinSec: withinSec ?? clamp(cycleSec / 30, 20, 120),
  };
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

/** What counts as baseline: at most this share of answers that are degraded, failed or missing, and at most this p95. */
export interface Band {
  readonly answers: number;
  readonly maxBadRatio: number;
  readonly maxP95Ms: number;
}

/** The confidence of the band's bounds. */
const CONFIDENCE = 0.95;
/** Fewer baseline answers make a band that is too wide: 15 good ones still allow up to 18 % bad. */
const MIN_BASELINE = 15;
/** The next toxic is set within a part of this. */
const MIN_WATCH_SEC = 1;
/** Fewer answers make no bucket: of 8, one that is half bad passes for good once in 256. */
const MIN_BUCKET = 8;
/** A rise below both of these is the machine's noise, and no user's business. */
const SLACK_RATIO = 1.5;
const SLACK_MS = 250;

const isBad = (answer: Answer) => answer.degraded || !answer.answered;
const toMs = ({ durationMs }: Answer) => durationMs;
const toWeighted = ({ durationMs, times = 1 }: Answer): Weighted => [durationMs, times];

/**
 * Of answers that are told together a latency is known within `LATENCY_ERROR`, up or down: two of them may be nearer to each other, or
 * farther apart, by this factor.
 */
const BLURRED = (1 + LATENCY_ERROR) / (1 - LATENCY_ERROR);
const toBlur = (...answers: readonly (readonly Answer[])[]): number =>
  answers.some(hasSeveral) ? BLURRED : 1;

/**
 * The band of the baseline before a toxic; `undefined` where that baseline was too short. Its bounds are upper confidence bounds (95 %):
 * of the share by Clopper & Pearson, of the p95 by an order statistic, which asks nothing of the distribution (Conover,
 * "Practical Nonparametric Statistics", 3.2): the slowest answer where fewer than 59 give none. Then the slack.
 */
export function computeBand(baseline: readonly Answer[]): Band | undefined {
  const { answers, bad, durationsMs } = readBaseline(baseline);
  if (answers < MIN_BASELINE) return undefined;
  // The k-th slowest lies above the true p95 where at least k answers do, and their number is Bin(n, 5 %).
  const k = Math.max(1, computeQuantile(1 - CONFIDENCE, answers, 0.05));
  const at = durationsMs.length - k;
  const boundMs =
    (answers === baseline.length ? quickselect(durationsMs, at)[at] : findSlowest(baseline, k)) ?? 0;
  return {
    answers,
    maxBadRatio: computeRateFor(CONFIDENCE, bad + 1, answers),
    maxP95Ms: Math.max(boundMs * SLACK_RATIO, boundMs + SLACK_MS),
  };
}

/** In one look: at the end of a day there are as many as the day has, and they are looked at for each toxic. */
function readBaseline(baseline: readonly Answer[]) {
  const durationsMs = new Float64Array(baseline.length);
  let [answers, bad] = [0, 0];
  for (let i = 0; i < baseline.length; i++) {
    const answer = baseline[i] as Answer;
    const times = answer.times ?? 1;
    durationsMs[i] = answer.durationMs;
    answers += times;
    if (isBad(answer)) bad += times;
  }
  return { answers, bad, durationsMs };
}

/** How long the k-th slowest took, in ms, where some stand for several. */
function findSlowest(answers: readonly Answer[], k: number): number | undefined {
  let left = k;
  return answers
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .find(({ times = 1 }) => {
      left -= times;
      return left <= 0;
    })?.durationMs;
}

/**
 * `recovered`: back inside the band in time. `not_recovered`: not, or late. `unclear`: too few answers, too little time, or
 * all calls slow alike. `not_watched`: the toxic was not gone, or the next one came at once.
 */
export interface Recovery {
  readonly recovery: 'recovered' | 'not_recovered' | 'unclear' | 'not_watched';
  /** From the end of the toxic to the start of the first bucket back inside the band; null where there was none. */
  readonly recover_s: number | null;
  readonly recover_because: string;
}

/** What is known of the time after one toxic. */
export interface Watch {
  /** Answers of the baseline before the toxic. */
  readonly baseline: readonly Answer[];
  /** Answers to calls that began once the toxic was gone. Those of a spike are left out: they are of another load. */
  readonly after: readonly Answer[];
  /** The same of calls that never need the upstream: where they are slow too, it is not for the toxic. */
  readonly others: Pick<Watch, 'baseline' | 'after'>;
  /** When the toxic was read back as gone; null where it was not. */
  readonly offSec: number | null;
  /** When the next toxic came, or the run ended. */
  readonly untilSec: number;
}

/** Judges one toxic's aftermath. */
export function assessRecovery(
  { baseline, after, others, offSec, untilSec }: Watch,
  scale: RecoveryScale,
): Recovery {
  if (offSec === null) return toRecovery('not_watched', null, 'it was not healed');
  // A run that is over before its toxic is off was watched for nothing, not for less.
  const watchedSec = Math.max(0, untilSec - offSec);
  const watched = `watched for ${toSeconds(watchedSec)} after it`;
  if (watchedSec < MIN_WATCH_SEC) return toRecovery('not_watched', null, watched);
  const band = computeBand(baseline);
  if (!band)
    return toRecovery(
      'unclear',
      null,
      `${countTimes(baseline)} baseline answers before it, ${MIN_BASELINE} needed`,
    );
  const buckets = toBuckets(after, offSec, scale.bucketSec);
  const blur = toBlur(baseline, after);
  const back = buckets.find((bucket) => isInside(band, bucket.answers, blur));
  const recoverSec = back ? back.fromSec - offSec : null;
  if (back && recoverSec !== null && recoverSec <= scale.withinSec)
    return toRecovery('recovered', recoverSec, describe(band, back.answers));
  const worst = buckets.findLast((bucket) => bucket.fromSec - offSec <= scale.withinSec);
  if (!worst || watchedSec < scale.withinSec)
    return toRecovery(
      'unclear',
      null,
      `${countTimes(after)} answers, ${watched}, ${toSeconds(scale.withinSec)} allowed`,
    );
  const inTime = (began: number) => began - offSec <= scale.withinSec;
  const near = buckets.find(({ fromSec, answers }) => inTime(fromSec) && isInside(band, answers, 1 / blur));
  if (near)
    return toRecovery(
      'unclear',
      null,
      `too near to tell from counts, which hold latencies to within ${LATENCY_ERROR * 100} %: ${describe(band, near.answers)}`,
    );
  const isOnlySlow = buckets.every(
    (bucket) => !inTime(bucket.fromSec) || computeBadRatio(bucket.answers) <= band.maxBadRatio,
  );
  const otherBand = computeBand(others.baseline);
  const otherMs = computeP95Ms(others.after.filter((answer) => inTime(answer.beganSec)));
  if (isOnlySlow && otherBand && otherMs > otherBand.maxP95Ms) {
    const because = `calls that need no upstream were slow too: p95 ${Math.round(otherMs)} ms (baseline: up to ${Math.round(otherBand.maxP95Ms)} ms)`;
    return toRecovery('unclear', null, because);
  }
  const late = recoverSec === null ? 'not back' : `back only after ${toSeconds(recoverSec)}, not`;
  return toRecovery(
    'not_recovered',
    recoverSec,
    `${late} within ${toSeconds(scale.withinSec)}: ${describe(band, worst.answers)}`,
  );
}

const toRecovery = (
  recovery: Recovery['recovery'],
  recover_s: number | null,
  recover_because: string,
): Recovery => ({ recovery, recover_s, recover_because });

const toSeconds = (sec: number) => `${Number(sec.toFixed(1))} s`;

interface Bucket {
  readonly fromSec: number;
  readonly answers: readonly Answer[];
}

/** Buckets of `bucketSec` from `offSec` on; one with too few answers goes on into the next, and at the end is left out. */
function toBuckets(answers: readonly Answer[], offSec: number, bucketSec: number): Bucket[] {
  const buckets: Bucket[] = [];
  let from = 0;
  let held: Answer[] = [];
  let count = 0;
  const toIndex = (beganSec: number) => Math.floor((beganSec - offSec) / bucketSec);
  for (const answer of answers.toSorted((a, b) => a.beganSec - b.beganSec)) {
    const index = toIndex(answer.beganSec);
    // Of several it may be that some belong into the next one.
    if (toIndex(answer.beganBySec ?? answer.beganSec) !== index) continue;
    if (index > from && count >= MIN_BUCKET) {
      buckets.push({ fromSec: offSec + from * bucketSec, answers: held });
      held = [];
      count = 0;
    }
    if (held.length === 0) from = index;
    held.push(answer);
    count += answer.times ?? 1;
  }
  if (count >= MIN_BUCKET) buckets.push({ fromSec: offSec + from * bucketSec, answers: held });
  return buckets;
}

const computeP95Ms = (answers: readonly Answer[]) =>
  (hasSeveral(answers)
    ? computeQuantiles(answers.map(toWeighted), [0.95])[0]
    : computeQuantilesOf(answers, toMs, [0.95])[0]) ?? 0;

const computeBadRatio = (answers: readonly Answer[]) =>
  countTimes(answers.filter(isBad)) / countTimes(answers);

/** @param blur by how much p95 may be off: above 1, that they are surely inside; below 1, that they may be */
function isInside(band: Band, answers: readonly Answer[], blur: number): boolean {
  return computeBadRatio(answers) <= band.maxBadRatio && computeP95Ms(answers) * blur <= band.maxP95Ms;
}

function describe(band: Band, answers: readonly Answer[]): string {
  const bad = countTimes(answers.filter(isBad));
  const share = Number((band.maxBadRatio * 100).toPrecision(2));
  return `${bad} of ${countTimes(answers)} answers degraded or failed (baseline: up to ${share} %), p95 ${Math.round(computeP95Ms(answers))} ms (baseline: up to ${Math.round(band.maxP95Ms)} ms)`;
}
