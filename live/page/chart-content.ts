// What one chart shows over the time of the run.
import type { DigestData } from '../../lib/core/digest/data.ts';
import type { Column } from '../../lib/core/digest/series.ts';

export interface Curve {
  readonly label: string;
  readonly values: Column;
  /** The name of a colour in style.css. */
  readonly colour: string;
  readonly dashed?: boolean;
  /** Drawn as steps: what holds for a whole bucket. */
  readonly stepped?: boolean;
}

export interface ChartContent {
  readonly timesSec: readonly number[];
  readonly curves: readonly Curve[];
  /** A bound, drawn across. */
  readonly line?: { readonly at: number; readonly label: string };
  readonly spans: Pick<DigestData, 'phaseSpans' | 'toxicSpans' | 'startedSec' | 'latestSec'>;
}
