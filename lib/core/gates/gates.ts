// What a gate is, and how one is judged. The gates themselves are data, in thresholds/.

import { readCount } from '../journal/counters.ts';
import type { RowOf } from '../journal/events.ts';
import type { Id } from '../service/service.ts';
import { toCounted, toPercent } from '../text/figures.ts';
import type { GateResult } from './gate-result-schema.ts';

interface GateBase {
  readonly id: string;
  /** Why it exists, in words a release manager reads. Shown in every report. */
  readonly why: string;
  /** `advisory` is shown and never decides. */
  readonly severity: 'blocking' | 'advisory';
  /** What crossing it means: the service broke a promise, or the run cannot tell. */
  readonly onCross: 'fail' | 'inconclusive';
  /** What is counted, and among how many. */
  readonly of: Id;
  readonly among: Id;
  /** With fewer of `among` than this in the whole run, the gate is inconclusive; `minSamplesWhy` says where the number is from. */
  readonly minSamples: number;
  readonly minSamplesWhy: string;
  /** What one of `of` did, in the past tense and with its noun first: `call got no answer`. */
  readonly broke?: string | undefined;
}

/** At most `max` events, in the whole run or in any `windowSec`. `stopAtFirst`: the first crossing ends the run at once. */
export interface CountGate extends GateBase {
  readonly kind: 'count';
  readonly max: number;
  readonly windowSec?: number;
  readonly stopAtFirst: boolean;
}

/**
 * At most `maxRatio` (0..1), in the whole run or in any `windowSec`. A window with fewer than `fullWindow` samples is
 * counted as if the missing ones were good: it stops a run early only for what no later answer could put right.
 */
export interface RatioGate extends GateBase {
  readonly kind: 'ratio';
  readonly maxRatio: number;
  readonly windowSec?: number;
  readonly fullWindow: number;
}

/**
 * No stretch of the run may hold more than `maxExcess` errors above the share `allowedRatio` (0..1). A stretch begins
 * wherever it looks worst, so that no window has to be chosen: lib/core/gates/sequential.ts.
 */
export interface SequentialGate extends GateBase {
  readonly kind: 'sequential';
  readonly allowedRatio: number;
  readonly maxExcess: number;
  /** With so many errors a run begins: what is bad from the start on needs only the others to cross. */
  readonly headStart: number;
  readonly windowSec?: never;
}
export type Gate = CountGate | RatioGate | SequentialGate;

/** A healthy service is taken to stay under a fifth of the bound that a broken one reaches. */
export const HEALTHY_SHARE = 1 / 5;

/** What `gate.crossed` says of a window. */
export type Crossing = Pick<RowOf<'gate.crossed'>, 'gate' | 'value' | 'limit' | 'why'>;

/** True where a gate looks at less than the whole run, so that it must be watched while the run goes on. */
export function hasWindow(gate: Gate): boolean {
  return gate.windowSec !== undefined || gate.kind === 'sequential';
}

/** The bound of a gate, in the unit of its value. */
export function toLimit(gate: Gate): number {
  switch (gate.kind) {
    case 'count':
      return gate.max;
    case 'ratio':
      return gate.maxRatio;
    case 'sequential':
      return gate.maxExcess;
  }
}

/**
 * The value that is held against the gate's bound, for the counts of one window (or of the whole run).
 * For a ratio it never overstates: missing samples count as good ones.
 */
export function computeGateValue(gate: Gate, counts: Readonly<Record<Id, number>>): number {
  return toGateValue(gate, readCount(counts, gate.of), readCount(counts, gate.among));
}

/** The same for so many hits among so many samples. */
export function toGateValue(gate: Gate, hits: number, samples: number): number {
  switch (gate.kind) {
    case 'count':
      return hits;
    case 'ratio':
      return hits / Math.max(samples, gate.windowSec === undefined ? 1 : gate.fullWindow);
    case 'sequential':
      return hits - gate.allowedRatio * samples;
  }
}

/** The counts of a window as far as one gate reads them. */
export function toGateCounts(gate: Gate, hits: number, samples: number): Readonly<Record<Id, number>> {
  return { [gate.among]: samples, [gate.of]: hits };
}

/** True where the counts of one window cross the gate now. */
export function isCrossed(gate: Gate, counts: Readonly<Record<Id, number>>): boolean {
  return computeGateValue(gate, counts) > toLimit(gate);
}

/** A value or bound of a gate as a person reads it. */
export function showGateValue(gate: Gate, value: number): string {
  switch (gate.kind) {
    case 'count':
      return String(value);
    case 'ratio':
      return toPercent(value);
    case 'sequential':
      return value.toFixed(1);
  }
}

/** What a run begins with in the value of a gate: 0 but for a sequential one. */
export const toHeadStart = (gate: Gate): number => (gate.kind === 'sequential' ? gate.headStart : 0);

/**
 * How much of a gate's bound a value has used up: 0 at rest, 1 at the bound and more above it. The head start of a sequential gate is
 * used up by nobody. A bound of 0 is all used up by the first event.
 */
export function computeUsedShare(gate: Gate, value: number): number {
  const atRest = toHeadStart(gate);
  const used = Math.max(0, value - atRest);
  const room = toLimit(gate) - atRest;
  return room > 0 ? used / room : used > 0 ? 1 : 0;
}

/** What a share of a window that is not full yet is taken of. */
const toFull = (gate: Gate, samples: number) =>
  gate.kind === 'ratio' && gate.windowSec !== undefined && samples < gate.fullWindow
    ? ` so far, where a full window has ${gate.fullWindow}`
    : '';

