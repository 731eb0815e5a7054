// What lies behind and across the curves of a chart: phases, toxics, a bound.
import type uPlot from 'uplot';
import { colourOf } from '../element.ts';
import type { ChartContent } from './chart-content.ts';

const TOXIC_PX = 14;

/** Where a stretch of the run lies, in pixels of the canvas. */
function toPlace(
  plot: uPlot,
  { startedSec, latestSec }: ChartContent['spans'],
  span: { readonly fromSec: number; readonly toSec: number | null },
) {
  const { left, width } = plot.bbox;
  const toX = (sec: number) => plot.valToPos((startedSec ?? 0) + sec, 'x', true);
  const from = Math.max(left, toX(span.fromSec));
  return { from, wide: Math.max(1, Math.min(left + width, toX(span.toSec ?? latestSec)) - from) };
}

/** Shades the phases that are not baseline. */
export function drawPhases(plot: uPlot, content: ChartContent | undefined): void {
  if (!content) return;
  const { ctx, bbox } = plot;
  ctx.save();
  for (const span of content.spans.phaseSpans) {
    if (span.phase === 'baseline') continue;
    const { from, wide } = toPlace(plot, content.spans, span);
    ctx.fillStyle = colourOf(`${span.phase}-band`);
    ctx.fillRect(from, bbox.top, wide, bbox.height);
  }
  ctx.restore();
}

/** Draws the strip of the toxics, each with its name where there is room. */
export function drawToxics(plot: uPlot, content: ChartContent | undefined): void {
  if (!content) return;
  const { ctx, bbox } = plot;
  ctx.save();
  const strip = TOXIC_PX * devicePixelRatio;
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const span of content.spans.toxicSpans) {
    const { from, wide } = toPlace(plot, content.spans, span);
    ctx.fillStyle = colourOf('toxic-band');
    ctx.fillRect(from, bbox.top, Math.max(1, wide - 2 * devicePixelRatio), strip);
    if (ctx.measureText(span.mode).width + 6 > wide) continue;
    ctx.fillStyle = colourOf('ink');
    ctx.fillText(span.mode, from + 3, bbox.top + strip / 2);
  }
  ctx.restore();
}

/** Draws a bound across the chart. */
export function drawBound(
  plot: uPlot,
  content: ChartContent | undefined,
  unit: (value: number) => string,
): void {
  if (!content?.line) return;
  const { left, width } = plot.bbox;
  const y = Math.round(plot.valToPos(content.line.at, 'y', true)) + 0.5;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colourOf('fail');
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([8, 4]);
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.fillStyle = colourOf('fail');
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(`${content.line.label} ${unit(content.line.at)}`, left + width - 4, y - 3 * devicePixelRatio);
  ctx.restore();
}
