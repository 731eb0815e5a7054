// The unit of what a gate measured, and a value in it as a person reads it.
import { toFigure, toPercent } from '../text/figures.ts';

/** `share` is 0..1; `score` that of a sequential gate, errors above what is allowed. */
export const GATE_UNITS = ['count', 'share', 'score', 's', 'ms', 'bytes'] as const;
export type GateUnit = (typeof GATE_UNITS)[number];

const SHOW: Readonly<Record<GateUnit, (value: number) => string>> = {
  count: (value) => String(Math.round(value)),
  share: toPercent,
  score: (value) => value.toFixed(1),
  s: (value) => `${toFigure(value)} s`,
  ms: (value) => `${toFigure(value)} ms`,
  bytes: (value) => `${toFigure(value / 1e6)} MB`,
};

/** A value or bound in its unit; `–` where there is none. */
export const showInUnit = (unit: GateUnit, value: number | null): string =>
  value === null ? '–' : SHOW[unit](value);
