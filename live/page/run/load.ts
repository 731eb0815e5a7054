// The load of a run and how long its answers took: by route, by phase, by journey and variant.
import { type GroupReading, readGroups } from '../../../lib/core/digest/readings.ts';
import { readRoutes } from '../../../lib/core/digest/routes/read-routes.ts';
import {
  hasPlayedOn,
  RUNNER_HEAD,
  toRunnerCells,
  toRunnersLine,
} from '../../../lib/core/fleet/runner-text.ts';
import { toTimingNote, toTimingRows } from '../../../lib/core/journal/timings.ts';
import type { RequestTimings } from '../../../lib/core/journal/timings-schema.ts';
import { toFigure } from '../../../lib/core/text/figures.ts';
import type { RouteFigures, RunnerSummary } from '../../../lib/core/verdict/summary-schema.ts';
import { element, fill, find, fold, ofAny, type TableColumn, table } from '../element.ts';
import { toBreakable, toCount, toMs } from '../words.ts';
import type { Model } from './model.ts';

const LATENCIES = [
  { title: 'p50', number: true },
  { title: 'p95', number: true },
  { title: 'p99', number: true },
];
const toLatencies = ({ p50Ms, p95Ms, p99Ms }: GroupReading) => [p50Ms, p95Ms, p99Ms].map(toMs);

const ROUTE_COLUMNS: readonly TableColumn[] = [
  { title: 'route' },
  { title: 'requests', number: true },
  { title: 'errors', number: true },
  ...LATENCIES,
  { title: 'max', number: true },
];
const PHASE_COLUMN = { title: 'phase', short: true };
const toRouteCells = (one: RouteFigures) => [
  toCount(one.requests),
  toCount(one.errors),
  ...[one.p50_ms, one.p95_ms, one.p99_ms, one.max_ms].map(toMs),
];

/** How long the answers of each route took, the slowest first; folded, the same by phase. */
function toRoutes(routes: ReturnType<typeof readRoutes>): HTMLElement[] {
  const slowest = Object.entries(routes).sort(([, a], [, b]) => (b.p95_ms ?? 0) - (a.p95_ms ?? 0));
  const phases = slowest.flatMap(([id, route]) =>
    Object.entries(route.phases).map(([phase, one]) => ({
      cells: [element('span', {}, toBreakable(id)), phase, ...toRouteCells(one)],
    })),
  );
  return [
    table(
      'By route, the slowest first; errors are calls without an answer or with status 400 and above',
      ROUTE_COLUMNS,
      slowest.map(([id, route]) => ({ cells: [toBreakable(id), ...toRouteCells(route)] })),
    ),
    fold(
      'by-route-and-phase',
      'By route and phase',
      table('By route and phase', ROUTE_COLUMNS.toSpliced(1, 0, PHASE_COLUMN), phases),
    ),
  ];
}

/** Where the time of a request went, folded. */
function toTimings(timings: RequestTimings | null): HTMLElement[] {
  if (timings === null) return [];
  return [
    fold(
      'by-part-of-request',
      'By part of a request: connect, TLS, wait …',
      table(
        `By part of a request: ${toTimingNote(timings)}`,
        [{ title: 'part' }, ...LATENCIES, { title: 'max', number: true }],
        toTimingRows(timings, toMs).map((cells) => ({ cells })),
      ),
    ),
  ];
}

/** One pass has no schedule that offers journeys. */
const toOffered = (perSec: number) => (perSec === 0 ? '–' : toFigure(perSec));

/** Shows routes, phases, and journeys by variant. A finished run has its exact percentiles; a running one those of the digest. */
export function showLoad({ digest, report }: Model): void {
  const exact =
    (
      groups: Readonly<
        Record<string, { p50_ms: number | null; p95_ms: number | null; p99_ms: number | null }>
      >,
    ) =>
    (reading: GroupReading): GroupReading => {
      const found = groups[reading.id];
      return found ? { ...reading, p50Ms: found.p50_ms, p95Ms: found.p95_ms, p99Ms: found.p99_ms } : reading;
    };
  const phases = readGroups(digest.phases).map(exact(report?.summary.phases ?? {}));
  const journeys = readGroups(digest.journeys).map(exact(report?.summary.journeys ?? {}));
  const rates = Object.entries(report?.summary.phases ?? {});
  const { timings } = digest;
  const runners = report?.summary.runners ?? [];
  fill(find('groups'), { routes: readRoutes(digest), phases, journeys, rates, timings, runners }, (input) =>
    input.journeys.length === 0
      ? []
      : [
          element('h2', {}, 'Load and latency'),
          ...toRoutes(input.routes),
          ...toTimings(input.timings),
          table(
            'By phase',
            [
              { title: 'phase' },
              ...(report
                ? [
                    { title: 'journeys/s', number: true },
                    { title: 'offered', number: true },
                  ]
                : []),
              { title: 'requests', number: true },
              { title: 'violations', number: true },
              ...LATENCIES,
            ],
            input.phases.map((reading) => {
              const rate = input.rates.find(([id]) => id === reading.id)?.[1];
              return {
                cells: [
                  reading.id,
                  ...(rate
                    ? [toFigure(rate.achieved_journeys_per_s), toOffered(rate.offered_journeys_per_s)]
                    : report
                      ? ['–', '–']
                      : []),
                  toCount(reading.requests),
                  toCount(reading.violations),
                  ...toLatencies(reading),
                ],
              };
            }),
          ),
          fold(
            'by-journey-and-variant',
            'By journey and variant',
            table(
              'By journey and variant',
              [
                { title: 'journey' },
                { title: 'variant', short: true },
                { title: 'journeys', number: true },
                { title: 'requests', number: true },
                { title: 'violations', number: true },
                ...LATENCIES,
              ],
              input.journeys.map((reading) => {
                const [journey = '', variant = ''] = reading.id.split('.');
                return {
                  cells: [
                    toBreakable(journey),
                    variant,
                    toCount(reading.journeys),
                    toCount(reading.requests),
                    toCount(reading.violations),
                    ...toLatencies(reading),
                  ],
                };
              }),
            ),
          ),
          ...ofAny(input.runners, toRunners),
        ],
  );
}

/** Who played the run, where several did: folded where all played on. */
function toRunners(runners: readonly RunnerSummary[]): HTMLElement {
  const [runner = '', journeys = '', calls = '', behind = '', ended = ''] = RUNNER_HEAD;
  const listed = table(
    'By runner',
    [
      { title: runner },
      ...[journeys, calls, behind].map((title) => ({ title, number: true })),
      { title: ended, repeats: true },
    ],
    runners.map((one) => {
      const [number = '', ...cells] = toRunnerCells(one, toCount);
      return { cells: [`${runner} ${number}`, ...cells] };
    }),
  );
  return runners.every(hasPlayedOn) ? fold('by-runner', toRunnersLine(runners), listed) : listed;
}
