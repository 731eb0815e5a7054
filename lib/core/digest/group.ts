// One phase, one journey of one variant, or one route in one phase, while it is being counted.
import { isUnsent } from '../answer/findings.ts';
import { isErrorStatus } from '../answer/status.ts';
import { type AnswerRow, timesOf } from '../journal/counts/answers.ts';
import { isBroken } from '../journal/explained-loss.ts';
import type { GroupData } from './data.ts';
import { addLatency, mergeHistogram, parseHistogramData, toHistogramData } from './histogram.ts';

export interface Group {
  add(row: AnswerRow): void;
  toJSON(): GroupData;
}

const EMPTY: GroupData = { journeys: 0, requests: 0, errors: 0, violations: 0, maxMs: 0, latency: [] };

/** An empty group, or the one of `data`. What it counts is what `GroupFigures` of lib/core/verdict/tally.ts counts. */
export function createGroup(data: GroupData = EMPTY): Group {
  let { journeys, requests, errors, violations, maxMs } = data;
  const latency = parseHistogramData(data.latency);
  return {
    add(row) {
      const times = timesOf(row);
      if (row.call === 0) journeys += times;
      if (isUnsent(row.violations)) return;
      requests += times;
      if (row.response_received === 0 || isErrorStatus(row.code)) errors += times;
      if (isBroken(row)) violations += times;
      if (!row.response_received) return;
      if (row.alike) for (const [ms, held] of row.alike.latency) addLatency(latency, ms, held);
      else addLatency(latency, row.duration_ms);
      maxMs = Math.max(maxMs, row.duration_ms);
    },
    toJSON: () => ({ journeys, requests, errors, violations, maxMs, latency: toHistogramData(latency) }),
  };
}

/** Groups counted as one. */
export function joinGroups(groups: readonly GroupData[]): GroupData {
  return groups.reduce((a, b) => {
    const latency = parseHistogramData(a.latency);
    mergeHistogram(latency, parseHistogramData(b.latency));
    return {
      journeys: a.journeys + b.journeys,
      requests: a.requests + b.requests,
      errors: a.errors + b.errors,
      violations: a.violations + b.violations,
      maxMs: Math.max(a.maxMs, b.maxMs),
      latency: toHistogramData(latency),
    };
  }, EMPTY);
}
