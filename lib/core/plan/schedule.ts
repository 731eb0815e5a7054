// When which load and which toxic is on. Pure: k6 and the chaos side compute it from the same plan and one start time.
import { FAULTS, type FaultId } from '../faults/table.ts';

export type Phase = 'baseline' | 'chaos' | 'spike';
export const PHASES = ['baseline', 'chaos', 'spike'] as const satisfies readonly Phase[];

/** The clock of a run in seconds (already compressed), and journeys started per second in each phase. */
export interface Timing {
  /** Toxics are to be injected. Where none are, the hours of a chaos window are baseline, at the rate of a chaos window. */
  readonly injects: boolean;
  readonly totalSec: number;
  readonly cycleSec: number;
  readonly chaosOffsetSec: number;
  readonly chaosWindowSec: number;
  readonly spikeOffsetSec: number;
  readonly spikeDurationSec: number;
  readonly baseRps: number;
  readonly chaosRps: number;
  readonly spikeRps: number;
}

/** k6 takes whole rates alone: counted per so many seconds, hundredths of a journey per second are whole. */
export const RATE_UNIT_SEC = 100;

/** A stretch of one phase: [fromSec, toSec) since the start of the run. */
export interface Segment {
  readonly phase: Phase;
  readonly fromSec: number;
  readonly toSec: number;
  readonly rateRps: number;
}

/** A stretch of a chaos window in which one toxic mode is on. `window` counts chaos windows from 0. */
export interface ToxicSlot {
  readonly window: number;
  readonly mode: FaultId;
  readonly fromSec: number;
  readonly toSec: number;
}

type Span = readonly [fromSec: number, toSec: number];

/** A window begins after some baseline, so that there is a baseline to compare it with: a twentieth of the run at the least. */
const BASELINE_SHARE = 1 / 20;

/**
 * The chaos windows, one a cycle. A run too short for the window at its usual place, but long enough for one
 * window, gets it in its middle; a window that the end of the run would cut is left out.
 */
export function computeChaosWindows(t: Timing): Span[] {
  if (t.chaosWindowSec <= 0 || t.totalSec < t.chaosWindowSec) return [];
  const windows: Span[] = [];
  const endOf = (cycle: number) => cycle * t.cycleSec + t.chaosOffsetSec + t.chaosWindowSec;
  for (let cycle = 0; endOf(cycle) <= t.totalSec; cycle++) {
    windows.push([cycle * t.cycleSec + t.chaosOffsetSec, endOf(cycle)]);
  }
  if (windows.length > 0) return windows;
  const from = Math.max((t.totalSec - t.chaosWindowSec) / 2, t.totalSec * BASELINE_SHARE);
  return [[from, Math.min(from + t.chaosWindowSec, t.totalSec)]];
}

function computeSpikes(t: Timing): Span[] {
  const spikes: Span[] = [];
  if (t.spikeDurationSec <= 0) return spikes;
  const startOf = (cycle: number) => cycle * t.cycleSec + t.spikeOffsetSec;
  for (let cycle = 0; startOf(cycle) < t.totalSec; cycle++) {
    spikes.push([startOf(cycle), Math.min(startOf(cycle) + t.spikeDurationSec, t.totalSec)]);
  }
  return spikes;
}

/** The phase that a call belongs to: without toxics no hour is one of chaos. Older journals name their windows chaos all the same. */
export function readPhase(named: Phase, { injects }: Pick<Timing, 'injects'>): Phase {
  return named === 'chaos' && !injects ? 'baseline' : named;
}

/**
 * The whole run as segments without gap or overlap, in order.
 * @throws RangeError when a spike would lie inside a chaos window: the two could not be told apart
 */
export function computeSegments(t: Timing): Segment[] {
  const marks = [
    ...computeChaosWindows(t).map((span) => ({ span, phase: readPhase('chaos', t), rateRps: t.chaosRps })),
    ...computeSpikes(t).map((span) => ({ span, phase: 'spike' as const, rateRps: t.spikeRps })),
  ].sort((a, b) => a.span[0] - b.span[0]);
  const segments: Segment[] = [];
  let atSec = 0;
  const baselineUntil = (toSec: number) => {
    if (toSec > atSec) segments.push({ phase: 'baseline', fromSec: atSec, toSec, rateRps: t.baseRps });
  };
  for (const { span, phase, rateRps } of marks) {
    if (span[0] < atSec)
      throw new RangeError(
        'the spike overlaps the chaos window: move SPIKE_OFFSET_MIN or shorten CHAOS_WINDOW_MIN',
      );
    baselineUntil(span[0]);
    segments.push({ phase, fromSec: span[0], toSec: span[1], rateRps });
    atSec = span[1];
  }
  baselineUntil(t.totalSec);
  return segments;
}

