// One chart of what is over: curves that do not move, with shades behind them and marks across.
import uPlot from 'uplot';
import { toScale, toTicks, toTimeRange } from '../charts/axes.ts';
import type { Line } from '../charts/chart-content.ts';
import { DASHES } from '../charts/curve-style.ts';
import {
  createFrame,
  followKeys,
  showLast,
  showOrDash,
  toAxisStyle,
  toAxisWords,
  toLegend,
} from '../charts/frame.ts';
import { colourOf, element } from '../element.ts';

/** A line of a chart, one value for each place on its x axis. */
export interface StillCurve {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** The name of a colour in style.css. */
  readonly colour: string;
  readonly line: Line;
}

/** How an axis counts, and how a value on it is written. */
export interface StillAxis {
  readonly kind: 'time' | 'even' | 'log';
  readonly show: (value: number) => string;
  /** Shorter, beside the axis; else as in the legend. */
  readonly tick?: (value: number) => string;
  /** Where it is written; else where there is room. */
  readonly at?: readonly number[];
  /** How far apart it may be written, so that no two places have the same words. */
  readonly steps?: readonly number[];
}

export interface StillContent {
  readonly title: string;
  readonly note: string;
  readonly places: readonly number[];
  readonly x: StillAxis & { readonly label: string };
  readonly y: StillAxis;
  readonly curves: readonly StillCurve[];
  /** Stretches of the x axis, each in a colour of style.css. */
  readonly shades?: readonly { readonly from: number; readonly to: number; readonly colour: string }[];
  /** Places on the x axis where something changed. */
  readonly marks?: readonly { readonly at: number; readonly label: string; readonly colour: string }[];
  /** Each value is a thing of its own, such as a night. */
  readonly dotted?: boolean;
}

const HEIGHT_PX = 210;
const onPaper = matchMedia('print');
const inDark = matchMedia('(prefers-color-scheme: dark)');

/** The least of a log axis: 0 has no place on it. */
const LEAST = 0.5;

/** The chart as a figure, which draws itself where it is put. */
export function createStillChart(content: StillContent): HTMLElement {
  const { title, note, x, y, places, curves } = content;
  const frame = createFrame(title, [element('strong', {}, title), ` ${note}`], '');
  const { figure, plot, summary } = frame;
  summary.textContent = toSummary(content);
  let drawn: uPlot | undefined;
  const draw = () => {
    if (plot.clientWidth === 0) return;
    // Pages are counted before a chart can be drawn anew: it stays as wide as it was, and style.css makes it fit.
    const width = onPaper.matches && drawn ? drawn.width : plot.clientWidth;
    drawn?.destroy();
    drawn = new uPlot(toOptions(width, content), toData(content), plot);
  };
  let widthPx = 0;
  new ResizeObserver(() => {
    if (plot.clientWidth === widthPx) return;
    widthPx = plot.clientWidth;
    draw();
  }).observe(plot);
  for (const media of [inDark, onPaper]) media.addEventListener('change', draw);
  followKeys(frame, {
    drawn: () => drawn,
    places: () => places,
    tell(index) {
      const told = curves.map(({ label, values }) => `${label} ${showOrDash(values[index], y.show)}`);
      return `${showOrDash(places[index], x.show)}: ${told.join(', ')}`;
    },
  });
  return figure;
}

const toData = ({ places, curves, y }: StillContent) =>
  [
    places,
    ...curves.map(({ values }) =>
      y.kind === 'log' ? values.map((value) => value && Math.max(LEAST, value)) : values,
    ),
  ] as uPlot.AlignedData;

/** What the curves come to, in a sentence for a screen reader. */
function toSummary({ curves, y, x, marks = [] }: StillContent): string {
  const told = curves.map(({ label, values }) => {
    const seen = values.filter((value) => value !== null);
    const [least, most] = [Math.min(...seen), Math.max(...seen)];
    return seen.length === 0
      ? `${label}: nothing`
      : `${label}: ${y.show(least)} to ${y.show(most)}, at the end ${showOrDash(seen.at(-1), y.show)}`;
  });
  return [...told, ...marks.map(({ at, label }) => `${label} on ${x.show(at)}`)].join('. ');
}

/** From 0, and room above the highest value; or by powers of ten. */
const toValueScale = ({ kind }: StillAxis): uPlot.Scale =>
  kind === 'log' ? toScale('log', 0) : { range: (_, __, most) => [0, (most || 1) * 1.12] };

/** What a run alone is shown with on either side. */
const ALONE_SEC = 3600;

function toOptions(width: number, content: StillContent): uPlot.Options {
  const { x, y, curves, dotted = false } = content;
  const axis = toAxisStyle();
  const toWords = ({ show, tick = show }: StillAxis) => toAxisWords(tick);
  return {
    width,
    height: HEIGHT_PX,
    tzDate: (sec) => uPlot.tzDate(new Date(sec * 1000), 'Etc/UTC'),
    cursor: { points: { size: 6 }, drag: { x: true, y: false } },
    legend: toLegend((series) => curves[series - 1]?.line),
    scales: {
      x: { time: x.kind === 'time', ...(x.kind === 'time' ? { range: toTimeRange(ALONE_SEC) } : {}) },
      y: toValueScale(y),
    },
    axes: [
      {
        ...axis,
        space: 72,
        size: 34,
        values: toWords(x),
        ...(x.at ? { splits: [...x.at] } : {}),
        ...(x.steps ? { incrs: [...x.steps] } : {}),
      },
      { ...axis, ...(y.kind === 'log' ? toTicks('log') : {}), size: 76, values: toWords(y) },
    ],
    series: [
      { label: x.label, value: (_, value) => showOrDash(value, x.show) },
      ...curves.map(
        (curve): uPlot.Series => ({
          label: curve.label,
          stroke: colourOf(curve.colour),
          width: 1.5,
          spanGaps: true,
          points: { show: dotted, size: 4, fill: colourOf(curve.colour) },
          value: (_, value) => showOrDash(value, y.show),
          dash: [...DASHES[curve.line]],
        }),
      ),
    ],
    hooks: {
      drawClear: [(plot) => drawShades(plot, content)],
      draw: [(plot) => drawMarks(plot, content), showLast],
      setCursor: [showLast],
    },
  };
}

function drawShades(plot: uPlot, { shades = [] }: StillContent): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { from, to, colour } of shades) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true));
    ctx.fillStyle = colourOf(colour);
    ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
  }
  ctx.restore();
}

/** A line for each mark, its words at the top, on the side where there is room, each below the one before. */
function drawMarks(plot: uPlot, { marks = [] }: StillContent): void {
  const { ctx, bbox } = plot;
  const linePx = 13 * devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  marks.forEach(({ at, label, colour }, n) => {
    const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
    ctx.strokeStyle = colourOf(colour);
    ctx.fillStyle = colourOf(colour);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([6, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const isRight = x + ctx.measureText(label).width + 10 > bbox.left + bbox.width;
    ctx.textAlign = isRight ? 'right' : 'left';
    // The words are read also where a curve runs through them.
    const place = [x + (isRight ? -5 : 5), bbox.top + 2 + n * linePx] as const;
    ctx.setLineDash([]);
    ctx.lineWidth = 4 * devicePixelRatio;
    ctx.strokeStyle = colourOf('paper');
    ctx.strokeText(label, ...place);
    ctx.fillText(label, ...place);
  });
  ctx.restore();
}
