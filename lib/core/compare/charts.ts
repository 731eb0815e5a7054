// The charts of a comparison: SVG without a browser, by d3's scales and lines. Two runs are one colour and dash each.
import { max } from 'd3-array';
import { scaleLinear, scaleLog, scaleSymlog } from 'd3-scale';
import { line } from 'd3-shape';
import { computeSegments, PHASES } from '../plan/schedule.ts';
import { escapeMarkup } from '../text/escape.ts';
import type { Line } from './comparison-schema.ts';
import type { TakenRun } from './run.ts';
import type { Point, Reach, Series } from './series.ts';
import { showMetricName, showValue, VERDICT_WORDS } from './wording.ts';

/** The two sides of an overlay: their class on the page, which gives them colour and dash. */
const SIDES = ['earlier', 'later'] as const;
type Sides<T> = Readonly<Record<(typeof SIDES)[number], T>>;

const MARGIN = { top: 16, right: 16, bottom: 34, left: 62 };

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escapeMarkup(content)}</text>`;
const rule = (x1: number, x2: number, y1: number, y2: number, kind: string) =>
  `<line class="${kind}" x1="${x1.toFixed(1)}" x2="${x2.toFixed(1)}" y1="${y1.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;
const toSvg = (title: string, width: number, height: number, parts: readonly string[]) =>
  [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(title)}">`,
    ...parts,
    '</svg>',
  ].join('\n');

