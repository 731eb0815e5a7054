// Whether a row of counts agrees with itself: what was cut out of it, or written over, is told here.
import { countLatencies } from '../../digest/histogram.ts';
import type { CountsRow } from './counts-row-schema.ts';
import { countSteps } from './numbers.ts';

/** What is wrong with it, in a few words; undefined where its numbers agree. */
export function findCountsFault({ numbers, answers }: CountsRow): string | undefined {
  const named = new Map(numbers.map(({ call, n }) => [call, countSteps(n)]));
  if (named.size < numbers.length) return 'names the journeys of one call twice';
  for (const { call, times, at_ms: at, duration_ms: durations, latency } of answers) {
    const told = latency === undefined ? durations?.length : countLatencies(latency);
    if (told !== times || (latency === undefined && at?.length !== times))
      return `has ${times} answers, and the times of ${told ?? 0}`;
    named.set(call, (named.get(call) ?? 0) - times);
  }
  const other = [...named].find(([, left]) => left !== 0);
  return other && `names ${other[1] > 0 ? 'more' : 'fewer'} journeys of call ${other[0]} than it has answers`;
}
