// Reasons as they are made.
import type { GateOutcome } from '../../../lib/core/outcome.ts';
import type { Reason } from '../decision.ts';
import type { Reading } from '../measurements.ts';
import type { Policy } from '../policy-schema.ts';

const of =
  (outcome: GateOutcome) =>
  (id: string, text: string): Reason => ({ id, outcome, text });

export const pass = of('pass');
export const fail = of('fail');
export const inconclusive = of('inconclusive');
export const skipped = of('skipped');

/** Seconds, as a person reads them. */
export const toSeconds = (ms: number): string => `${Number((ms / 1_000).toPrecision(3))} s`;

/**
 * Why something cannot be believed that was read at `atMs`, in half a sentence; undefined where it can.
 * @param maxAgeS how old it may be
 */
export function findStale(
  atMs: number,
  nowMs: number,
  maxAgeS: number,
  { maxSkewS }: Policy,
): string | undefined {
  if (!Number.isFinite(atMs)) return 'nobody knows when it was read';
  if (atMs > nowMs + maxSkewS * 1_000)
    return `it lies ${toSeconds(atMs - nowMs)} in the future; set the clocks of both machines`;
  if (atMs < nowMs - maxAgeS * 1_000)
    return `it is ${toSeconds(nowMs - atMs)} old, and ${maxAgeS} s are allowed`;
  return undefined;
}

/** The value of a reading that can be believed, or why there is none. */
export function toFresh<T>(
  reading: Reading<T>,
  nowMs: number,
  maxAgeS: number,
  policy: Policy,
): { readonly value: T } | { readonly missing: string } {
  if (!('value' in reading)) return { missing: reading.missing };
  const stale = findStale(reading.atMs, nowMs, maxAgeS, policy);
  return stale === undefined ? { value: reading.value } : { missing: stale };
}
