// The figures of a run that are followed over the runs.
import { PHASES } from '../../plan/schedule.ts';
import type { Summary } from '../../verdict/summary-schema.ts';
import type { Figure } from './history-schema.ts';

/** A figure of one run. */
export interface Reading extends Pick<Figure, 'subject' | 'id' | 'name' | 'unit'> {
  readonly value: number | null;
  /** Changes of it are looked for. The p99 of a quick run is made of a handful of calls. */
  readonly tested: boolean;
}

interface Latencies {
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
}

const toLatencies = (subject: 'route' | 'phase', id: string, figures: Latencies): Reading[] =>
  (
    [
      ['p50', figures.p50_ms, true],
      ['p95', figures.p95_ms, true],
      ['p99', figures.p99_ms, false],
    ] as const
  ).map(([name, value, tested]) => ({ subject, id, name, unit: 'ms', value, tested }));

/**
 * What a run measured: each route at baseline, where toxics do not drown it; each phase; the recovery from each toxic.
 * A run that did not come to its end has figures of another length, and none here.
 */
export function listReadings(summary: Summary): Reading[] {
  if (summary.status !== 'completed') return [];
  const { routes = {}, phases, chaos_modes: modes } = summary;
  return [
    ...Object.entries(routes).flatMap(([id, route]) =>
      route.phases.baseline ? toLatencies('route', id, route.phases.baseline) : [],
    ),
    ...PHASES.flatMap((id) => {
      const figures = phases[id];
      return figures ? toLatencies('phase', id, figures) : [];
    }),
    ...Object.entries(modes).map(
      ([id, { recover_s: value }]): Reading => ({
        ...{ subject: 'toxic', id, name: 'recovery', unit: 's', value, tested: true },
      }),
    ),
  ];
}
