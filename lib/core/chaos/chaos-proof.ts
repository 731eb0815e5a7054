// Did a toxic reach the service? Read from the service's own upstream calls, before and while the toxic was on.

import { computeMissChance, computeProbes } from '../faults/draws.ts';
import { INJECTIONS, type Injection, type Injections } from '../faults/injection.ts';
import type { FaultId } from '../faults/table.ts';
import { isRow, type JournalRow, type RowOf, type UpstreamTotals } from '../journal/events.ts';
import { toPercent } from '../text/figures.ts';
import { toIso } from '../text/time.ts';
import { type Answer, countAnswers } from './answers.ts';
import type { JudgedWindow } from './slot-schema.ts';
import { pairSlots } from './slots.ts';

/** What the upstream leg did over a stretch of time. */
export interface UpstreamStretch {
  readonly calls: number;
  readonly errors: number;
  readonly durationMs: number;
  readonly bytes: number;
  /** How many draws of the toxicity its calls met at the least; left out where each call met its own. */
  readonly draws?: number;
  /** Connections that were opened to the upstream; left out where nobody counts them. */
  readonly connections?: number;
  /** How long a connection that was over was held, where that was measured: the latest reading. */
  readonly heldMs?: number;
}

/** `shown`: the toxic moved the service's upstream calls; `none`: it did not; `too_few`: there were too few calls to tell. */
export type ChaosEffect = Pick<JudgedWindow, 'effect' | 'because'>;

/** One toxic slot of a run, without what the answers tell of it. Times are ISO 8601; `null` where the journal does not say. */
export type ChaosWindow = ChaosEffect &
  Pick<JudgedWindow, 'window' | 'mode' | 'from' | 'to' | 'read_back' | 'meddled' | 'healed' | 'rung'>;

/** True where a toxic was taken off its proxy as it should: not left on, and not gone with a Toxiproxy that had to be restarted. */
export function isHealedInPlace({ healed, rung }: Pick<ChaosWindow, 'healed' | 'rung'>): boolean {
  return healed && (rung === 'removed' || rung === 'retried');
}

/** Chance, at most, of calling a working toxic "none" because no connection happened to be drawn. */
const MISS_CHANCE = 0.01;
/** Fewer calls than this give no mean latency to compare. */
const MIN_CALLS_FOR_MEAN = 3;

/** Calls needed before "no call failed" says anything: (1 − share of connections struck)^calls < MISS_CHANCE. */
export function computeCallsToSee({ effect, strikes }: Injection): number {
  if (!('errorShare' in effect)) return MIN_CALLS_FOR_MEAN;
  return strikes >= 1 ? 1 : Math.ceil(Math.log(MISS_CHANCE) / Math.log(1 - strikes));
}

/** Not every answer that may need the upstream does: of them, half the effect on upstream calls is asked for. */
const ANSWERS_SHARE = 0.5;

/** By source: the share of the effect that is asked for, and the words for what was read. */
const SOURCES = {
  upstream: { asked: 1, things: 'upstream calls', failed: 'failed' },
  answers: { asked: ANSWERS_SHARE, things: 'answers', failed: 'degraded' },
  edge: { asked: 1, things: 'calls', failed: 'got no answer' },
} as const;

/**
 * Judges the effect of a fault on the calls of `during`, against those of the `baseline` before.
 * @param source whose figures these are, where they are not the service's upstream calls: see `UpstreamTotals`
 */
