// What lies behind and across the curves of a chart: phases, toxics, a bound.
import type uPlot from 'uplot';
import { colourOf } from '../element.ts';
import type { ChartContent } from './chart-content.ts';

const TOXIC_PX = 14;
/** An upright name takes so much room: where the next band is closer, a name stands beside the cursor alone. */
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

/** Draws the strip of the toxics. */
export function drawToxics(plot: uPlot, content: ChartContent | undefined): void {
  if (!content) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colourOf('toxic-band');
  for (const span of content.spans.toxicSpans) {
    const { from, wide } = toPlace(plot, content.spans, span);
    if (wide > 0)
      ctx.fillRect(from, bbox.top, Math.max(1, wide - 2 * devicePixelRatio), TOXIC_PX * devicePixelRatio);
  }
  ctx.restore();
}

/** Writes the name of each toxic: along its strip, or upright from there on where that is narrow. */
export function nameToxics(plot: uPlot, content: ChartContent | undefined): void {
  if (!content) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = colourOf('ink');
  const spans = content.spans.toxicSpans;
  for (const [i, span] of spans.entries()) {
    const { from, wide } = toPlace(plot, content.spans, span);
    if (wide <= 0) continue;
    const next = spans[i + 1];
    const room = (next ? toPlace(plot, content.spans, next).from : bbox.left + bbox.width) - from;
    if (ctx.measureText(span.mode).width + 6 <= wide) {
      ctx.fillText(span.mode, from + 3, bbox.top + (TOXIC_PX * devicePixelRatio) / 2);
    } else if (room >= UPRIGHT_PX * devicePixelRatio) {
      ctx.save();
      ctx.translate(from + wide / 2, bbox.top + 3);
      ctx.rotate(Math.PI / 2);
      writeOver(ctx, span.mode, 0, 0);
      ctx.restore();
    }
  }
  ctx.restore();
}

/** Writes what can be read on curves too: in a rim of the paper's colour. */
function writeOver(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  ctx.strokeStyle = colourOf('paper');
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.lineJoin = 'round';
  ctx.setLineDash([]);
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
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
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  const text = `${content.line.label} ${unit(content.line.at)}`;
  const named = content.spans.toxicSpans.map((span) => toPlace(plot, content.spans, span));
  const x = findFree(
    named.filter(({ wide }) => wide > 0),
    { left, right: left + width, width: ctx.measureText(text).width + 8 * devicePixelRatio },
  );
  writeOver(ctx, text, x + 4, y - 3 * devicePixelRatio);
  ctx.restore();
}

/** Where the first stretch of `width` begins between `left` and `right` in which nothing is `taken`; else at the left. */
export function findFree(
  taken: readonly { readonly from: number; readonly wide: number }[],
  { left, right, width }: { readonly left: number; readonly right: number; readonly width: number },
): number {
  const isFree = (x: number) =>
    x + width <= right && taken.every(({ from, wide }) => x >= from + wide || x + width <= from);
  return [left, ...taken.map(({ from, wide }) => from + wide)].find(isFree) ?? left;
}
