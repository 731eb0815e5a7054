// The digest as it is shown: an hour counts as chaos by what was done, not by what was planned.

import type { DigestData, GroupData, PhaseSpan } from './data.ts';
import { mergeHistogram, parseHistogramData, toHistogramData } from './histogram.ts';

/**
 * A digest in which chaos is what was injected: a chaos window without a toxic that was read back as on is baseline, and so are
 * all answers of a run without any. A digest that goes on takes the rows as they are written, so this is for showing alone.
 */
export function toDone(data: DigestData): DigestData {
  const { toxicSpans, phases, phaseSpans } = data;
  const on = toxicSpans.filter(({ readBack }) => readBack);
  const isDone = ({ phase, fromSec, toSec }: PhaseSpan) =>
    phase !== 'chaos' ||
    on.some((toxic) => toxic.fromSec < (toSec ?? Infinity) && (toxic.toSec ?? Infinity) > fromSec);
  return {
    ...data,
    phaseSpans: phaseSpans.map((span) => (isDone(span) ? span : { ...span, phase: 'baseline' })),
    phases: on.length > 0 ? phases : withoutChaos(phases),
  };
}

function withoutChaos({ chaos, baseline, ...others }: DigestData['phases']): DigestData['phases'] {
  if (!chaos || !baseline) return { ...others, ...(baseline ? { baseline } : {}) };
  return { baseline: joinGroups(baseline, chaos), ...others };
}

function joinGroups(a: GroupData, b: GroupData): GroupData {
  const latency = parseHistogramData(a.latency);
  mergeHistogram(latency, parseHistogramData(b.latency));
  return {
    journeys: a.journeys + b.journeys,
    requests: a.requests + b.requests,
    violations: a.violations + b.violations,
    latency: toHistogramData(latency),
  };
}
