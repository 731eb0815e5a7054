// The colours of curves, by their names in style.css, and their lines, by which who sees no colours tells them apart as well.
import type { Line } from './chart-content.ts';

/** A percentile looks the same on every page. */
export const PERCENTILES = {
  p50: { colour: 'curve-1', line: 'solid' },
  p95: { colour: 'curve-2', line: 'dashed' },
  p99: { colour: 'curve-3', line: 'dotted' },
} as const satisfies Readonly<Record<string, { readonly colour: string; readonly line: Line }>>;

const COLOURS = ['curve-1', 'curve-2', 'curve-3', 'curve-4', 'curve-5', 'curve-6'];
const LINES: readonly Line[] = ['solid', 'dashed', 'dotted'];

/** The n-th curve of a chart, from 0. */
export const toCurveStyle = (n: number): { readonly colour: string; readonly line: Line } => ({
  colour: COLOURS[n % COLOURS.length] ?? 'ink',
  // Seven curves and more: the same colour comes back in another line.
  line: LINES[(n + Math.floor(n / COLOURS.length)) % LINES.length] ?? 'solid',
});

/** How long its dashes and gaps are, in px. */
export const DASHES: Readonly<Record<Line, readonly number[]>> = {
  solid: [],
  dashed: [8, 4],
  dotted: [2, 3],
};
