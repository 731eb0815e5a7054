// The one table of colours, of the dashboards in Grafana and of the pictures we draw; and a threshold of a service as steps of it.
import type { Threshold } from '../lib/core/monitoring/monitored.ts';

/** Okabe & Ito's colours, which people with any colour vision can tell apart; red and green differ in lightness as well. */
export const COLOURS = {
  good: '#009e73',
  warning: '#e69f00',
  critical: '#d55e00',
  unknown: '#999999',
  bound: '#d55e00',
  offered: '#999999',
  achieved: '#0072b2',
  toxic: '#cc79a7',
} as const;

/** Series that mean neither good nor bad, in the order of their appearance. */
const SERIES_COLOURS = ['#0072b2', '#56b4e9', '#cc79a7', '#009e73', '#e69f00', '#000000'] as const;

/** From `value` on (null: from the very least) a figure has this colour. */
export interface Step {
  readonly color: string;
  readonly value: number | null;
}

/** A threshold of a service as steps with ascending values: good, warning, critical; the other way round where small figures are bad. */
export function toSteps({ warning, critical, bad }: Threshold): readonly [Step, ...Step[]] {
  return bad === 'above'
    ? [
        { color: COLOURS.good, value: null },
        { color: COLOURS.warning, value: warning },
        { color: COLOURS.critical, value: critical },
      ]
    : [
        { color: COLOURS.critical, value: null },
        { color: COLOURS.warning, value: critical },
        { color: COLOURS.good, value: warning },
      ];
}

/** The steps of a figure that may come up to `limit` and no further. */
export function toLimitSteps(limit: number): readonly [Step, ...Step[]] {
  return [
    { color: COLOURS.good, value: null },
    { color: COLOURS.critical, value: limit },
  ];
}

/** The colour of a figure: that of the last step that it reaches. */
export function pickColour(steps: readonly Step[], value: number): string {
  return steps.findLast((step) => step.value === null || value >= step.value)?.color ?? COLOURS.unknown;
}

/** The colour of the nth series that has none of its own. */
export const toSeriesColour = (n: number): string =>
  SERIES_COLOURS[n % SERIES_COLOURS.length] ?? COLOURS.unknown;
