// Panels over time: lines with their bounds, and rows of states; faults are shaded behind both.
import { extent } from 'd3-array';
import { scaleLinear, scaleUtc } from 'd3-scale';
import { line } from 'd3-shape';
import type { GrafanaPanel } from '../dashboards/grafana.ts';
import { COLOURS, toSeriesColour } from '../thresholds.ts';
import type { Band, PanelData, ShownSeries } from './fetch-panels.ts';
import { findOverride, readStates } from './figures.ts';
import { type Box, INK, toFigure, toFitting, toRect, toRule, toText } from './marks.ts';
import type { Span } from './query.ts';

const LEGEND_LINE_PX = 16;

function toTimeScale({ fromSec, toSec }: Span, box: Box) {
  return scaleUtc([new Date(fromSec * 1000), new Date(toSec * 1000)], [box.x, box.x + box.w]);
}
type TimeScale = ReturnType<typeof toTimeScale>;

const at = (x: TimeScale, sec: number) => x(new Date(sec * 1000));

/** A time with seconds is some 45 px wide; between two there is room for one more letter. */
const TIME_PX = 54;

/** Times below the axis, as many as there is room for. */
function drawTimes(x: TimeScale, box: Box): readonly string[] {
  const [from, to] = x.domain() as [Date, Date];
  const isShort = to.getTime() - from.getTime() < 20 * 60_000;
  const format = (time: Date) => time.toISOString().slice(11, isShort ? 19 : 16);
  // A hint to d3, which takes round times, and so may give more.
  const ticks = x.ticks(Math.max(3, Math.floor(box.w / 90)));
  const [first, second] = ticks.map((time) => x(time));
  const apart = first === undefined || second === undefined ? TIME_PX : second - first;
  const every = Math.ceil(TIME_PX / apart);
  return ticks
    .filter((_, n) => n % every === 0)
    .map((time) =>
      toText(
        x(time),
        box.y + box.h + 14,
        format(time),
        `text-anchor="middle" font-size="10" fill="${INK.quiet}"`,
      ),
    );
}

function drawBands(bands: readonly Band[], x: TimeScale, box: Box): readonly string[] {
  const [left, right] = x.range() as [number, number];
  return bands.map(({ fromSec, toSec }) => {
    const from = Math.max(left, at(x, fromSec));
    return toRect(
      { x: from, y: box.y, w: Math.min(right, at(x, toSec)) - from, h: box.h },
      COLOURS.toxic,
      'fill-opacity="0.16" class="band"',
    );
  });
}

const readColour = (panel: GrafanaPanel, one: ShownSeries, n: number) =>
  (findOverride(panel, one, 'color') as { readonly fixedColor?: string } | undefined)?.fixedColor ??
  toSeriesColour(n);

/** Names and colours below the chart, as many to a line as fit. */
function toLegend(panel: GrafanaPanel, series: readonly ShownSeries[], width: number) {
  const unit = panel.fieldConfig?.defaults.unit ?? 'none';
  let [lineNo, x] = [0, 0];
  const entries = series.map((one, n) => {
    const label = `${one.name} ${toFigure(one.points.at(-1)?.[1] ?? Number.NaN, unit)}`;
    const w = 26 + label.length * 6;
    if (x > 0 && x + w > width) [lineNo, x] = [lineNo + 1, 0];
    const entry = { label, x, lineNo, colour: readColour(panel, one, n), dashes: toDashes(panel, one) };
    x += w;
    return entry;
  });
  return { entries, height: (lineNo + 1) * LEGEND_LINE_PX };
}

const toDashes = (panel: GrafanaPanel, one: ShownSeries) =>
  findOverride(panel, one, 'custom.lineStyle') === undefined ? '' : 'stroke-dasharray="7 5"';

/** Solid lines first: a dashed one on top of another leaves it to be seen. */
const toOrder = (panel: GrafanaPanel, series: readonly ShownSeries[]) =>
  series
    .map((one, n) => [one, n] as const)
    .sort(([a], [b]) => toDashes(panel, a).length - toDashes(panel, b).length);

