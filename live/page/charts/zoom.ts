// What stretch of the run the charts show: all of them the same, however it was chosen.
import uPlot from 'uplot';
import { element } from '../element.ts';

/** A stretch, in epoch seconds. */
interface Stretch {
  readonly min: number;
  readonly max: number;
}

/** A chart shows at least this much time, so that a run that has just begun is not drawn as a wall. */
const LEAST_SEC = 20;
/** Zooming in ends here. */
const CLOSEST_SEC = 5;

/** All charts move their cursor together. What is dragged on one is told to the others by `zoomTo`. */
export const together = uPlot.sync('run');

const plots = new Set<uPlot>();
/** Null while the whole run is shown. */
let shown: Stretch | null = null;

/** The whole run, as far as it has come. */
function toWhole(plot: uPlot): Stretch {
  const [times = []] = plot.data;
  const min = times[0] ?? 0;
  return { min, max: Math.max(times.at(-1) ?? 0, min + LEAST_SEC) };
}

/** What the charts show, from when to when. */
export const getStretch = (plot: uPlot): Stretch => shown ?? toWhole(plot);

/** Shows new data of a chart without leaving the stretch that is looked at. */
export function setData(plot: uPlot, data: uPlot.AlignedData): void {
  plot.batch(() => {
    plot.setData(data, false);
    plot.setScale('x', shown ?? toWhole(plot));
  });
}

/** A chart that is drawn from now on. */
export function addPlot(plot: uPlot): void {
  plots.add(plot);
  together.sub(plot);
  plot.setScale('x', shown ?? toWhole(plot));
}

export function removePlot(plot: uPlot): void {
  plots.delete(plot);
  together.unsub(plot);
  plot.destroy();
}

/** Shows a stretch in all charts; the whole run where it is null, or longer than the run. */
function zoomTo(wanted: Stretch | null): void {
  const [first] = plots;
  if (!first) return;
  const whole = toWhole(first);
  const length = wanted === null ? Infinity : Math.max(CLOSEST_SEC, wanted.max - wanted.min);
  if (wanted === null || length >= whole.max - whole.min) shown = null;
  else {
    const min = Math.max(whole.min, Math.min(wanted.min, whole.max - length));
    shown = { min, max: min + length };
  }
  for (const plot of plots) plot.setScale('x', shown ?? toWhole(plot));
}

/**
 * Makes the stretch `factor` times as long, and moves it by a share of its length.
 * @param aroundSec what stays where it is; the middle where nobody points
 */
function change(plot: uPlot, factor: number, move = 0, aroundSec?: number): void {
  const { min, max } = shown ?? toWhole(plot);
  const at = aroundSec ?? (min + max) / 2;
  const by = (max - min) * move;
  zoomTo({ min: at - (at - min) * factor + by, max: at + (max - at) * factor + by });
}

/** What a person may do with the stretch: by these names on buttons, and by these keys on a chart. */
export const ZOOMS = [
  {
    key: '+',
    sign: '+',
    label: 'Zoom in',
    run: (plot: uPlot, atSec?: number) => change(plot, 0.5, 0, atSec),
  },
  { key: '-', sign: '−', label: 'Zoom out', run: (plot: uPlot, atSec?: number) => change(plot, 2, 0, atSec) },
  { key: '<', sign: '◀', label: 'Earlier', run: (plot: uPlot) => change(plot, 1, -0.5) },
  { key: '>', sign: '▶', label: 'Later', run: (plot: uPlot) => change(plot, 1, 0.5) },
  { key: '0', sign: 'all', label: 'Show all of the run', run: () => zoomTo(null) },
] as const;

/** A button for each of them, which does it in all charts. */
export const createZoomButtons = (): HTMLElement[] =>
  ZOOMS.map((one) => {
    const button = element(
      'button',
      { type: 'button', 'aria-label': one.label, title: `${one.label} (key ${one.key})` },
      one.sign,
    );
    button.addEventListener('click', () => {
      const [first] = plots;
      if (first) one.run(first);
    });
    return button;
  });

/** What a mouse has dragged over becomes the stretch, and is no longer marked. */
export function zoomToSelected(plot: uPlot): void {
  const { left, width } = plot.select;
  if (width < 2) return;
  const stretch = { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') };
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  zoomTo(stretch);
}

/** Two fingers spread and move the stretch, one finger moves it where it is not the whole run; up and down stays the page's. */
export function followTouch(plot: uPlot): void {
  const fingers = new Map<number, number>();
  const { over } = plot;
  const middle = (all: readonly number[]) => all.reduce((a, b) => a + b, 0) / all.length;
  const spread = (all: readonly number[]) => Math.max(...all) - Math.min(...all);
  over.addEventListener('pointerdown', ({ pointerType, pointerId, clientX }) => {
    if (pointerType === 'touch') fingers.set(pointerId, clientX);
  });
  over.addEventListener('pointermove', ({ pointerId, clientX }) => {
    if (!fingers.has(pointerId) || (fingers.size < 2 && !shown)) return;
    const before = [...fingers.values()];
    fingers.set(pointerId, clientX);
    const now = [...fingers.values()];
    const factor = fingers.size < 2 ? 1 : Math.max(20, spread(before)) / Math.max(20, spread(now));
    const left = over.getBoundingClientRect().left;
    change(
      plot,
      factor,
      (middle(before) - middle(now)) / over.clientWidth,
      plot.posToVal(middle(now) - left, 'x'),
    );
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const)
    over.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
}
