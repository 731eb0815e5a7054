// Both sides of a comparison as curves: along the run, and by how many answers came within which time.
import type { BothAlong } from '../../../lib/core/compare/page-data.ts';
import type { Point } from '../../../lib/core/compare/series.ts';
import { PHASES } from '../../../lib/core/plan/schedule.ts';
import { toFigure, toPercent } from '../../../lib/core/text/figures.ts';
import { RUN_CLOCK } from '../charts/axes.ts';
import { type ChartHead, createChart } from '../charts/chart.ts';
import type { Line } from '../charts/chart-content.ts';
import { createZoomButtons } from '../charts/zoom.ts';
import { element } from '../element.ts';
import { createStillChart } from '../still/chart.ts';
import { toShortMs } from '../words.ts';

/** The two sides look the same in every chart. */
const SIDES = [
  { side: 'earlier', label: 'then', colour: 'curve-2', line: 'dashed' },
  { side: 'later', label: 'now', colour: 'curve-1', line: 'solid' },
] as const satisfies readonly { side: 'earlier' | 'later'; label: string; colour: string; line: Line }[];

const ALONG: readonly (Pick<ChartHead, 'id' | 'title' | 'note' | 'spread' | 'unit'> & {
  readonly read: (point: Point) => number | null;
})[] = [
  {
    ...{ id: 'p50', title: 'p50 latency', note: 'of the answers; by powers of ten' },
    ...{ spread: 'log', unit: toShortMs },
    read: (point) => point.p50Ms,
  },
  {
    ...{ id: 'p95', title: 'p95 latency', note: 'of the answers; by powers of ten' },
    ...{ spread: 'log', unit: toShortMs },
    read: (point) => point.p95Ms,
  },
  {
    ...{ id: 'degraded', title: 'Degraded answers', note: 'share of the answers, in percent' },
    ...{ spread: 'linear', unit: (percent) => `${toFigure(percent)} %` },
    read: ({ degradedRatio }) => degradedRatio && degradedRatio * 100,
  },
  {
    ...{ id: 'journeys', title: 'Journeys per second', note: 'started' },
    ...{ spread: 'linear', unit: (perSec) => `${toFigure(perSec)}/s` },
    read: (point) => point.journeysPerSec,
  },
];

/** Figures along the run, the phases shaded; they zoom together. */
export function createAlongCharts({ totalSec, phases, earlier, later }: BothAlong): HTMLElement {
  const points = { earlier, later };
  const timesSec = [
    ...new Set(SIDES.flatMap(({ side }) => points[side].points.map(({ atSec }) => atSec))),
  ].sort((a, b) => a - b);
  const spans = { phaseSpans: phases, toxicSpans: [], startedSec: 0, latestSec: totalSec };
  const charts = ALONG.map(({ read, ...head }) => {
    const chart = createChart({ ...head, clock: RUN_CLOCK });
    const curves = SIDES.map(({ side, ...look }) => {
      const byTime = new Map(points[side].points.map((point) => [point.atSec, read(point)]));
      return { ...look, values: timesSec.map((sec) => byTime.get(sec) ?? null) };
    });
    return { ...chart, fill: () => chart.show({ timesSec, curves, spans }) };
  });
  const section = element(
    'div',
    { class: 'charts' },
    element(
      'div',
      { class: 'key' },
      element(
        'p',
        {},
        ...(['chaos', 'spike'] as const).flatMap((phase) =>
          phases.some((span) => span.phase === phase)
            ? [element('span', { class: `band ${phase}` }), `${phase}  `]
            : [],
        ),
      ),
      element(
        'fieldset',
        { id: 'zoom', 'aria-label': 'What stretch of the run the charts show' },
        ...createZoomButtons(),
      ),
    ),
    ...charts.map(({ figure }) => figure),
  );
  for (const { fill } of charts) fill();
  return section;
}

/** 0.9 → 1, 0.99 → 2: the slowest answers have as much room as the others. */
const toPlace = (share: number) => -Math.log10(1 - share);
const toShare = (place: number) => 1 - 10 ** -place;
const WRITTEN_SHARES = [0.5, 0.9, 0.99, 0.999];

/** How slow which share of the answers was: one chart a phase. */
export function createReachCharts({ earlier, later }: BothAlong): HTMLElement {
  const points = { earlier, later };
  return element(
    'div',
    { class: 'charts' },
    ...PHASES.flatMap((phase) => {
      const shares = earlier.reach[phase]?.map(({ share }) => share);
      if (!shares || !later.reach[phase]) return [];
      return [
        createStillChart({
          title: `Answers in ${phase}`,
          note: 'by the time that a share of them stayed under',
          places: shares.map(toPlace),
          x: {
            kind: 'even',
            label: 'of the answers',
            show: (place) => toPercent(toShare(place)),
            at: WRITTEN_SHARES.map(toPlace),
          },
          y: { kind: 'log', show: toShortMs },
          curves: SIDES.map(({ side, ...look }) => ({
            ...look,
            values: points[side].reach[phase]?.map(({ ms }) => ms) ?? [],
          })),
        }),
      ];
    }),
  );
}
