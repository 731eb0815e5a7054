// Panels that show one moment: dials, figures, bars and tables.
import { arc } from 'd3-shape';
import type { GrafanaPanel } from '../dashboards/grafana.ts';
import { COLOURS, pickColour, type Step } from '../thresholds.ts';
import type { PanelData, ShownSeries } from './fetch-panels.ts';
import { type Box, INK, toFigure, toFitting, toRect, toText } from './marks.ts';

const readUnit = ({ fieldConfig }: GrafanaPanel) => fieldConfig?.defaults.unit ?? 'none';
const readSteps = ({ fieldConfig }: GrafanaPanel): readonly Step[] =>
  fieldConfig?.defaults.thresholds?.steps ?? [];
const toLast = ({ points }: ShownSeries) => points.at(-1)?.[1] ?? Number.NaN;

/** What a bar or a cell is as long or as dark as: a figure that is none is 0. */
const toLength = (series: ShownSeries) => (Number.isFinite(toLast(series)) ? toLast(series) : 0);

/** The colour that an override gives a series, by its query or its name. */
export function findOverride({ fieldConfig }: GrafanaPanel, series: ShownSeries, property: string): unknown {
  const found = (fieldConfig?.overrides ?? []).filter(
    ({ matcher }) =>
      (matcher.id === 'byFrameRefID' && matcher.options === series.refId) ||
      (matcher.id === 'byName' && matcher.options === series.name),
  );
  return found.flatMap(({ properties }) => properties).find(({ id }) => id === property)?.value;
}

interface Mapped {
  readonly text?: string;
  readonly color?: string;
}

/** What values mean, where they stand for states. */
export function readStates({ fieldConfig }: GrafanaPanel): Readonly<Record<string, Mapped>> {
  const [first] = fieldConfig?.defaults.mappings ?? [];
  return (first?.options ?? {}) as Readonly<Record<string, Mapped>>;
}

const readColour = (panel: GrafanaPanel, series: ShownSeries) =>
  (findOverride(panel, series, 'color') as { readonly fixedColor?: string } | undefined)?.fixedColor ??
  pickColour(readSteps(panel), toLast(series));

/** Dials of one row are of one size, though their panels differ by a column. */
const MAX_RADIUS_PX = 80;

/** A half dial with its steps around it. */
export function drawGauge({ panel, series }: PanelData, box: Box): readonly string[] {
  const [first] = series;
  if (!first) return [];
  const { min = 0, max = 100 } = panel.fieldConfig?.defaults ?? {};
  const value = toLast(first);
  const radius = Math.min(MAX_RADIUS_PX, box.w / 2 - 14, box.h - 34);
  const centre = `translate(${(box.x + box.w / 2).toFixed(1)} ${(box.y + box.h - 40).toFixed(1)})`;
  const toAngle = (at: number) =>
    ((Math.min(Math.max(at, Number(min)), Number(max)) - Number(min)) / (Number(max) - Number(min)) - 0.5) *
    Math.PI;
  const ring = (inner: number, outer: number, from: number, to: number, fill: string, isMark = false) => {
    const path = arc()({ innerRadius: inner, outerRadius: outer, startAngle: from, endAngle: to }) ?? '';
    return `<path d="${path}" fill="${fill}" transform="${centre}"${isMark ? ' class="mark"' : ''}/>`;
  };
  const steps = readSteps(panel);
  const colour = readColour(panel, first);
  return [
    ring(radius * 0.66, radius * 0.92, -Math.PI / 2, Math.PI / 2, INK.line),
    ring(radius * 0.66, radius * 0.92, -Math.PI / 2, toAngle(value), colour, true),
    ...steps.map(({ color, value: from }, n) =>
      ring(
        radius * 0.95,
        radius,
        toAngle(from ?? Number(min)),
        toAngle(steps[n + 1]?.value ?? Number(max)),
        color,
      ),
    ),
    toText(
      box.x + box.w / 2,
      box.y + box.h - 44,
      toFigure(value, readUnit(panel)),
      `text-anchor="middle" font-size="${Math.min(26, radius * 0.3).toFixed(0)}" font-weight="bold"`,
    ),
    toText(
      box.x + box.w / 2,
      box.y + box.h - 20,
      toStepText(panel),
      `text-anchor="middle" font-size="10" fill="${INK.quiet}"`,
    ),
  ];
}

/** The bounds between the steps, in words. */
function toStepText(panel: GrafanaPanel): string {
  const bounds = readSteps(panel).flatMap(({ value }) =>
    value === null ? [] : [toFigure(value, readUnit(panel))],
  );
  return bounds.length === 0 ? '' : `bounds ${bounds.join(' and ')}`;
}