/** How a window that crosses its gate is told: its value and the bound, in the unit of the gate, and both in a sentence. */
export function toCrossing(gate: Gate, counts: Readonly<Record<Id, number>>): Crossing {
  const value = computeGateValue(gate, counts);
  const limit = toLimit(gate);
  const among = gate.among.replaceAll('_', ' ');
  const held =
    gate.kind === 'sequential'
      ? `the score of errors above ${toPercent(gate.allowedRatio)} of ${among}`
      : `${counts[gate.of]} of ${counts[gate.among]} ${among}${toFull(gate, readCount(counts, gate.among))}`;
  const why = `${showGateValue(gate, value)} > ${showGateValue(gate, limit)}: ${held}`;
  return { gate: gate.id, value, limit, why };
}

/**
 * Judges one gate over a run: by the worst of its windows, and by the run as a whole (a run shorter than the window is
 * its own window; in a longer one the whole cannot cross where no window did).
 * @param totals the counts of the whole run
 * @param worst the greatest `computeGateValue` seen in any window, 0 where the gate has no window
 */
export function assessGate(gate: Gate, totals: Readonly<Record<Id, number>>, worst: number): GateResult {
  const samples = readCount(totals, gate.among);
  const hits = readCount(totals, gate.of);
  const limit = toLimit(gate);
  const whole = gate.kind === 'ratio' ? hits / Math.max(samples, 1) : hits;
  const value = Math.max(worst, gate.kind === 'ratio' || !hasWindow(gate) ? whole : 0);
  const head = {
    id: gate.id,
    why: gate.why,
    severity: gate.severity,
    limit,
    samples,
    minimum_detectable_rate: null,
  };
  const among = `${samples} ${gate.among.replaceAll('_', ' ')}`;
  // A count is broken by what was seen, however little that was; a share needs its samples, unless a window says enough.
  const enough = samples >= gate.minSamples;
  if ((gate.kind === 'count' ? value : enough ? value : worst) > limit) {
    const because =
      toBroken(gate, value, among) ?? toExceeded(gate, value, toSeen(gate, hits, among), value !== whole);
    return { ...head, outcome: gate.onCross, value, because };
  }
  if (!enough) {
    const because = `only ${among}, ${gate.minSamples} needed to tell: ${gate.minSamplesWhy}`;
    return { ...head, outcome: 'inconclusive', value: samples === 0 ? null : value, because };
  }
  return { ...head, outcome: 'pass', value, because: toHeld(gate, value, hits, among, value !== whole) };
}

const toBreaking = (broke: string, count: number) => toCounted(count, broke, broke.replace(/^\S+/, '$&s'));

/** What was counted, in words where the gate has some. */
const toSeen = ({ broke }: Gate, hits: number, among: string) =>
  broke === undefined ? `${hits} of ${among}` : `${toBreaking(broke, hits)}, of ${among}`;

/** What broke a count as a sentence, so that nobody has to know what was counted; undefined where the gate does not say. */
function toBroken({ broke, ...gate }: Gate, value: number, among: string): string | undefined {
  if (gate.kind !== 'count' || broke === undefined) return undefined;
  const seen = toBreaking(broke, value);
  const within = gate.windowSec === undefined ? '' : ` within ${gate.windowSec / 3600} h`;
  return `${seen}${within}, of ${among}; ${gate.max === 0 ? 'none is' : toCounted(gate.max, 'is', 'are')} allowed`;
}

/** What was too much. `isPart`: the value is that of the worst window, and the counts are those of the whole run. */
function toExceeded(gate: Gate, value: number, seen: string, isPart: boolean): string {
  const [shown, limit] = [showGateValue(gate, value), showGateValue(gate, toLimit(gate))];
  if (gate.kind === 'sequential')
    return `score ${shown} for errors above ${toPercent(gate.allowedRatio)}, ${limit} allowed (${seen})`;
  if (isPart) return `${shown} in the worst window > ${limit} (${seen} in the whole run)`;
  return gate.kind === 'count' ? `${seen}, ${limit} allowed` : `${shown} > ${limit} (${seen})`;
}

function toHeld(gate: Gate, value: number, hits: number, among: string, isPart: boolean): string {
  const [shown, limit] = [showGateValue(gate, value), showGateValue(gate, toLimit(gate))];
  if (gate.kind === 'sequential')
    return `score ${shown} for errors above ${toPercent(gate.allowedRatio)} of ${among}, ${limit} allowed`;
  if (isPart) return `${shown} in the worst window, ${limit} allowed; ${hits} of ${among} in the whole run`;
  return gate.kind === 'count'
    ? `${hits} in ${among}, ${limit} allowed`
    : `${shown} of ${among}, ${limit} allowed`;
}

/** A gate that this kind of run does not judge, with the reason. */
export function toSkipped(gate: Pick<GateResult, 'id' | 'why' | 'severity'>, because: string): GateResult {
  return {
    id: gate.id,
    why: gate.why,
    severity: gate.severity,
    outcome: 'skipped',
    value: null,
    limit: null,
    samples: 0,
    minimum_detectable_rate: null,
    because,
  };
}

/** A gate that ends a run the moment it is crossed: an invariant, or a rolling window. */
export function stops(gate: Gate): boolean {
  return (
    gate.severity === 'blocking' &&
    gate.onCross === 'fail' &&
    (hasWindow(gate) || (gate.kind === 'count' && gate.stopAtFirst))
  );
}
