// One chart over the time of the run: curves, the bands of phases and toxics behind them, and figures for who cannot see it.
import uPlot from 'uplot';
import { colourOf, element } from '../element.ts';
import { toChartId, toHref } from '../links.ts';
import { toTime } from '../words.ts';
import { type Spread, toScale, toTicks } from './axes.ts';
import { describeMoment, drawBound, drawPhases, drawToxics } from './bands.ts';
import type { ChartContent, Line } from './chart-content.ts';
import {
  addPlot,
  followTouch,
  getStretch,
  removePlot,
  setData,
  together,
  ZOOMS,
  zoomToSelected,
} from './zoom.ts';

export interface Chart {
  readonly figure: HTMLElement;
  show(content: ChartContent): void;
}

/** What a chart is called, and how its values are spread and written. */
export interface ChartHead {
  /** What a link leads to it by. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly spread: Spread;
  /** How a value is written, in the legend and on the axis. */
  readonly unit: (value: number) => string;
}

const HEIGHT_PX = 190;
const DASHES: Readonly<Record<Line, readonly number[]>> = { solid: [], dashed: [8, 4], dotted: [2, 3] };

const onPaper = matchMedia('print');
const inDark = matchMedia('(prefers-color-scheme: dark)');

/** A chart, empty as yet. */
export function createChart(head: ChartHead): Chart {
  const { id, title, note, unit } = head;
  const plot = element('div', { class: 'plot' });
  const said = element('p', { class: 'said', 'aria-live': 'polite' });
  const summary = element('p', { class: 'heard' });
  const figure = element(
    'figure',
    {
      id: toChartId(id),
      tabindex: '0',
      'aria-label': `${title}. Left and right keys read it out bucket by bucket; 1, 2 and so on hide and show a curve; + and - zoom, < and > move, 0 shows the whole run.`,
    },
    element(
      'figcaption',
      {},
      element('a', { href: toHref(toChartId(id)) }, element('strong', {}, title)),
      ` ${note}`,
    ),
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
    // Paper is as wide as the window was: style.css makes what was drawn fit.
    const width = onPaper.matches && drawn ? drawn.width : plot.clientWidth;
    // New curves, another width or other colours need a new plot; anything else only new data.
    const now = [width, colourOf('paper'), ...content.curves.map(({ label }) => label)].join('|');
    if (drawn && now === shape) {
      setData(drawn, data);
      return;
    }
    shape = now;
    if (drawn) removePlot(drawn);
    drawn = new uPlot(
      toOptions(width, head, () => content),
      data,
      plot,
    );
    addPlot(drawn);
    followTouch(drawn);
  };
  new ResizeObserver(draw).observe(plot);
  for (const media of [inDark, onPaper]) media.addEventListener('change', draw);

  /** What a click on its name in the legend does. */
  const toggle = (curve: number) => {
    const series = drawn?.series[curve];
    if (!drawn || !series || curve < 1) return;
    drawn.setSeries(curve, { show: !series.show });
    said.textContent = `${series.label} ${series.show ? 'shown' : 'hidden'}`;
  };

  let at = -1;
  const readOut = (timesSec: readonly number[], step: number) => {
    const last = timesSec.length - 1;
    at = Math.min(last, Math.max(0, at < 0 ? last : at + step));
    const timeSec = timesSec[at];
    if (timeSec === undefined || !content || !drawn) return;
    drawn.setCursor({ left: drawn.valToPos(timeSec, 'x'), top: 0 });
    const moment = describeMoment(content.spans, timeSec);
    said.textContent = `${toTime(timeSec)}: ${content.curves.map(({ label, values }) => `${label} ${show(values[at], unit)}`).join(', ')}${moment && `; ${moment}`}`;
  };
  figure.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !drawn) return;
    const zoomed = ZOOMS.find(({ key }) => key === event.key);
    if (zoomed) {
      event.preventDefault();
      zoomed.run(drawn, at < 0 ? undefined : content?.timesSec[at]);
      const { min, max } = getStretch(drawn);
      said.textContent = `${toTime(min)} to ${toTime(max)}`;
      return;
    }
    if (/^\d$/.test(event.key)) toggle(Number(event.key));
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    }[event.key];
    if (step === undefined || !content) return;
    event.preventDefault();
    readOut(content.timesSec, step);
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

/** Where nobody points, the legend tells the last values that are in sight. */
function showLast(plot: uPlot): void {
  if (plot.cursor.idx !== null && plot.cursor.idx !== undefined) return;
  const [from, to] = plot.series[0]?.idxs ?? [0, 0];
  for (let idx = to; idx >= from; idx--) {
    if (!plot.data.slice(1).some((values) => typeof values[idx] === 'number')) continue;
    plot.setLegend({ idx }, false);
    return;
  }
}

function toOptions(
  width: number,
  { spread, unit }: ChartHead,
  content: () => ChartContent | undefined,
): uPlot.Options {
  const axis = {
    stroke: colourOf('faint'),
    grid: { stroke: colourOf('rule'), width: 1 },
    ticks: { stroke: colourOf('rule'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const lineOf = (series: number) => content()?.curves[series - 1]?.line ?? 'solid';
  const toMoment = (sec: number) => {
    const told = content();
    const moment = told ? describeMoment(told.spans, sec) : '';
    return moment === '' ? toTime(sec) : `${toTime(sec)}, ${moment}`;
  };
  return {
    width,
    height: HEIGHT_PX,
    tzDate: (sec) => uPlot.tzDate(new Date(sec * 1000), 'Etc/UTC'),
    cursor: {
      sync: { key: together.key, filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: (plot) => () => {
          ZOOMS.find(({ key }) => key === '0')?.run(plot);
          return null;
        },
      },
    },
    legend: { live: true, markers: { dash: (_, series) => lineOf(series), width: 3 } },
    scales: {
      x: { time: true, range: (_, from, to) => [from, to] },
      y: toScale(spread, content()?.line?.at ?? 0),
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
      { ...axis, ...toTicks(spread), size: 62, values: (_, splits) => splits.map(unit) },
    ],
    series: [
      { label: 'UTC', value: (_, sec) => (sec === null ? '–' : toMoment(sec)) },
      ...(content()?.curves ?? []).map(
        (curve): uPlot.Series => ({
          label: curve.label,
          stroke: colourOf(curve.colour),
          width: 1.5,
          spanGaps: true,
          points: { show: false },
          value: (_, value) => show(value, unit),
          dash: [...DASHES[curve.line]],
          ...(curve.stepped && stepped ? { paths: stepped } : {}),
        }),
      ),
    ],
    hooks: {
      drawClear: [(plot) => drawPhases(plot, content())],
      // Above the grid, which would run through their names.
      drawAxes: [(plot) => drawToxics(plot, content())],
      draw: [(plot) => drawBound(plot, content(), unit), showLast],
      setCursor: [showLast],
      setSelect: [zoomToSelected],
    },
  };
}
