// How long the answers of each route took, in rows of a terminal.
import type { RouteFigures, Summary } from '../../verdict/summary-schema.ts';

const ms = (value: number | null) => (value === null ? '–' : `${Math.round(value)}`);

/** Rows of routes that are worth a terminal's room: the slowest. */
const MOST_ROUTES = 8;

/** How long the answers of each route took, the slowest first; with `verbose` every route, and each of its phases. */
export function toRouteRows({ routes = {} }: Pick<Summary, 'routes'>, verbose: boolean): string[][] {
  const slowest = Object.entries(routes).sort(([, a], [, b]) => (b.p95_ms ?? 0) - (a.p95_ms ?? 0));
  if (slowest.length === 0) return [];
  const toRow = (name: string, one: RouteFigures) => [
    ...[name, `${one.requests}`, `${one.errors}`],
    ...[one.p50_ms, one.p95_ms, one.p99_ms, one.max_ms].map(ms),
  ];
  return [
    ['route', 'requests', 'errors', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
    ...slowest
      .slice(0, verbose ? undefined : MOST_ROUTES)
      .flatMap(([id, route]) => [
        toRow(id, route),
        ...(verbose ? Object.entries(route.phases).map(([phase, one]) => toRow(`  ${phase}`, one)) : []),
      ]),
    ...(verbose || slowest.length <= MOST_ROUTES
      ? []
      : [[`and ${slowest.length - MOST_ROUTES} faster: --verbose`]]),
  ];
}
