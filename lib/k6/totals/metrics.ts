// k6's side of the counters: one Counter per name, one Trend per window.
import { Counter, Gauge, Trend } from 'k6/metrics';
import { SERVICE } from 'service-under-test';
import {
  DURATION_METRIC,
  FINAL_READS_METRIC,
  toMetricName,
  toOverallMetricName,
  toWindowMetricName,
} from '../../../thresholds/to-k6.ts';
import { type Gate, hasWindow } from '../../core/gates/gates.ts';
import type { Id } from '../../core/service/service.ts';

const COUNTER_IDS = Object.keys(SERVICE.counters);
/** By name. Made while the script is loading: k6 takes a metric only then. */
const counters: Readonly<Record<Id, Counter>> = Object.fromEntries(
  COUNTER_IDS.map((id) => [id, new Counter(toMetricName(id))]),
);
const durations = new Trend(DURATION_METRIC, true);
const finalReads = new Counter(FINAL_READS_METRIC);

/** Raises a counter by 1, under the tags the VU carries. */
export function raiseCounter(id: Id): void {
  counters[id]?.add(1);
}

/** Raises each of the counters by 1. By index, here and where else k6 passes at every call: an iterator costs it twice the loop. */
export function raiseCounters(ids: readonly Id[]): void {
  for (let i = 0; i < ids.length; i++) counters[ids[i] as Id]?.add(1);
}

/** Records the latency of an answer, in ms. */
export function recordDuration(durationMs: number): void {
  durations.add(durationMs);
}

/** Makes every counter exist: one that was never touched can neither be read nor bounded. */
export function touchCounters(): void {
  for (const id of COUNTER_IDS) counters[id]?.add(0);
  finalReads.add(0);
}

/** The metrics of the gates that have a window or a ratio. Must be called while the script is loading. */
export function createGateMetrics(gates: readonly Gate[]) {
  const windows = new Map(gates.filter(hasWindow).map((g) => [g.id, new Trend(toWindowMetricName(g))]));
  const overall = new Map(
    gates.filter((g) => g.kind === 'ratio').map((g) => [g.id, new Gauge(toOverallMetricName(g))]),
  );
  return {
    recordWindow(gate: Gate, value: number): void {
      windows.get(gate.id)?.add(value);
    },
    recordOverall(gate: Gate, value: number): void {
      overall.get(gate.id)?.add(value);
    },
    countFinalRead(): void {
      finalReads.add(1);
    },
  };
}