const showMs = (ms: number) => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`);
const showSec = (sec: number) => {
  if (sec >= 7200) return `${Number((sec / 3600).toFixed(1))} h`;
  return sec >= 300 ? `${Number((sec / 60).toFixed(1))} min` : `${sec} s`;
};

/** 1, 10, 100 … and 3 between them, within a range. */
const LOG_TICKS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
const LEAST_MS = 1;

interface Axis {
  readonly scale: (value: number) => number;
  readonly ticks: readonly number[];
  readonly show: (value: number) => string;
}

function toMsAxis(most: number, range: readonly [number, number]): Axis {
  const top = Math.max(10, most);
  return {
    scale: scaleLog([LEAST_MS, top], [...range]).clamp(true),
    ticks: LOG_TICKS.filter((tick) => tick <= top),
    show: showMs,
  };
}

function toLinearAxis(most: number, range: readonly [number, number], show: Axis['show'], count = 5): Axis {
  const scale = scaleLinear([0, most || 1], [...range]);
  return { scale, ticks: scale.ticks(count), show };
}

const TIME = { width: 860, height: 240 };

/** A figure along the run, of both sides, the phases shaded. `read` gives one line for each of its entries. */
function toTimeChart(
  title: string,
  run: TakenRun,
  series: Sides<Series>,
  toAxis: (most: number, range: readonly [number, number]) => Axis,
  read: Readonly<Record<string, (point: Point) => number | null>>,
): string {
  const { width, height } = TIME;
  const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, MARGIN.top, height - MARGIN.bottom];
  const { totalSec } = run.plan.timing;
  const x = toLinearAxis(totalSec, [left, right], showSec, 9);
  const readers = Object.entries(read);
  const most =
    max(
      SIDES.flatMap((side) =>
        series[side].points.flatMap((point) => readers.map(([, of]) => of(point) ?? 0)),
      ),
    ) ?? 0;
  const y = toAxis(most, [bottom, top]);
  const shades = computeSegments(run.plan.timing)
    .filter(({ phase }) => phase !== 'baseline')
    .map(({ phase, fromSec, toSec }) => {
      const [from, to] = [x.scale(fromSec), x.scale(toSec)];
      return `<rect class="phase ${phase}" x="${from.toFixed(1)}" width="${(to - from).toFixed(1)}" y="${top}" height="${bottom - top}"><title>${phase}</title></rect>`;
    });
  const lines = SIDES.flatMap((side) =>
    readers.map(([name, of]) => {
      const path = line<Point>(
        (point) => x.scale(point.atSec),
        (point) => y.scale(of(point) ?? 0),
      )
        .defined((point) => of(point) !== null)
        .digits(1);
      return `<path class="${side} ${name}" d="${path(series[side].points) ?? ''}"/>`;
    }),
  );
  return toSvg(title, width, height, [
    ...shades,
    ...y.ticks.flatMap((tick) => [
      rule(left, right, y.scale(tick), y.scale(tick), 'grid'),
      text(left - 8, y.scale(tick) + 4, y.show(tick), 'text-anchor="end"'),
    ]),
    ...x.ticks.map((tick) => text(x.scale(tick), bottom + 18, x.show(tick), 'text-anchor="middle"')),
    ...lines,
  ]);
}

/** Latency along the run. */
export function toLatencyChart(run: TakenRun, series: Sides<Series>): string {
  return toTimeChart('p50 and p95 latency along the run', run, series, toMsAxis, {
    p95: (point) => point.p95Ms,
    p50: (point) => point.p50Ms,
  });
}

/** Journeys started each second along the run. */
export function toLoadChart(run: TakenRun, series: Sides<Series>): string {
  const axis = (most: number, range: readonly [number, number]) =>
    toLinearAxis(most, range, (value) => `${value}/s`);
  return toTimeChart('journeys started per second', run, series, axis, {
    p95: (point) => point.journeysPerSec,
  });
}

/** The share of degraded answers along the run. */
export function toDegradedChart(run: TakenRun, series: Sides<Series>): string {
  const axis = (most: number, range: readonly [number, number]) =>
    toLinearAxis(Math.max(most, 0.01), range, (value) => `${Number((value * 100).toFixed(1))} %`);
  return toTimeChart('share of degraded answers', run, series, axis, { p95: (point) => point.degradedRatio });
}

const SMALL = { width: 420, height: 260 };

/** How many answers of each phase came within which time: one chart a phase. */
export function toReachCharts(series: Sides<Series>): string[] {
  return PHASES.flatMap((phase) => {
    const sides = SIDES.flatMap((side) => {
      const reach = series[side].reach[phase];
      return reach ? [{ side, reach }] : [];
    });
    if (sides.length < SIDES.length) return [];
    const { width, height } = SMALL;
    const [left, right, top, bottom] = [
      MARGIN.left,
      width - MARGIN.right,
      MARGIN.top + 14,
      height - MARGIN.bottom,
    ];
    const most = max(sides.flatMap(({ reach }) => reach.map(({ ms }) => ms))) ?? 1;
    const x = toMsAxis(most, [left, right]);
    const y = scaleLinear([0, 1], [bottom, top]);
    const path = line<Reach>(
      ({ ms }) => x.scale(ms),
      ({ share }) => y(share),
    ).digits(1);
    return [
      toSvg(`answers of ${phase} within a time`, width, height, [
        text(left, MARGIN.top, phase, 'class="title"'),
        ...[0, 0.25, 0.5, 0.75, 0.95].flatMap((share) => [
          rule(left, right, y(share), y(share), 'grid'),
          text(left - 8, y(share) + 4, `${share * 100} %`, 'text-anchor="end"'),
        ]),
        ...x.ticks
          .filter((_, i) => i % 2 === 0)
          .map((tick) => text(x.scale(tick), bottom + 18, x.show(tick), 'text-anchor="middle"')),
        ...sides.map(({ side, reach }) => `<path class="${side} p95" d="${path([...reach]) ?? ''}"/>`),
      ]),
    ];
  });
}

const ROW = { height: 24, label: 300, verdict: 110 };

/** The band of every line of one unit around no difference; the tolerance is grey. */
export function toBandChart(title: string, lines: readonly Line[]): string {
  const drawn = lines.flatMap((one) => (one.difference ? [{ ...one, difference: one.difference }] : []));
  const [left, right] = [ROW.label, TIME.width - ROW.verdict];
  const ends = drawn.flatMap(({ difference: { low, high, middle }, tolerance }) =>
    [low, high, middle, tolerance].filter(Number.isFinite).map(Math.abs),
  );
  const most = max(ends) || 1;
  // Around 0 as it is, farther out as a logarithm: bands of 10 ms and of 10 s are both to be seen.
  const x = scaleSymlog([-most, most], [left, right])
    .constant(most / 30)
    .clamp(true);
  const height = drawn.length * ROW.height + 34;
  const unit = drawn[0]?.unit ?? 'ms';
  const rows = drawn.flatMap((one, i) => {
    const y = 16 + i * ROW.height;
    const { low, middle, high } = one.difference;
    const [from, to] = [x(-one.tolerance), x(one.tolerance)];
    return [
      text(left - 10, y + 4, showMetricName(one), 'text-anchor="end"'),
      `<rect class="tolerance" x="${from.toFixed(1)}" width="${(to - from).toFixed(1)}" y="${y - 8}" height="16"/>`,
      rule(x(Math.max(low, -most)), x(Math.min(high, most)), y, y, `band ${one.verdict}`),
      `<circle class="${one.verdict}" cx="${x(middle).toFixed(1)}" cy="${y}" r="4"/>`,
      text(right + 10, y + 4, VERDICT_WORDS[one.verdict], `class="${one.verdict}"`),
    ];
  });
  const marks = [-most, -most / 10, 0, most / 10, most];
  return toSvg(title, TIME.width, height, [
    rule(x(0), x(0), 4, height - 26, 'zero'),
    ...rows,
    ...marks.map((mark) =>
      text(
        x(mark),
        height - 8,
        mark === 0 ? '0' : showValue(unit, Number(mark.toPrecision(2))),
        'text-anchor="middle"',
      ),
    ),
  ]);
}