/** The phases that a run comes to up to `untilSec`, in the order of `PHASES`; baseline always. */
export function listPhases(
  segments: readonly Segment[],
  untilSec = Number.POSITIVE_INFINITY,
): readonly Phase[] {
  return PHASES.filter(
    (phase) => phase === 'baseline' || segments.some((s) => s.phase === phase && s.fromSec < untilSec),
  );
}

/** The segment a moment of the run lies in; the last one from its end on. */
export function findSegment(segments: readonly Segment[], atSec: number): Segment {
  const found = segments.find((segment) => atSec < segment.toSec) ?? segments.at(-1);
  if (!found) throw new RangeError('a run without a segment');
  return found;
}

/** Between two toxics of a window the service is left alone for a fifth of the first one's time, a minute at most. */
const REST_SHARE = 1 / 5;
const MAX_REST_SEC = 60;
/** A shorter rest would not show whether the service recovered; the toxics keep their time, which they need to show an effect. */
const MIN_REST_SEC = 5;

function computeRestSec(slotSec: number): number {
  const restSec = Math.min(MAX_REST_SEC, slotSec * REST_SHARE);
  return restSec < MIN_REST_SEC ? 0 : restSec;
}

/**
 * Which toxic mode is on when. With as many windows as modes or more, each window has one mode, in turn; with fewer,
 * the windows share the modes out between them, so that every run with a window meets every mode. After each toxic but
 * the last of its window there is a rest, where there is time for one, so that recovery is seen mode by mode.
 */
export function computeToxicSlots(t: Timing, modes: readonly FaultId[]): ToxicSlot[] {
  const windows = computeChaosWindows(t);
  return windows.flatMap(([fromSec, toSec], window) => {
    const own = modesOfWindow(modes, window, windows.length);
    const shares = own.reduce((sum, mode) => sum + FAULTS[mode].share, 0);
    let atSec = fromSec;
    return own.map((mode, index) => {
      const slotSec = ((toSec - fromSec) * FAULTS[mode].share) / shares;
      const restSec = index === own.length - 1 ? 0 : computeRestSec(slotSec);
      const slot = { window, mode, fromSec: atSec, toSec: atSec + slotSec - restSec };
      atSec += slotSec;
      return slot;
    });
  });
}

function modesOfWindow(modes: readonly FaultId[], window: number, windows: number): readonly FaultId[] {
  if (windows >= modes.length) return modes.slice(window % modes.length, (window % modes.length) + 1);
  return modes.slice(
    Math.floor((window * modes.length) / windows),
    Math.floor(((window + 1) * modes.length) / windows),
  );
}

/** Journeys the schedule starts in `phase` up to `untilSec`: the integral of its rate. */
export function computeJourneysDue(segments: readonly Segment[], untilSec: number, phase?: Phase): number {
  let due = 0;
  for (const s of segments)
    if (phase === undefined || s.phase === phase)
      due += Math.max(0, Math.min(s.toSec, untilSec) - s.fromSec) * s.rateRps;
  return due;
}

/** Journeys the schedule of a whole run starts. */
export const computeJourneysOf = (timing: Timing): number =>
  computeJourneysDue(computeSegments(timing), timing.totalSec);

/** Seconds the schedule spends in `phase` up to `untilSec`. */
export function computePhaseSec(segments: readonly Segment[], phase: Phase, untilSec: number): number {
  return segments
    .filter((segment) => segment.phase === phase)
    .reduce((sum, s) => sum + Math.max(0, Math.min(s.toSec, untilSec) - s.fromSec), 0);
}

/** The most journeys that can be under way at once when each lasts `journeySec`. */
export function computePeakInFlight(segments: readonly Segment[], journeySec: number): number {
  const startedBy = (sec: number) => computeJourneysDue(segments, sec);
  // The count turns only where a rate changes, or where the journeys begun at such a change come to their end.
  const turns = segments.flatMap((s) => [s.toSec, s.fromSec + journeySec]);
  return Math.ceil(Math.max(...turns.map((sec) => startedBy(sec) - startedBy(sec - journeySec))));
}
