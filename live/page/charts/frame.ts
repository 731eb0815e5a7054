// What every chart stands in: its heading, its place, what is read out of it, and its keys.
import type uPlot from 'uplot';
import { colourOf, element } from '../element.ts';
import type { Line } from './chart-content.ts';

export interface Frame {
  readonly figure: HTMLElement;
  /** Where the chart is drawn. */
  readonly plot: HTMLElement;
  /** What its curves come to, for a screen reader. */
  readonly summary: HTMLElement;
  /** What was read out or done last. */
  readonly said: HTMLElement;
}

/**
 * An empty chart.
 * @param heading of the figure
 * @param keys what its keys do, beside those of `followKeys`; '' for nothing more
 */
export function createFrame(title: string, heading: readonly (Node | string)[], keys: string): Frame {
  const plot = element('div', { class: 'plot' });
  const summary = element('p', { class: 'heard' });
  const said = element('p', { class: 'said', 'aria-live': 'polite' });
  const figure = element(
    'figure',
    {
      tabindex: '0',
      'aria-label': `${title}. Left and right keys read it out; 1, 2 and so on hide and show a curve${keys}.`,
    },
    element('figcaption', {}, ...heading),
    plot,
    summary,
    said,
  );
  return { figure, plot, summary, said };
}

/** What the keys of a chart work on. */
export interface Keyed {
  /** The chart as it is drawn now. */
  drawn(): uPlot | undefined;
  /** Where its values stand on the x axis. */
  places(): readonly number[];
  /** The values at one of these places, in words. */
  tell(index: number): string;
  /** What another key does, and what is to be said of it; null where it does nothing. `place`: where the reader is. */
  press?(key: string, plot: uPlot, place: number | undefined): string | null;
}

/** Lets the arrows, Home and End read a chart out, and the digits hide and show its curves. */
export function followKeys({ figure, said }: Frame, { drawn, places, tell, press }: Keyed): void {
  let at = -1;
  const readOut = (plot: uPlot, next: number) => {
    at = Math.min(places().length - 1, Math.max(0, next));
    const place = places()[at];
    if (place === undefined) return '';
    plot.setCursor({ left: plot.valToPos(place, 'x'), top: 0 });
    return tell(at);
  };
  /** What a click on its name in the legend does. */
  const toggle = (plot: uPlot, curve: number) => {
    const series = plot.series[curve];
    if (!series) return '';
    plot.setSeries(curve, { show: !series.show });
    return `${series.label} ${series.show ? 'shown' : 'hidden'}`;
  };
  const act = (plot: uPlot, key: string): string | null => {
    const done = press?.(key, plot, places()[at]) ?? null;
    if (done !== null) return done;
    if (/^[1-9]$/.test(key)) return toggle(plot, Number(key));
    const last = places().length - 1;
    const next = { ArrowLeft: at < 0 ? last : at - 1, ArrowRight: at + 1, Home: 0, End: last }[key];
    return next === undefined ? null : readOut(plot, next);
  };
  figure.addEventListener('keydown', (event) => {
    const plot = drawn();
    if (event.ctrlKey || event.altKey || event.metaKey || !plot) return;
    const told = act(plot, event.key);
    if (told === null) return;
    event.preventDefault();
    if (told !== '') said.textContent = told;
  });
}

/** How axes look, in the colours of the moment. */
export const toAxisStyle = () => ({
  stroke: colourOf('faint'),
  grid: { stroke: colourOf('rule'), width: 1 },
  ticks: { stroke: colourOf('rule'), width: 1 },
  font: '12px system-ui, sans-serif',
});

/** What an axis writes at its places; nothing at those that are left out. */
export const toAxisWords =
  (show: (value: number) => string) =>
  (_: uPlot, splits: readonly (number | null)[]): string[] =>
    splits.map((split) => (split === null ? '' : show(split)));

/** A value in its unit; a dash where there is none. */
export const showOrDash = (value: number | null | undefined, show: (value: number) => string): string =>
  value === null || value === undefined ? '–' : show(value);

/** The legend, whose marks are drawn as the curves are. `lineOf`: the line of the n-th series; the x axis is the one of 0. */
export const toLegend = (lineOf: (series: number) => Line | undefined): uPlot.Legend => ({
  live: true,
  markers: { dash: (_, series) => lineOf(series) ?? 'solid', width: 3 },
});

/** Where nobody points, the legend tells the last values that are in sight. */
export function showLast(plot: uPlot): void {
  if (plot.cursor.idx !== null && plot.cursor.idx !== undefined) return;
  const [from, to] = plot.series[0]?.idxs ?? [0, 0];
  const curves = plot.data.slice(1);
  const tells = (idx: number) => curves.filter((values) => typeof values[idx] === 'number').length;
  let best = to;
  // The last place at which most curves have a value: one curve may end a little before the others.
  for (let idx = to; idx >= from && tells(best) < curves.length; idx--)
    if (tells(idx) > tells(best)) best = idx;
  if (tells(best) > 0) plot.setLegend({ idx: best }, false);
}
