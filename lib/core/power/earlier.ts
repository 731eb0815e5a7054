// The figures that were known before: what a rolling window of five minutes stops, without and with a minimum of samples.

import { isCrossed, type RatioGate } from '../gates/gates.ts';
import { readCount } from '../journal/counters.ts';
import { computePoint, type PowerOptions } from './power.ts';

/** A rule for windows that hold few samples. `known`: the chances (0..1) that were found earlier, in the order of `EARLIER_CASES`. */
export interface EarlierRule {
  readonly name: string;
  readonly known: readonly number[] | null;
  readonly fullWindow: number;
  readonly crosses: typeof isCrossed;
}

export const EARLIER_CASES = [
  { length: '2 h', rate: 0.0002 },
  { length: '2 h', rate: 0.001 },
  { length: '24 h', rate: 0.001 },
] as const;

const FULL = 900;

export const EARLIER_RULES: readonly EarlierRule[] = [
  { name: 'no minimum sample', known: [0.045, 0.33, 0.88], fullWindow: 1, crosses: isCrossed },
  {
    name: `windows under ${FULL} samples not judged`,
    known: [0, 0.2, 0.89],
    fullWindow: 1,
    crosses: (gate, counts) => readCount(counts, gate.among) >= FULL && isCrossed(gate, counts),
  },
  { name: 'this suite: missing samples count as good', known: null, fullWindow: FULL, crosses: isCrossed },
];

/** One row per rule and case: the chance found earlier, and what it comes to here. */
export interface EarlierRow {
  readonly rule: string;
  readonly length: string;
  readonly rate: number;
  readonly known: number | null;
  readonly flat: number;
  readonly scheduled: number;
}

/**
 * Computes the known figures again.
 * @param gate the rolling gate of five minutes
 * @param flat options by length, the traffic being baseline all the time
 * @param scheduled the same with the runbook's chaos windows and spikes
 */
export function computeEarlier(
  gate: RatioGate,
  flat: Readonly<Record<string, PowerOptions>>,
  scheduled: Readonly<Record<string, PowerOptions>>,
): EarlierRow[] {
  return EARLIER_RULES.flatMap((rule) =>
    EARLIER_CASES.map(({ length, rate }, index) => {
      const stops = (options: PowerOptions | undefined) =>
        options
          ? computePoint({ ...gate, fullWindow: rule.fullWindow }, rate, options, rule.crosses).stops
          : Number.NaN;
      return {
        rule: rule.name,
        length,
        rate,
        known: rule.known?.[index] ?? null,
        flat: stops(flat[length]),
        scheduled: stops(scheduled[length]),
      };
    }),
  );
}