export function assessEffect(
  fault: Injection,
  baseline: UpstreamStretch,
  during: UpstreamStretch,
  source?: UpstreamTotals['source'],
): ChaosEffect {
  const { effect } = fault;
  const { asked, things, failed } = SOURCES[source ?? 'upstream'];
  const { calls } = during;
  if (calls === 0) {
    if (during.bytes > 0)
      return { effect: 'too_few', because: `${during.bytes} bytes passed, no call ended` };
    const because = `no ${things.replace(/s$/, '')} and no byte passed the toxic`;
    return toNone(
      because,
      source === 'edge' ? undefined : 'does the service call its upstream, or is it in a mock mode?',
    );
  }
  if ('errorShare' in effect) {
    const share = during.errors / calls - (baseline.calls === 0 ? 0 : baseline.errors / baseline.calls);
    const opened =
      fault.strikes < 1 && during.connections !== undefined
        ? `; connections opened in the slot: ${during.connections}`
        : '';
    const because = `${during.errors} of ${calls} ${things} ${failed}, ${baseline.errors} of ${baseline.calls} at baseline${opened}`;
    if (share >= effect.errorShare * asked) return { effect: 'shown', because };
    const draws = Math.min(calls, during.draws ?? calls);
    const missChance = computeMissChance(fault.strikes, draws);
    return missChance < MISS_CHANCE
      ? toNone(because, findHelp(fault, source))
      : {
          effect: 'too_few',
          because: `${because}: ${draws} draws at ${toPercent(fault.strikes)} all miss with a chance of ${toPercent(missChance)}`,
        };
  }
  if ('heldMs' in effect) {
    if (during.heldMs === undefined || baseline.heldMs === undefined)
      return {
        effect: 'too_few',
        because: 'no connection of ours could be held: TOXIPROXY_LISTEN is out of reach',
      };
    const heldMs = during.heldMs - baseline.heldMs;
    const because = `a connection was held ${Math.round(heldMs)} ms longer than at baseline (${effect.heldMs} needed)`;
    if (heldMs >= effect.heldMs) return { effect: 'shown', because };
    const probes = computeProbes(fault.strikes);
    const missChance = computeMissChance(fault.strikes, probes);
    return missChance <= MISS_CHANCE
      ? { effect: 'none', because }
      : {
          effect: 'too_few',
          because: `${because}: ${probes} connections of ours at ${toPercent(fault.strikes)} all miss with a chance of ${toPercent(missChance)}`,
        };
  }
  if (calls < MIN_CALLS_FOR_MEAN || baseline.calls < MIN_CALLS_FOR_MEAN) {
    return { effect: 'too_few', because: `${calls} ${things}, ${baseline.calls} at baseline` };
  }
  const addedMs = during.durationMs / calls - baseline.durationMs / baseline.calls;
  const neededMs = effect.addedMs * asked;
  const because = `${things} ${Math.round(addedMs)} ms slower than at baseline (${neededMs} needed), over ${calls}`;
  return addedMs >= neededMs ? { effect: 'shown', because } : toNone(because, findHelp(fault, source));
}

const toNone = (because: string, help: string | undefined): ChaosEffect => ({
  effect: 'none',
  because: help === undefined ? because : `${because}; ${help}`,
});

/** What would help where calls were seen and the fault moved none of them. */
function findHelp({ id, by, strikes }: Injection, source: UpstreamTotals['source']): string | undefined {
  if (source === 'edge') return undefined;
  if (strikes < 1)
    return `raise the load, or the ${by === 'agent' ? 'percent' : 'toxicity'} of ${id} (TOXICS)`;
  if (source === 'answers')
    return 'does the service ask its upstream for them, and through TOXIPROXY_LISTEN?';
  return 'do these calls go through TOXIPROXY_LISTEN?';
}

/** What happened between two readings. Null values, which the service does not report, count as 0. */
export function computeStretch(from: UpstreamTotals, to: UpstreamTotals): UpstreamStretch {
  const rise = (key: 'calls' | 'errors' | 'durationMs' | 'bytes') =>
    Math.max(0, (to[key] ?? 0) - (from[key] ?? 0));
  return {
    calls: rise('calls'),
    errors: rise('errors'),
    durationMs: rise('durationMs'),
    bytes: rise('bytes'),
    ...(from.connections === undefined || to.connections === undefined
      ? {}
      : { connections: Math.max(0, to.connections - from.connections) }),
    ...toHeld(to),
  };
}

/** The same by the answers that may need the upstream: what the slots and the modes are told by where upstream calls are not known. */
function countStretch(
  all: readonly Answer[],
  from: RowOf<'upstream.read'>,
  to: RowOf<'upstream.read'>,
): UpstreamStretch {
  const mayNeed = all.filter(({ need }) => need !== 'none');
  const { answers, degraded, durationMs } = countAnswers(mayNeed, { fromSec: from.ts, toSec: to.ts });
  return { ...computeStretch(from, to), calls: answers, errors: degraded, durationMs };
}

