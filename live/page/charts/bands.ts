// What lies behind and across the curves of a chart: phases, toxics, a bound.
import type uPlot from 'uplot';
import { colourOf } from '../element.ts';
import type { ChartContent } from './chart-content.ts';

const TOXIC_PX = 14;
/** An upright name takes so much room: where the next toxic is closer, it stands beside the cursor alone. */
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

const NAME_FONT_PX = 10;

/** Where the name of each toxic stands: along its strip where that has room for it, else upright above the chart; not at all where the next is too close. */
function placeNames(plot: uPlot, { spans }: ChartContent) {
  const { ctx, bbox } = plot;
  ctx.font = `${NAME_FONT_PX * devicePixelRatio}px system-ui, sans-serif`;
  const placed = spans.toxicSpans.map((span) => ({ ...toPlace(plot, spans, span), name: span.mode }));
  return placed
    .map(({ from, wide, name }, i) => {
      const length = ctx.measureText(name).width;
      const end = bbox.left + bbox.width + UPRIGHT_PX * devicePixelRatio;
      const room = (placed[i + 1]?.from ?? end) - from;
      return { from, wide, name, length, isAlong: length + 6 <= wide, room };
    })
    .filter(({ wide, isAlong, room }) => wide > 0 && (isAlong || room >= UPRIGHT_PX * devicePixelRatio));
}

/** How much room the upright names take above the chart, in pixels of the page. */
export function computeNamesPx(plot: uPlot, content: ChartContent | undefined): number {
  const upright = content ? placeNames(plot, content).filter(({ isAlong }) => !isAlong) : [];
  const longest = Math.max(0, ...upright.map(({ length }) => length));
  return longest === 0 ? 0 : Math.ceil(longest / devicePixelRatio) + 4;
}

/** Writes the name of each toxic. */
export function nameToxics(plot: uPlot, content: ChartContent | undefined): void {
  if (!content) return;
  const { ctx, bbox } = plot;
  ctx.save();
  const places = placeNames(plot, content);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = colourOf('ink');
  for (const { from, wide, name, isAlong } of places) {
    ctx.save();
    if (isAlong) ctx.translate(from + 3, bbox.top + (TOXIC_PX * devicePixelRatio) / 2);
    else {
      ctx.translate(from + wide / 2, bbox.top - 2 * devicePixelRatio);
      ctx.rotate(-Math.PI / 2);
    }
    ctx.fillText(name, 0, 0);
    ctx.restore();
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
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  // Below it, since above it are toxics; in a rim, since curves may run there.
  ctx.setLineDash([]);
  ctx.strokeStyle = colourOf('paper');
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.lineJoin = 'round';
  const text = `${content.line.label} ${unit(content.line.at)}`;
  ctx.strokeText(text, left + 4, y + 3 * devicePixelRatio);
  ctx.fillText(text, left + 4, y + 3 * devicePixelRatio);
  ctx.restore();
}
