// The charts of a history: latencies by route and phase, recoveries, and what each gate could have detected.
import { group } from 'd3-array';
import type { Figure, HistoryGate, HistoryGroup } from '../../../lib/core/compare/history/history-schema.ts';
import { showFigure, toRise } from '../../../lib/core/compare/history/wording.ts';
import { toPercent } from '../../../lib/core/text/figures.ts';
import { PERCENTILES, toCurveStyle } from '../charts/curve-style.ts';
import { createStillChart, type StillAxis } from '../still/chart.ts';
import { toTimeAxis } from './time-axis.ts';

/** A percentile has its own look; the recovery from the n-th toxic that of the n-th curve. */
const toStyle = (name: Figure['name'], n: number) =>
  name === 'recovery' ? toCurveStyle(n) : PERCENTILES[name];

const toPlaces = ({ runs }: HistoryGroup) => runs.map((run) => Date.parse(run.started_at) / 1000);

/** The axis of figures of this unit. */
const toAxis = (unit: Figure['unit']): StillAxis => ({
  kind: unit === 'ms' ? 'log' : 'even',
  show: (value) => showFigure({ unit }, value),
});

const toMarks = (places: readonly number[], figures: readonly Figure[], toName: (figure: Figure) => string) =>
  figures
    .flatMap((figure, n) =>
      figure.changes.map(({ run, before, after }) => ({
        at: places[run] ?? 0,
        label: `${toName(figure)}${toRise(before, after)}`,
        colour: toStyle(figure.name, n).colour,
      })),
    )
    .sort((a, b) => a.at - b.at);

/** A chart for each route and phase, and one for the recoveries. */
export function createFigureCharts(of: HistoryGroup): HTMLElement[] {
  const places = toPlaces(of);
  const latencies = of.figures.filter(({ subject }) => subject !== 'toxic');
  const recoveries = of.figures.filter(
    ({ subject, values }) => subject === 'toxic' && values.some((value) => value !== null),
  );
  const common = { places, x: toTimeAxis(places), dotted: true };
  return [
    ...[...group(latencies, ({ subject, id }) => `${subject} ${id}`).values()].map((figures) => {
      const { id = '', subject } = figures[0] ?? {};
      return createStillChart({
        ...common,
        title: subject === 'route' ? `Latency of ${id}` : `Latency in ${id}`,
        note: subject === 'route' ? 'at baseline' : 'all routes together',
        y: toAxis('ms'),
        curves: figures.map(({ name, values }, n) => ({ label: name, values, ...toStyle(name, n) })),
        marks: toMarks(places, figures, ({ name }) => name),
      });
    }),
    ...(recoveries.length === 0
      ? []
      : [
          createStillChart({
            ...common,
            title: 'Recovery',
            note: 'from each toxic, the longest of the run',
            y: toAxis('s'),
            curves: recoveries.map(({ id, values }, n) => ({ label: id, values, ...toCurveStyle(n) })),
            marks: toMarks(places, recoveries, ({ id }) => id),
          }),
        ]),
  ];
}

/** What each gate could have detected. Gates that look at the same samples have one curve. */
export function createDetectableChart(of: HistoryGroup): HTMLElement[] {
  const told = of.gates.filter(({ minimum_detectable_rates: rates }) => rates.some((rate) => rate !== null));
  if (told.length === 0) return [];
  const places = toPlaces(of);
  const alike = [...group(told, ({ minimum_detectable_rates: rates }) => rates.join()).values()];
  return [
    createStillChart({
      title: 'Minimum detectable rate',
      note: 'the smallest true share that a run fails with 95 % probability: lower sees more',
      places,
      x: toTimeAxis(places),
      y: { kind: 'even', show: toPercent },
      dotted: true,
      curves: alike.map((gates, n) => ({
        label: toNames(gates),
        values: gates[0]?.minimum_detectable_rates ?? [],
        ...toCurveStyle(n),
      })),
    }),
  ];
}

const MOST_NAMES = 2;
const toNames = (gates: readonly HistoryGate[]) =>
  gates
    .map(({ id }) => id)
    .slice(0, MOST_NAMES)
    .concat(gates.length > MOST_NAMES ? [`${gates.length - MOST_NAMES} more`] : [])
    .join(', ');
