// What a chart shows: its curves, and what lies behind and across them.
import type { DigestData } from '../../../lib/core/digest/data.ts';
import type { Column } from '../../../lib/core/digest/series.ts';

/** How a curve is drawn: by this, and not by its colour alone, it is told from the others. */
export type Line = 'solid' | 'dashed' | 'dotted';

/** One line of a chart. */
export interface Curve {
  readonly label: string;
  readonly values: Column;
  /** The name of a colour in style.css. */
  readonly colour: string;
  readonly line: Line;
  /** Drawn as steps: what holds for a whole bucket. */
  readonly stepped?: boolean;
}

/** Everything that one chart shows at one moment. */
export interface ChartContent {
  readonly timesSec: readonly number[];
  readonly curves: readonly Curve[];
  /** A bound, drawn across. */
  readonly line?: { readonly at: number; readonly label: string };
  readonly spans: Pick<DigestData, 'phaseSpans' | 'toxicSpans' | 'startedSec' | 'latestSec'>;
}
