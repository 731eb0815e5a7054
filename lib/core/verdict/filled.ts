// Answers that fill k6: how much it may hold, and what it comes to where a service makes it hold more.
import type { GateResult } from '../gates/gate-result-schema.ts';

/** The gate that such answers break. */
export const ANSWERS_FIT = 'answers_fit';

const MIB = 1_048_576;
/**
 * k6 is told to keep its memory to `GOMEMLIMIT`, which bounds what the collector lets stand and not what is alive. A run of a day has less
 * than that alive (docs/bench.md). Eight times as much leaves room for a few answers of 100 MB at once: k6 was seen
 * with 540 MB at the first.
 */
const OF_LIMIT = 8;
/** What a virtual user and its answers take besides, roomily. */
const BYTES_A_USER = 2 * MIB;

/**
 * How much memory k6 may have.
 * @param limit its GOMEMLIMIT
 * @param users its virtual users, at most
 */
export function computeMaxBytes(limit: string | undefined, users: number): number {
  return OF_LIMIT * (parseMemoryLimit(limit) ?? DEFAULT_LIMIT_BYTES) + users * BYTES_A_USER;
}

const DEFAULT_LIMIT_BYTES = 400 * MIB;
/** A bound that is none, `off`, or cannot be read is no bound of ours either; less than k6 has at its start cannot be meant. */
const LEAST_LIMIT_BYTES = 128 * MIB;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KiB: 1_024,
  MiB: MIB,
  GiB: 1_024 * MIB,
  TiB: MIB * MIB,
};

/** `GOMEMLIMIT` (pkg.go.dev/runtime) in bytes; infinite where it is off, undefined where there is none. */
export function parseMemoryLimit(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const [, number, unit = ''] = /^(\d{1,18})(B|KiB|MiB|GiB|TiB)?$/.exec(text) ?? [];
  if (number === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(LEAST_LIMIT_BYTES, Number(number) * (UNITS[unit] ?? 1));
}

/** What k6 was seen to hold. */
export interface Filled {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly beforeBytes: number;
  readonly withinSec: number;
}

const toMb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

/** What a service did to k6, as a sentence. */
export function describeFilled({ bytes, maxBytes, beforeBytes, withinSec }: Filled): string {
  return `k6 went from ${toMb(beforeBytes)} to ${toMb(bytes)} of memory within ${withinSec.toFixed(1)} s, at most ${toMb(maxBytes)} are allowed: an answer does not end, or unpacks into far more than was sent; bound what the service answers, or raise GOMEMLIMIT where that much is meant`;
}

/** The gate of a run that was ended since a service filled k6; none of any other. @param why as `describeFilled` */
export function assessFilled(why: string | undefined): readonly GateResult[] {
  if (why === undefined) return [];
  return [
    {
      id: ANSWERS_FIT,
      why: 'answers fit into the memory of a client that reads them',
      severity: 'blocking',
      minimum_detectable_rate: null,
      outcome: 'fail',
      value: 1,
      limit: 0,
      samples: 1,
      because: why,
    },
  ];
}
