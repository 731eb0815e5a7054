// What each route came to, out of a digest: for the summary of a run, and for the page of one that goes on.

import { PHASES } from '../../plan/schedule.ts';
import type { Id } from '../../service/service.ts';
import type { RouteFigures, RouteSummary } from '../../verdict/summary-schema.ts';
import type { DigestData, GroupData } from '../data.ts';
import { joinGroups } from '../group.ts';
import { computePercentiles, countLatencies } from '../histogram.ts';

const round = (value: number | null) => (value === null ? null : Number(value.toFixed(2)));

function toRouteFigures(group: GroupData): RouteFigures {
  const { requests, errors, violations, maxMs, latency } = group;
  // A percentile of a histogram is the middle of its bucket, which may lie above the slowest answer.
  const [p50 = null, p95 = null, p99 = null] = computePercentiles(latency, [0.5, 0.95, 0.99]).map((ms) =>
    round(ms === null ? null : Math.min(ms, maxMs)),
  );
  const responses = countLatencies(latency);
  return {
    ...{ requests, responses, errors, violations },
    ...{ p50_ms: p50, p95_ms: p95, p99_ms: p99, max_ms: responses === 0 ? null : round(maxMs) },
  };
}

/** What each route that was called came to, as a whole and by phase. */
export function readRoutes({ routes }: Pick<DigestData, 'routes'>): Record<Id, RouteSummary> {
  return Object.fromEntries(
    Object.entries(routes).map(([id, phases]) => [
      id,
      {
        ...toRouteFigures(joinGroups(Object.values(phases))),
        phases: Object.fromEntries(
          PHASES.flatMap((phase) => {
            const group = phases[phase];
            return group ? [[phase, toRouteFigures(group)] as const] : [];
          }),
        ),
      },
    ]),
  );
}
