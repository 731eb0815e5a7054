// Scrapes of the counters of both versions → what happened in each window of time, for both in the same one.
import type { Cohorts, Counted, Counts, CountWindow, Slower } from '../measurements.ts';
import { type Sample, toRise } from './counter.ts';

/** The scrapes of one counter of one pod. */
export interface Series {
  readonly cohort: keyof Cohorts<unknown>;
  readonly pod: string;
  /** The upper end of a bucket in seconds; undefined for a counter that is none. */
  readonly boundS?: number;
  readonly samples: readonly Sample[];
  /** Whether the first value was counted from 0 on; where it is left out, the scrapes of its pod tell. */
  readonly startsAtZero?: boolean;
}

/** The counters of an SLO: those that break it, or those that keep it; and all. */
export interface SloSeries {
  readonly of: 'bad' | 'good';
  readonly part: readonly Series[];
  readonly all: readonly Series[];
}

export interface CounterSeries {
  /** By SLO id. */
  readonly slos: Readonly<Record<string, SloSeries>>;
  /** Empty where the service shows no histogram. */
  readonly buckets: readonly Series[];
  /**
   * Counters that pods tell of themselves, by SLO id. They come at other times than scrapes: they tell neither until when everything is
   * known nor which pods there are.
   */
  readonly told?: Readonly<Record<string, SloSeries>>;
}

export interface WindowOptions {
  /** From when on nothing was counted yet. The series reach back further, so that what ran before is known to have. */
  readonly fromMs: number;
  readonly blockMs: number;
  readonly warmUpMs: number;
  /** Pod → when it was seen first, as far as known. */
  readonly pods: Readonly<Record<string, number>>;
}

const COHORTS = ['canary', 'stable'] as const;

/** Scrapes are nonsense: a counter that is no number, or below 0. */
export class CounterError extends Error {
  override readonly name = 'CounterError';
}

/**
 * Cuts what was counted since `fromMs` into whole blocks. Both versions are counted in the same windows: up to the moment until which
 * every living pod was scraped, and between two scrapes of a pod in proportion.
 *
 * A counter that appears on a pod that was scraped before has counted from 0: the first error is an error. A pod that appears counts
 * from 0 where it is the canary's, since all that it did was done as canary; where it is the stable version's, from its first scrape,
 * since it may have been out of sight and hold the counts of days. Latencies of a pod younger than the warm-up are left out; a
 * container that restarts keeps its pod, and gets no second one.
 * @throws CounterError
 */