/** A coloured field for each series. */
export function drawStat({ panel, series }: PanelData, box: Box): readonly string[] {
  const isNamed = panel.options?.textMode === 'name';
  const columns = Math.ceil(Math.sqrt((series.length * box.w) / (box.h * 3))) || 1;
  const rows = Math.ceil(series.length / columns);
  const gap = 6;
  const [w, h] = [(box.w - gap * (columns - 1)) / columns, (box.h - gap * (rows - 1)) / rows];
  return series.flatMap((one, n) => {
    const [x, y] = [box.x + (n % columns) * (w + gap), box.y + Math.floor(n / columns) * (h + gap)];
    const size = Math.min(34, h * 0.42);
    const state = readStates(panel)[String(toLast(one))];
    const figure = isNamed ? one.name : (state?.text ?? toFigure(toLast(one), readUnit(panel)));
    const middle = x + w / 2;
    return [
      toRect({ x, y, w, h }, state?.color ?? readColour(panel, one), 'rx="4" class="mark"'),
      toText(
        middle,
        y + h * (isNamed || series.length === 1 ? 0.58 : 0.5),
        figure,
        `text-anchor="middle" fill="#fff" font-weight="bold" font-size="${size.toFixed(0)}"`,
      ),
      ...(series.length === 1
        ? [toText(middle, y + h - 10, toStepText(panel), 'text-anchor="middle" fill="#fff" font-size="11"')]
        : [
            toText(
              middle,
              y + h - 9,
              one.name,
              'text-anchor="middle" fill="#fff" font-size="11"',
              toFitting(w, 11),
            ),
          ]),
    ];
  });
}

/** A bar for each series. */
export function drawBars({ panel, series }: PanelData, box: Box): readonly string[] {
  const most = Math.max(...series.map(toLength), Number.MIN_VALUE);
  const [nameW, figureW] = [Math.min(120, box.w * 0.3), 64];
  const rowH = Math.min(36, box.h / Math.max(1, series.length));
  const width = box.w - nameW - figureW;
  return series.flatMap((one, n) => {
    const y = box.y + n * rowH;
    const value = toLast(one);
    return [
      toText(box.x + nameW - 8, y + rowH / 2 + 4, one.name, 'text-anchor="end"', toFitting(nameW, 12)),
      toRect({ x: box.x + nameW, y: y + 4, w: width, h: rowH - 8 }, INK.page),
      toRect(
        { x: box.x + nameW, y: y + 4, w: Math.max(2, (width * toLength(one)) / most), h: rowH - 8 },
        readColour(panel, one),
        'class="mark"',
      ),
      toText(box.x + nameW + width + 8, y + rowH / 2 + 4, toFigure(value, readUnit(panel))),
    ];
  });
}

/** A table of two labels, each cell as dark as its figure is great. */
export function drawMatrix({ panel, series }: PanelData, box: Box): readonly string[] {
  const options = (panel.transformations?.[0]?.options ?? {}) as {
    readonly rowField?: string;
    readonly columnField?: string;
  };
  const read = (one: ShownSeries, label = '') => one.labels[label] ?? '';
  const rows = [...new Set(series.map((one) => read(one, options.rowField)))].sort();
  const columns = [...new Set(series.map((one) => read(one, options.columnField)))].sort();
  const most = Math.max(...series.map(toLength), 1);
  const nameW = Math.min(170, box.w * 0.45);
  const [w, h] = [
    (box.w - nameW) / Math.max(1, columns.length),
    Math.min(34, (box.h - 18) / Math.max(1, rows.length)),
  ];
  const toX = (column: string) => box.x + nameW + columns.indexOf(column) * w;
  return [
    ...columns.map((column) =>
      toText(
        toX(column) + w / 2,
        box.y + 11,
        column,
        `text-anchor="middle" fill="${INK.quiet}"`,
        toFitting(w, 12),
      ),
    ),
    ...rows.map((row, n) =>
      toText(
        box.x + nameW - 8,
        box.y + 18 + n * h + h / 2 + 4,
        row,
        'text-anchor="end"',
        toFitting(nameW, 12),
      ),
    ),
    ...series.flatMap((one) => {
      const value = toLast(one);
      const place = {
        x: toX(read(one, options.columnField)) + 1,
        y: box.y + 19 + rows.indexOf(read(one, options.rowField)) * h,
        w: w - 2,
        h: h - 2,
      };
      const share = toLength(one) / most;
      return [
        toRect(place, COLOURS.achieved, `fill-opacity="${(0.12 + 0.7 * share).toFixed(2)}" class="mark"`),
        toText(
          place.x + place.w / 2,
          place.y + place.h / 2 + 4,
          toFigure(value, readUnit(panel)),
          `text-anchor="middle" fill="${share > 0.6 ? '#fff' : INK.text}"`,
        ),
      ];
    }),
  ];
}
