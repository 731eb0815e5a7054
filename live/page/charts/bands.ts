// What lies behind and across the curves of a chart: phases, toxics, a bound.
import type uPlot from 'uplot';
import { colourOf } from '../element.ts';
import type { ChartContent } from './chart-content.ts';

const TOXIC_PX = 14;
/** A band that is narrower has its name beside the cursor alone. */
const UPRIGHT_PX = 11;

/** Where a stretch of the run lies, in pixels of the canvas. */
function toPlace(
  plot: uPlot,
  { startedSec, latestSec }: ChartContent['spans'],
  span: { readonly fromSec: number; readonly toSec: number | null },
) {
  const { left, width } = plot.bbox;
  const toX = (sec: number) => plot.valToPos((startedSec ?? 0) + sec, 'x', true);
  const from = Math.max(left, toX(span.fromSec));
  return { from, wide: Math.min(left + width, toX(span.toSec ?? latestSec)) - from };
}

/** Shades the phases that are not baseline. */
export function drawPhases(plot: uPlot, content: ChartContent | undefined): void {
  if (!content) return;
  const { ctx, bbox } = plot;
  ctx.save();
  for (const span of content.spans.phaseSpans) {
    if (span.phase === 'baseline') continue;
    const { from, wide } = toPlace(plot, content.spans, span);
    if (wide <= 0) continue;
    ctx.fillStyle = colourOf(`${span.phase}-band`);
    ctx.fillRect(from, bbox.top, wide, bbox.height);
  }
  ctx.restore();
}

/** Draws the strip of the toxics, each with its name: along it, or upright below where it is narrow. */
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
    if (wide <= 0) continue;
    ctx.fillStyle = colourOf('toxic-band');
    ctx.fillRect(from, bbox.top, Math.max(1, wide - 2 * devicePixelRatio), strip);
    ctx.fillStyle = colourOf('ink');
    if (ctx.measureText(span.mode).width + 6 <= wide) {
      ctx.fillText(span.mode, from + 3, bbox.top + strip / 2);
    } else if (wide >= UPRIGHT_PX * devicePixelRatio) {
      ctx.save();
      ctx.translate(from + wide / 2, bbox.top + 3);
      ctx.rotate(Math.PI / 2);
      ctx.fillText(span.mode, 0, 0);
      ctx.restore();
    }
  }
  ctx.restore();
}

/** The phase and the toxics of a moment, in words. */
export function describeMoment(
  { phaseSpans, toxicSpans, startedSec }: ChartContent['spans'],
  epochSec: number,
): string {
  const sec = epochSec - (startedSec ?? 0);
  const holds = ({ fromSec, toSec }: { readonly fromSec: number; readonly toSec: number | null }) =>
    fromSec <= sec && sec < (toSec ?? Infinity);
  const phase = phaseSpans.findLast(holds)?.phase;
  const toxics = toxicSpans.filter(holds).map(({ mode }) => mode);
  return [...(phase ? [phase] : []), ...toxics].join(', ');
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
  // Where a run begins nothing is near its bound yet, and no toxic is on.
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(`${content.line.label} ${unit(content.line.at)}`, left + 4, y - 3 * devicePixelRatio);
  ctx.restore();
}
