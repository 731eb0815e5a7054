// What happened when, in at most 1,440 buckets of time: when they are full, each two become one of twice the width.
import {
  addLatency,
  type Histogram,
  type HistogramData,
  mergeHistogram,
  parseHistogramData,
  toHistogramData,
} from './histogram.ts';

/** A chart is no wider than this many points, whatever the length of the run: 24 h come in buckets of 64 s. */
export const MAX_BUCKETS = 1440;

/** Columns of equal length, one value a bucket. A bucket lasts `widthSec`, the first from second 0 of the run. */
export interface BucketsData {
  readonly widthSec: number;
  readonly length: number;
  /** Counts by name; a name that never counted anything has no column. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
  readonly latency: readonly HistogramData[];
  /** The greatest value that was reached in the bucket, by name; null where there was none. */
  readonly peaks: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface Buckets {
  /** Raises a count in the bucket of second `atSec` of the run. */
  count(atSec: number, name: string, times?: number): void;
  /** Counts one answer that took `durationMs`, or so many. */
  time(atSec: number, durationMs: number, times?: number): void;
  /** Keeps `value` where it is the greatest of its bucket. */
  peak(atSec: number, name: string, value: number): void;
  toJSON(): BucketsData;
}

const DIGITS = 6;
/** The same however often it is done, so that what was written down and read again goes on as if it never had been. */
const round = (value: number) => Number(value.toPrecision(DIGITS));

/** Empty buckets, or those of `data`. */
export function createBuckets(data?: BucketsData): Buckets {
  let widthSec = data?.widthSec ?? 1;
  let length = data?.length ?? 0;
  const counts = new Map(Object.entries(data?.counts ?? {}).map(([name, column]) => [name, [...column]]));
  const peaks = new Map(Object.entries(data?.peaks ?? {}).map(([name, column]) => [name, [...column]]));
  let latency: Histogram[] = (data?.latency ?? []).map(parseHistogramData);

  function widen(): void {
    widthSec *= 2;
    length = Math.ceil(length / 2);
    for (const [name, column] of counts)
      counts.set(
        name,
        mergePairs(column, 0, (a, b) => a + b),
      );
    for (const [name, column] of peaks) peaks.set(name, mergePairs(column, null, toGreater));
    latency = mergePairs(latency, undefined, (a, b) => {
      if (a && b) mergeHistogram(a, b);
      return a ?? b;
    }).map((histogram) => histogram ?? new Map());
  }

  function toIndex(atSec: number): number {
    while (Math.floor(atSec / widthSec) >= MAX_BUCKETS) widen();
    const index = Math.max(0, Math.floor(atSec / widthSec));
    length = Math.max(length, index + 1);
    return index;
  }

  return {
    count(atSec, name, times = 1) {
      const index = toIndex(atSec);
      const column = toColumn(counts, name);
      while (column.length <= index) column.push(0);
      column[index] = (column[index] ?? 0) + times;
    },
    time(atSec, durationMs, times) {
      const index = toIndex(atSec);
      while (latency.length <= index) latency.push(new Map());
      const histogram = latency[index];
      if (histogram) addLatency(histogram, durationMs, times);
    },
    peak(atSec, name, value) {
      const index = toIndex(atSec);
      const column = toColumn(peaks, name);
      while (column.length <= index) column.push(null);
      column[index] = toGreater(column[index] ?? null, value);
    },
    toJSON() {
      const fill = <T>(column: readonly T[], empty: T) =>
        Array.from({ length }, (_, index) => column[index] ?? empty);
      return {
        widthSec,
        length,
        counts: Object.fromEntries([...counts].map(([name, column]) => [name, fill(column, 0)])),
        latency: Array.from({ length }, (_, index) => toHistogramData(latency[index] ?? new Map())),
        peaks: Object.fromEntries(
          [...peaks].map(([name, column]) => [
            name,
            fill(column, null).map((value) => (value === null ? null : round(value))),
          ]),
        ),
      };
    },
  };
}

/** The column of this name, begun where there is none yet. */
function toColumn<T>(columns: Map<string, T[]>, name: string): T[] {
  const known = columns.get(name);
  if (known) return known;
  const column: T[] = [];
  columns.set(name, column);
  return column;
}

const toGreater = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));

/** Each two of a column become one. */
function mergePairs<T>(column: readonly T[], empty: T, merge: (a: T, b: T) => T): T[] {
  return Array.from({ length: Math.ceil(column.length / 2) }, (_, i) =>
    merge(column[2 * i] ?? empty, column[2 * i + 1] ?? empty),
  );
}
