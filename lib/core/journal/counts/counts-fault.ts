// Whether a row of counts agrees with itself: what was cut out of it, or written over, is told here.
import { countLatencies, MAX_BINS } from '../../digest/histogram.ts';
import type { CountsRow } from './counts-row-schema.ts';
import { countSteps } from './numbers.ts';

/** More than any k6 plays in a second. */
const MOST_ANSWERS = 1_000_000;

/** What is wrong with it, in a few words; undefined where its numbers agree. */
export function findCountsFault({ ts, since_ts, numbers, answers }: CountsRow): string | undefined {
  if (since_ts > ts || Math.floor(since_ts) < Math.floor(ts)) return 'is of more than a second';
  const named = new Map(numbers.map(({ call, n }) => [call, countSteps(n)]));
  if (named.size < numbers.length) return 'names the journeys of one call twice';
  if (numbers.some(({ n }) => !isRising(n))) return 'names a journey twice';
  const lastMs = Math.round((ts - since_ts) * 1000);
  for (const { call, times, at_ms: at, duration_ms: durations, latency } of answers) {
    const told = latency === undefined ? durations?.length : countLatencies(latency);
    if (told !== times || (latency === undefined && at?.length !== times))
      return `has ${times} answers, and the times of ${told ?? 0}`;
    if (times > MOST_ANSWERS) return `has ${times} answers in a second`;
    if (latency === undefined ? at?.some((ms) => ms > lastMs) : !isHistogram(latency))
      return 'has a time that cannot be';
    named.set(call, (named.get(call) ?? 0) - times);
  }
  const other = [...named].find(([, left]) => left !== 0);
  return other && `names ${other[1] > 0 ? 'more' : 'fewer'} journeys of call ${other[0]} than it has answers`;
}

/** Steps and how often each is made, in turn; only the first of all numbers may be a step of 0 away. */
const isRising = (steps: readonly number[]): boolean =>
  steps.length % 2 === 0 && steps.every((step, i) => i % 2 === 1 || step > 0 || (i === 0 && steps[1] === 1));

/** Bins likewise; each holds some. */
const isHistogram = (latency: readonly number[]): boolean =>
  latency.every((step, i) => step > 0 || i === 0) &&
  latency.reduce((bin, step, i) => (i % 2 === 0 ? bin + step : bin), 0) < MAX_BINS;
