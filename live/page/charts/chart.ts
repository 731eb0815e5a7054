// One chart over the time of the run: curves, the bands of phases and toxics behind them, and figures for who cannot see it.
import uPlot from 'uplot';
import { colourOf, element } from '../element.ts';
import { toTime } from '../words.ts';
import { drawBound, drawPhases, drawToxics } from './bands.ts';
import type { ChartContent } from './chart-content.ts';

export interface Chart {
  readonly figure: HTMLElement;
  show(content: ChartContent): void;
}

const HEIGHT_PX = 190;
/** A chart shows at least this much time, so that a run that has just begun is not drawn as a wall. */
const LEAST_SEC = 60;

/** All charts move their cursor together. */
const together = uPlot.sync('run');

/**
 * A chart, empty as yet.
 * @param unit how a value is written, in the legend and on the axis
 */
export function createChart(title: string, note: string, unit: (value: number) => string): Chart {
  const plot = element('div', { class: 'plot' });
  const said = element('p', { class: 'said', 'aria-live': 'polite' });
  const summary = element('p', { class: 'heard' });
  const figure = element(
    'figure',
    {
      tabindex: '0',
      'aria-label': `${title}. Left and right keys read it out bucket by bucket; 1, 2 and so on hide and show a curve.`,
    },
    element('figcaption', {}, element('strong', {}, title), ` ${note}`),
    plot,
    summary,
    said,
  );
  let content: ChartContent | undefined;
  let drawn: uPlot | undefined;
  let shape = '';

  const draw = () => {
    if (!content || plot.clientWidth === 0) return;
    const data = [content.timesSec, ...content.curves.map(({ values }) => values)] as uPlot.AlignedData;
    // New curves, another width or other colours need a new plot; anything else only new data.
    const now = [plot.clientWidth, colourOf('paper'), ...content.curves.map(({ label }) => label)].join('|');
    if (drawn && now === shape) {
      drawn.setData(data);
      return;
    }
    shape = now;
    drawn?.destroy();
    drawn = new uPlot(
      toOptions(plot.clientWidth, () => content, unit),
      data,
      plot,
    );
    together.sub(drawn);
  };
  new ResizeObserver(draw).observe(plot);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  /** What a click on its name in the legend does. */
  const toggle = (curve: number) => {
    const series = drawn?.series[curve];
    if (!drawn || !series || curve < 1) return;
    drawn.setSeries(curve, { show: !series.show });
    said.textContent = `${series.label} ${series.show ? 'shown' : 'hidden'}`;
  };

  let at = -1;
  figure.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^\d$/.test(event.key)) toggle(Number(event.key));
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    }[event.key];
    if (step === undefined || !content || !drawn) return;
    event.preventDefault();
    const last = content.timesSec.length - 1;
    at = Math.min(last, Math.max(0, at < 0 ? last : at + step));
    const timeSec = content.timesSec[at];
    if (timeSec === undefined) return;
    drawn.setCursor({ left: drawn.valToPos(timeSec, 'x'), top: 0 });
    said.textContent = `${toTime(timeSec)}: ${content.curves.map(({ label, values }) => `${label} ${show(values[at], unit)}`).join(', ')}`;
  });

  return {
    figure,
    show(next) {
      content = next;
      summary.textContent = toSummary(next, unit);
      draw();
    },
  };
}

const show = (value: number | null | undefined, unit: (value: number) => string) =>
  value === null || value === undefined ? '–' : unit(value);

/** What the curves come to, in a sentence for a screen reader. */
function toSummary({ curves, line }: ChartContent, unit: (value: number) => string): string {
  const told = curves.map(({ label, values }) => {
    const seen = values.filter((value) => value !== null);
    const most = seen.reduce((a, b) => Math.max(a, b), 0);
    return `${label}: at most ${unit(most)}, at the end ${show(seen.at(-1), unit)}`;
  });
  return [...told, ...(line ? [`${line.label}: ${unit(line.at)}`] : [])].join('. ');
}

function toOptions(
  width: number,
  content: () => ChartContent | undefined,
  unit: (value: number) => string,
): uPlot.Options {
  const axis = {
    stroke: colourOf('faint'),
    grid: { stroke: colourOf('rule'), width: 1 },
    ticks: { stroke: colourOf('rule'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const bound = content()?.line?.at ?? 0;
  return {
    width,
    height: HEIGHT_PX,
    tzDate: (sec) => uPlot.tzDate(new Date(sec * 1000), 'Etc/UTC'),
    cursor: { sync: { key: together.key }, points: { size: 6 }, drag: { x: true, y: false } },
    legend: { live: true },
    scales: {
      x: { time: true, range: (_, from, to) => [from, Math.max(to, from + LEAST_SEC)] },
      // The bound is in sight, and the toxics have a strip of their own above the highest value.
      y: { range: (_, __, most) => [0, Math.max(most ?? 0, bound, 1) * 1.18] },
    },
    axes: [
      {
        ...axis,
        space: 62,
        values: (_, splits) => {
          const wholeMinutes = splits.every((sec) => sec % 60 === 0);
          return splits.map((sec) => toTime(sec).slice(0, wholeMinutes ? 5 : 8));
        },
      },
      { ...axis, size: 62, values: (_, splits) => splits.map(unit) },
    ],
    series: [
      { label: 'UTC', value: (_, sec) => (sec === null ? '–' : toTime(sec)) },
      ...(content()?.curves ?? []).map(
        (curve): uPlot.Series => ({
          label: curve.label,
          stroke: colourOf(curve.colour),
          width: 1.5,
          spanGaps: true,
          points: { show: false },
          value: (_, value) => show(value, unit),
          ...(curve.dashed ? { dash: [6, 4] } : {}),
          ...(curve.stepped && stepped ? { paths: stepped } : {}),
        }),
      ),
    ],
    hooks: {
      drawClear: [(plot) => drawPhases(plot, content())],
      // Above the grid, which would run through their names.
      drawAxes: [(plot) => drawToxics(plot, content())],
      draw: [(plot) => drawBound(plot, content(), unit)],
    },
  };
}