/** Lines, each broken where it has no figure. */
export function drawLines(
  { panel, series }: PanelData,
  outer: Box,
  span: Span,
  bands: readonly Band[],
): readonly string[] {
  const unit = panel.fieldConfig?.defaults.unit ?? 'none';
  const { min, max } = panel.fieldConfig?.defaults ?? {};
  const legend = toLegend(panel, series, outer.w);
  const box = { x: outer.x + 58, y: outer.y + 4, w: outer.w - 66, h: outer.h - legend.height - 26 };
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const [least = 0, most = 1] = extent(values);
  const low = typeof min === 'number' ? Math.min(min, least ?? 0) : (least ?? 0);
  const high = Math.max(typeof max === 'number' ? max : Number.NEGATIVE_INFINITY, most ?? 1);
  // A line that never moves still has a place of its own: not on the axis, and not on the upper edge.
  const room = high > low ? (high - low) * 0.08 : Math.abs(high) || 1;
  const y = scaleLinear([typeof min === 'number' ? low : low - room, high + room], [box.y + box.h, box.y]);
  const x = toTimeScale(span, box);
  const path = line<readonly [number, number]>(
    ([sec]) => at(x, sec),
    ([, value]) => y(value),
  ).defined(([, value]) => Number.isFinite(value));
  return [
    ...drawBands(bands, x, box),
    ...y
      .ticks(4)
      .flatMap((tick) => [
        toRule(box.x, y(tick), box.x + box.w, y(tick), INK.line),
        toText(
          box.x - 6,
          y(tick) + 4,
          toFigure(tick, unit.startsWith('suffix') ? 'none' : unit),
          `text-anchor="end" font-size="10" fill="${INK.quiet}"`,
        ),
      ]),
    ...drawTimes(x, box),
    ...toOrder(panel, series).map(([one, n]) => {
      const drawn = toSegments(one.points, span.stepSec).map((points) => path(points) ?? '');
      return `<path d="${drawn.join('')}" fill="none" stroke="${readColour(panel, one, n)}" stroke-width="2" stroke-linecap="round" class="mark" ${toDashes(panel, one)}/>`;
    }),
    ...legend.entries.flatMap((entry) => {
      const [left, top] = [
        outer.x + entry.x,
        outer.y + outer.h - legend.height + 10 + entry.lineNo * LEGEND_LINE_PX,
      ];
      return [
        toRule(left, top, left + 16, top, entry.colour, `stroke-width="3" ${entry.dashes}`),
        toText(left + 20, top + 4, entry.label, 'font-size="11"', 60),
      ];
    }),
  ];
}

/** Prometheus leaves out points that have no figure: the line has a gap there. */
function toSegments(points: ShownSeries['points'], stepSec: number): readonly ShownSeries['points'][] {
  const segments: (readonly [number, number])[][] = [];
  for (const point of points) {
    const last = segments.at(-1)?.at(-1);
    if (last && point[0] - last[0] <= stepSec * 1.5) segments.at(-1)?.push(point);
    else segments.push([point]);
  }
  return segments;
}

/** A row for each series, a band for each state. */
export function drawTimeline({ panel, series }: PanelData, outer: Box, span: Span): readonly string[] {
  const states = readStates(panel);
  const nameW = Math.min(230, outer.w * 0.34);
  const box = { x: outer.x + nameW, y: outer.y, w: outer.w - nameW - 8, h: outer.h - 38 };
  const x = toTimeScale(span, box);
  const rowH = Math.min(34, box.h / Math.max(1, series.length));
  const size = Math.min(12, Math.max(8, rowH - 2));
  return [
    ...series.flatMap((one, n) => {
      const y = box.y + n * rowH;
      return [
        toText(
          box.x - 8,
          y + rowH / 2 + size / 3,
          one.name,
          `text-anchor="end" font-size="${size.toFixed(0)}"`,
          toFitting(nameW, size),
        ),
        toRect({ x: box.x, y: y + 1, w: box.w, h: rowH - 2 }, INK.page),
        ...toStretches(one.points, span.stepSec).map(({ fromSec, toSec, value }) =>
          toRect(
            {
              x: at(x, fromSec),
              y: y + 1,
              w: Math.min(box.x + box.w, at(x, toSec)) - at(x, fromSec),
              h: rowH - 2,
            },
            states[String(value)]?.color ?? COLOURS.unknown,
            'class="mark"',
          ),
        ),
      ];
    }),
    ...drawTimes(x, { ...box, h: Math.min(box.h, rowH * series.length) }),
    ...Object.values(states).flatMap(({ text = '', color = COLOURS.unknown }, n) => {
      const [left, top] = [outer.x + n * 110, outer.y + outer.h - 14];
      return [
        toRect({ x: left, y: top, w: 12, h: 12 }, color, `stroke="${INK.line}"`),
        toText(left + 17, top + 10, text, 'font-size="11"'),
      ];
    }),
  ];
}

function toStretches(points: ShownSeries['points'], stepSec: number) {
  const stretches: { fromSec: number; toSec: number; value: number }[] = [];
  for (const [atSec, value] of points) {
    const last = stretches.at(-1);
    if (last && last.value === value && atSec - last.toSec <= stepSec * 0.5) last.toSec = atSec + stepSec;
    else stretches.push({ fromSec: atSec, toSec: atSec + stepSec, value });
  }
  return stretches;
}