const toHeld = ({ heldMs }: { readonly heldMs?: number }) => (heldMs === undefined ? {} : { heldMs });

const addStretches = (a: UpstreamStretch, b: UpstreamStretch): UpstreamStretch => ({
  calls: a.calls + b.calls,
  errors: a.errors + b.errors,
  durationMs: a.durationMs + b.durationMs,
  bytes: a.bytes + b.bytes,
  ...(a.draws === undefined && b.draws === undefined ? {} : { draws: countDraws(a) + countDraws(b) }),
  ...(a.connections === undefined && b.connections === undefined
    ? {}
    : { connections: (a.connections ?? 0) + (b.connections ?? 0) }),
  ...toHeld(a),
  ...toHeld(b),
});
/** Of many connections each call may have met its own draw; of one, no more than were made. */
const countDraws = ({ calls, draws }: UpstreamStretch) => Math.min(calls, draws ?? calls);

/** What lies between two readings. */
type Measure = (from: RowOf<'upstream.read'>, to: RowOf<'upstream.read'>) => UpstreamStretch;

const NOTHING: UpstreamStretch = { calls: 0, errors: 0, durationMs: 0, bytes: 0 };

/** The sum of all baseline stretches between windows. */
export function computeBaseline(
  reads: readonly RowOf<'upstream.read'>[],
  measure: Measure = computeStretch,
): UpstreamStretch {
  let from: RowOf<'upstream.read'> | undefined;
  let baseline = NOTHING;
  for (const read of reads) {
    if (read.point === 'baseline_start') from = read;
    if (read.point === 'baseline_end' && from) baseline = addStretches(baseline, measure(from, read));
  }
  return baseline;
}

/** The proof of a whole run: every slot for itself, and every mode over all its slots. */
export interface ChaosProof {
  readonly windows: readonly ChaosWindow[];
  readonly modes: Readonly<Partial<Record<FaultId, ChaosEffect>>>;
}

/**
 * Reads the proof out of a journal's rows.
 * @param faults what was injected, with the values of that run's plan
 * @param answers of the run: what is read where the readings say so
 */
export function proveChaos(
  rows: readonly JournalRow[],
  faults: Injections = INJECTIONS,
  answers: readonly Answer[] = [],
): ChaosProof {
  const reads = rows.filter(isRow('upstream.read'));
  const source = reads.find((read) => read.source !== undefined)?.source;
  const measure: Measure =
    source === 'answers' ? (from, to) => countStretch(answers, from, to) : computeStretch;
  const baseline = computeBaseline(reads, measure);
  const pooled = new Map<FaultId, UpstreamStretch>();
  const windows = pairSlots(rows).map(({ window, mode, on, off, from, to }): ChaosWindow => {
    const head = {
      window,
      mode,
      from: toIso(on.ts),
      to: off ? toIso(off.ts) : null,
      read_back: on.read_back,
      ...(off?.meddled === undefined ? {} : { meddled: off.meddled }),
      healed: off?.healed ?? false,
      rung: off?.rung ?? null,
    };
    if (!on.read_back) return { ...head, effect: 'too_few', because: `it was not on: ${on.why}` };
    if (off?.meddled !== undefined) return { ...head, effect: 'too_few', because: off.meddled };
    if (!from || !to)
      return { ...head, effect: 'too_few', because: 'the upstream leg was not read at both ends' };
    const during = { ...measure(from, to), ...(off?.draws === undefined ? {} : { draws: off.draws }) };
    const before = pooled.get(mode);
    pooled.set(mode, before ? addStretches(before, during) : during);
    return { ...head, ...assessEffect(faults[mode], baseline, during, source) };
  });
  const modes = Object.fromEntries(
    [...pooled].map(([mode, during]) => [mode, assessEffect(faults[mode], baseline, during, source)]),
  );
  return { windows, modes };
}
