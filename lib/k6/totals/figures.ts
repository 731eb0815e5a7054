// k6's metrics → the figures of a run. Imports no module of k6, so that a test can hold this judge against Node's.

import {
  DURATION_METRIC,
  toMetricName,
  toTimingMetricName,
  toWindowMetricName,
} from '../../../thresholds/to-k6.ts';
import { computeGateValue, type Gate } from '../../core/gates/gates.ts';
import { createCounts } from '../../core/journal/counters.ts';
import { toTimings } from '../../core/journal/timings.ts';
import type { RequestTimings } from '../../core/journal/timings-schema.ts';
import { PHASES } from '../../core/plan/schedule.ts';
import type { Id, Service } from '../../core/service/service.ts';
import type { GroupFigures } from '../../core/verdict/summary-schema.ts';
import type { RunFigures } from '../../core/verdict/tally.ts';

/** What k6 hands to handleSummary, as far as it is read here. */
export interface K6Data {
  readonly metrics: Readonly<
    Record<string, { readonly values: Readonly<Record<string, number>> } | undefined>
  >;
  readonly state: { readonly testRunDurationMs: number };
  readonly setup_data?: {
    readonly seed: number;
    readonly startedAtSec: number;
    readonly startedAtRunMs: number;
  } | null;
}

/** k6's metrics as the figures of a run. */
export function toRunFigures(service: Service, data: K6Data, gates: readonly Gate[]): RunFigures {
  const value = (metric: string, key: string) => data.metrics[metric]?.values[key];
  const count = (id: Id, tag = '') => value(`${toMetricName(id)}${tag}`, 'count') ?? 0;
  const totals = createCounts(service);
  for (const id of Object.keys(service.counters)) totals[id] = count(id);
  totals.journeys_due = totals.journeys + totals.journeys_dropped;
  const group = (tag: string): GroupFigures => {
    const trend = `${DURATION_METRIC}{${tag}}`;
    const responses = count('responses', `{${tag}}`);
    const at = (key: string) => (responses === 0 ? null : (value(trend, key) ?? null));
    return {
      journeys: count('journeys', `{${tag}}`),
      requests: count('calls', `{${tag}}`),
      responses,
      violations: null,
      p50_ms: at('med'),
      p95_ms: at('p(95)'),
      p99_ms: at('p(99)'),
    };
  };
  const ranSec = data.state.testRunDurationMs / 1000;
  const worst = (gate: Gate) =>
    Math.max(
      value(toWindowMetricName(gate), 'max') ?? 0,
      // The last answers come after the sentinel's last reading; a run shorter than the window is its own window.
      ranSec <= (gate.windowSec ?? 0) ? computeGateValue(gate, totals) : 0,
    );
  return {
    totals,
    worst: Object.fromEntries(gates.map((gate) => [gate.id, worst(gate)])),
    phases: Object.fromEntries(
      PHASES.map((phase) => [phase, group(`phase:${phase}`)] as const).filter(
        ([phase, { requests }]) => phase === 'baseline' || requests > 0,
      ),
    ),
    journeys: Object.fromEntries(
      service.journeyIds
        .flatMap((journey) =>
          service.variantIds.map(
            (variant) => [`${journey}.${variant}`, group(`journey:${journey},variant:${variant}`)] as const,
          ),
        )
        .filter(([, figures]) => figures.requests > 0),
    ),
    cuts: {},
  };
}

const round = (ms: number) => Number(ms.toFixed(3));

/** Where the time of a request went; undefined where none was made. */
export function toRequestTimings({ metrics }: K6Data, calls: number): RequestTimings | undefined {
  if (calls === 0) return undefined;
  return toTimings(1, (timing) => {
    const at = (key: string) => round(metrics[toTimingMetricName(timing)]?.values[key] ?? 0);
    return { p50_ms: at('med'), p95_ms: at('p(95)'), p99_ms: at('p(99)'), max_ms: at('max') };
  });
}
