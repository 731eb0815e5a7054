// One phase, or one journey of one variant, while it is being counted.
import { isUnsent } from '../answer/findings.ts';
import type { RowOf } from '../journal/events.ts';
import { isBroken } from '../journal/explained-loss.ts';
import type { GroupData } from './data.ts';
import { addLatency, parseHistogramData, toHistogramData } from './histogram.ts';

export interface Group {
  add(row: RowOf<'response'>): void;
  toJSON(): GroupData;
}

/** An empty group, or the one of `data`. What it counts is what `GroupFigures` of lib/core/verdict/tally.ts counts. */
export function createGroup(data?: GroupData): Group {
  let { journeys, requests, violations } = data ?? { journeys: 0, requests: 0, violations: 0 };
  const latency = parseHistogramData(data?.latency ?? []);
  return {
    add(row) {
      if (row.call === 0) journeys++;
      if (isUnsent(row.violations)) return;
      requests++;
      if (isBroken(row)) violations++;
      if (row.response_received) addLatency(latency, row.duration_ms);
    },
    toJSON: () => ({ journeys, requests, violations, latency: toHistogramData(latency) }),
  };
}
