// A dashboard as one SVG, drawn from Prometheus' data: a reader sees what it shows without a Grafana.
import { escapeMarkup } from '../../lib/core/text/escape.ts';
import type { GrafanaPanel } from '../dashboards/grafana.ts';
import { COLUMNS } from '../dashboards/grid.ts';
import type { DashboardData, PanelData } from './fetch-panels.ts';
import { drawBars, drawGauge, drawMatrix, drawStat } from './figures.ts';
import { type Box, INK, toFitting, toRect, toText } from './marks.ts';
import { drawLines, drawTimeline } from './over-time.ts';

const [COLUMN_PX, UNIT_PX, MARGIN_PX, HEAD_PX, GAP_PX] = [52, 32, 16, 64, 8];

/** Said on every picture, so that nobody takes it for Grafana's own. */
export const DRAWN_BY = "drawn by this project from Prometheus' data, not by Grafana";

type Draw = (data: PanelData, box: Box, whole: DashboardData) => readonly string[];
const DRAWS: Readonly<Record<string, Draw>> = {
  gauge: drawGauge,
  stat: drawStat,
  bargauge: drawBars,
  table: drawMatrix,
  timeseries: (data, box, { span, bands }) => drawLines(data, box, span, bands),
  'state-timeline': (data, box, { span }) => drawTimeline(data, box, span),
};

const toBox = ({ gridPos }: Pick<GrafanaPanel, 'gridPos'>): Box => {
  const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
  return {
    x: MARGIN_PX + x * COLUMN_PX,
    y: HEAD_PX + y * UNIT_PX,
    w: w * COLUMN_PX - GAP_PX,
    h: h * UNIT_PX - GAP_PX,
  };
};

const toTime = (sec: number) => `${new Date(sec * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/**
 * The picture of a dashboard.
 * @param about what it shows, like the name of a run
 */
export function toPicture(data: DashboardData, about: string): string {
  const { dashboard, span } = data;
  const width = MARGIN_PX * 2 + COLUMNS * COLUMN_PX - GAP_PX;
  const bottom = Math.max(...dashboard.panels.map((panel) => toBox(panel).y + toBox(panel).h), HEAD_PX);
  const height = bottom + MARGIN_PX;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="${INK.text}" role="img">`,
    `<title>${escapeMarkup(`${dashboard.title ?? ''}, ${DRAWN_BY}`)}</title>`,
    toRect({ x: 0, y: 0, w: width, h: height }, INK.page),
    toText(MARGIN_PX, 28, dashboard.title ?? '', 'font-size="20" font-weight="bold"'),
    toText(MARGIN_PX, 48, `${about}${toTime(span.fromSec)} to ${toTime(span.toSec)}`, `fill="${INK.quiet}"`),
    toText(width - MARGIN_PX, 28, DRAWN_BY, `text-anchor="end" font-style="italic" fill="${INK.quiet}"`),
    ...dashboard.panels
      .filter(({ type }) => type === 'row')
      .map((row) =>
        toText(MARGIN_PX, toBox(row).y + 20, row.title ?? '', 'font-size="15" font-weight="bold"'),
      ),
    ...data.panels.map((one) => drawPanel(one, data)),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(one: PanelData, whole: DashboardData): string {
  const { panel, series } = one;
  const frame = toBox(panel);
  const inner = { x: frame.x + 12, y: frame.y + 32, w: frame.w - 24, h: frame.h - 42 };
  const draw = DRAWS[panel.type];
  if (!draw) throw new RangeError(`panel ${panel.title}: a ${panel.type} cannot be drawn yet`);
  const marks =
    series.length === 0
      ? [
          toText(
            inner.x + inner.w / 2,
            inner.y + inner.h / 2,
            'no data',
            `text-anchor="middle" fill="${INK.quiet}"`,
          ),
        ]
      : draw(one, inner, whole);
  return [
    `<g data-panel="${panel.id}">`,
    `<title>${escapeMarkup(panel.description ?? '')}</title>`,
    toRect(frame, INK.frame, `rx="4" stroke="${INK.line}"`),
    toText(
      frame.x + 12,
      frame.y + 21,
      panel.title,
      'font-size="13" font-weight="bold"',
      toFitting(frame.w - 24, 13),
    ),
    ...marks,
    '</g>',
  ].join('\n');
}
