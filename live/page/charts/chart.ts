// One chart over the time of the run: curves, the bands of phases and toxics behind them, and figures for who cannot see it.
import uPlot from 'uplot';
import { colourOf, element } from '../element.ts';
import { toChartId, toHref } from '../links.ts';
import { type Clock, type Spread, toScale, toTicks, toTimeRange, UTC_CLOCK } from './axes.ts';
import { computeNamesPx, describeMoment, drawBound, drawPhases, drawToxics, nameToxics } from './bands.ts';
import type { ChartContent } from './chart-content.ts';
import { DASHES } from './curve-style.ts';
import {
  createFrame,
  followKeys,
  showLast,
  showOrDash,
  toAxisStyle,
  toAxisWords,
  toLegend,
} from './frame.ts';
import { findSilences } from './silences.ts';
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
  /** UTC, unless it says otherwise. */
  readonly clock?: Clock;
}

const HEIGHT_PX = 200;
/** Half a number of the axis stands above the chart. */
const LEAST_ABOVE_PX = 8;
/** What a run of a single moment is shown with on either side. */
const ALONE_SEC = 10;

/** uPlot knows none between a minute and five: a phone would show one time in a run of five minutes. */
const TIME_STEPS_SEC = [
  ...[1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800],
  ...[1, 2, 3, 4, 6, 12, 24, 48].map((hours) => hours * 3600),
];

const onPaper = matchMedia('print');
const inDark = matchMedia('(prefers-color-scheme: dark)');

/** A chart, empty as yet. */
export function createChart(head: ChartHead): Chart {
  const { id, title, note, unit, clock = UTC_CLOCK } = head;
  const link = element('a', { href: toHref(toChartId(id)) }, element('strong', {}, title));
  const frame = createFrame(title, [link, ` ${note}`], '; + and - zoom, < and > move, 0 shows the whole run');
  const { figure, plot, summary } = frame;
  figure.id = toChartId(id);
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

  const showTime = (sec: number) => clock.show(sec, content?.spans.startedSec ?? sec);
  followKeys(frame, {
    drawn: () => drawn,
    places: () => content?.timesSec ?? [],
    tell(index) {
      const { curves = [], spans, timesSec } = content ?? {};
      const sec = timesSec?.[index] ?? 0;
      const moment = spans ? describeMoment(spans, sec) : '';
      const told = curves.map(({ label, values }) => `${label} ${showOrDash(values[index], unit)}`);
      return `${showTime(sec)}: ${told.join(', ')}${moment && `; ${moment}`}`;
    },
    press(key, on, place) {
      const zoomed = ZOOMS.find((one) => one.key === key);
      if (!zoomed) return null;
      zoomed.run(on, place);
      const { min, max } = getStretch(on);
      return `${showTime(min)} to ${showTime(max)}`;
    },
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

/** What the curves come to, in a sentence for a screen reader. */
function toSummary({ curves, line }: ChartContent, unit: (value: number) => string): string {
  const told = curves.map(({ label, values }) => {
    const seen = values.filter((value) => value !== null);
    const most = seen.reduce((a, b) => Math.max(a, b), 0);
    return `${label}: at most ${unit(most)}, at the end ${showOrDash(seen.at(-1), unit)}`;
  });
  return [...told, ...(line ? [`${line.label}: ${unit(line.at)}`] : [])].join('. ');
}

const silencesOf = (plot: uPlot, series: number) =>
  findSilences([...plot.data[0]], [...(plot.data[series] ?? [])]);

function toOptions(
  width: number,
  { spread, unit, clock = UTC_CLOCK }: ChartHead,
  content: () => ChartContent | undefined,
): uPlot.Options {
  const axis = toAxisStyle();
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const toMoment = (sec: number) => {
    const told = content();
    const moment = told ? describeMoment(told.spans, sec) : '';
    const time = clock.show(sec, told?.spans.startedSec ?? sec);
    return moment === '' ? time : `${time}, ${moment}`;
  };
  return {
    width,
    height: HEIGHT_PX,
    // Nothing has its place before the first cycle.
    padding: [
      (plot, _, __, cycle) => Math.max(LEAST_ABOVE_PX, cycle === 0 ? 0 : computeNamesPx(plot, content())),
      null,
      null,
      null,
    ],
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
    legend: toLegend((series) => content()?.curves[series - 1]?.line),
    scales: {
      x: { time: true, range: toTimeRange(ALONE_SEC) },
      y: toScale(spread, content()?.line?.at ?? 0),
    },
    axes: [
      {
        ...axis,
        space: 62,
        size: 34,
        incrs: [...TIME_STEPS_SEC],
        values: (_, splits) => {
          const wholeMinutes = splits.every((sec) => sec % 60 === 0);
          return splits.map((sec) => (wholeMinutes ? clock.short(sec) : clock.show(sec)));
        },
      },
      { ...axis, ...toTicks(spread), size: 62, values: toAxisWords(unit) },
    ],
    series: [
      { label: clock.label, value: (_, sec) => showOrDash(sec, toMoment) },
      ...(content()?.curves ?? []).map(
        (curve): uPlot.Series => ({
          label: curve.label,
          stroke: colourOf(curve.colour),
          width: 1.5,
          // A line across a silence would be taken for answers.
          gaps: (plot, series) =>
            silencesOf(plot, series).spans.map(([before, behind]): [number, number] => [
              plot.valToPos(before, 'x', true),
              plot.valToPos(behind, 'x', true),
            ]),
          points: { show: true, size: 4, filter: (plot, series) => [...silencesOf(plot, series).alone] },
          value: (_, value) => showOrDash(value, unit),
          dash: [...DASHES[curve.line]],
          ...(curve.stepped && stepped ? { paths: stepped } : {}),
        }),
      ),
    ],
    hooks: {
      drawClear: [(plot) => drawPhases(plot, content())],
      // Above the grid, which would run through their names.
      drawAxes: [(plot) => drawToxics(plot, content()), (plot) => nameToxics(plot, content())],
      draw: [(plot) => drawBound(plot, content(), unit), showLast],
      setCursor: [showLast],
      setSelect: [zoomToSelected],
    },
  };
}