export function listWindows(read: CounterSeries, options: WindowOptions): Counted {
  const slos = { ...read.slos, ...read.told };
  const listSeries = (of: Readonly<Record<string, SloSeries>>) =>
    Object.values(of).flatMap(({ part, all: whole }) => [...part, ...whole]);
  const all = [...listSeries(read.slos), ...read.buckets];
  const counters = [...all, ...listSeries(read.told ?? {})];
  for (const { pod, samples } of counters) {
    if (samples.some(([atMs, value]) => !(Number.isFinite(atMs) && Number.isFinite(value) && value >= 0)))
      throw new CounterError(`a counter of pod ${pod} is no number, or below 0`);
  }
  const firstSeen = findFirstSeen(all);
  const pods: Record<string, number> = { ...options.pods };
  // What ran before we looked is warm.
  for (const [pod, atMs] of firstSeen) pods[pod] ??= atMs < options.fromMs ? 0 : atMs;
  const knownUntilMs = findKnownUntil(all);
  const toCounter = (series: Series) => {
    const seen = firstSeen.get(series.pod) ?? Number.POSITIVE_INFINITY;
    const [first] = series.samples[0] ?? [seen];
    const isNewPod = seen > options.fromMs && options.pods[series.pod] === undefined;
    const startsAtZero = series.startsAtZero ?? (first > seen || (isNewPod && series.cohort === 'canary'));
    return toRise(series.samples, startsAtZero);
  };
  const rises = new Map(counters.map((series) => [series, toCounter(series)]));
  const riseOf = (list: readonly Series[], fromMs: number, toMs: number) =>
    list.reduce((sum, series) => {
      const rise = rises.get(series);
      return rise === undefined ? sum : sum + rise(toMs) - rise(fromMs);
    }, 0);
  const ofCohort = (list: readonly Series[], cohort: Series['cohort']) =>
    list.filter((series) => series.cohort === cohort);
  const boundsS = listCommonBounds(read.buckets);

  const toCounts = (
    { of, part, all: whole }: SloSeries,
    cohort: Series['cohort'],
    from: number,
    to: number,
  ) => {
    const events = riseOf(ofCohort(whole, cohort), from, to);
    const some = riseOf(ofCohort(part, cohort), from, to);
    const bad = of === 'bad' ? some : events - some;
    return { bad: Math.min(events, Math.max(0, bad)), all: events } satisfies Counts;
  };
  const toSlower = (cohort: Series['cohort'], from: number, to: number): Slower => {
    const warm = ofCohort(read.buckets, cohort).filter(
      ({ pod }) => (pods[pod] ?? 0) + options.warmUpMs <= from,
    );
    const upTo = (boundS: number) =>
      riseOf(
        warm.filter((series) => series.boundS === boundS),
        from,
        to,
      );
    const events = upTo(Number.POSITIVE_INFINITY);
    return { all: events, above: boundsS.map((boundS) => Math.max(0, events - upTo(boundS))) };
  };
  const toCohorts = <T>(of: (cohort: Series['cohort']) => T): Cohorts<T> => ({
    canary: of('canary'),
    stable: of('stable'),
  });
  const toWindow = (from: number): CountWindow => {
    const to = from + options.blockMs;
    return {
      fromMs: from,
      toMs: to,
      slos: Object.fromEntries(
        Object.entries(slos).map(([id, series]) => [
          id,
          toCohorts((cohort) => toCounts(series, cohort, from, to)),
        ]),
      ),
      latency:
        boundsS.length === 0
          ? undefined
          : { boundsS, cohorts: toCohorts((cohort) => toSlower(cohort, from, to)) },
    };
  };
  const blocks = Math.max(0, Math.floor((knownUntilMs - options.fromMs) / options.blockMs));
  const windows = Array.from({ length: blocks }, (_, n) => toWindow(options.fromMs + n * options.blockMs));
  return { windows, knownUntilMs, pods };
}

function findFirstSeen(all: readonly Series[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { pod, samples } of all) {
    const [at] = samples[0] ?? [Number.POSITIVE_INFINITY];
    first.set(pod, Math.min(first.get(pod) ?? Number.POSITIVE_INFINITY, at));
  }
  return first;
}

/** A pod that missed so many scrapes has gone, and is not waited for. */
const MISSED_SCRAPES = 2.5;

/** Until when every living pod was scraped; 0 where there is none. */
function findKnownUntil(all: readonly Series[]): number {
  const newest = new Map<string, number>();
  const gaps: number[] = [];
  for (const { pod, samples } of all) {
    for (const [n, [atMs]] of samples.entries()) {
      newest.set(pod, Math.max(newest.get(pod) ?? 0, atMs));
      const before = samples[n - 1];
      if (before !== undefined) gaps.push(atMs - before[0]);
    }
  }
  const last = Math.max(0, ...newest.values());
  const gap = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const living = [...newest.values()].filter((atMs) => atMs >= last - MISSED_SCRAPES * gap);
  return living.length === 0 ? 0 : Math.min(...living);
}

/** The finite bounds that both versions have, rising: another build may have other buckets. */
function listCommonBounds(buckets: readonly Series[]): readonly number[] {
  const [canary, stable] = COHORTS.map(
    (cohort) =>
      new Set(buckets.flatMap((series) => (series.cohort === cohort ? [series.boundS ?? Number.NaN] : []))),
  );
  return [...(stable ?? [])]
    .filter((boundS) => Number.isFinite(boundS) && canary?.has(boundS))
    .sort((a, b) => a - b);
}
