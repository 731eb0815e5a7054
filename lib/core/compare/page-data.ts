// What the page of a comparison is made of: the comparison, and the calls of both sides along their time.
import { computeSegments, type Phase } from '../plan/schedule.ts';
import type { Comparison } from './comparison-schema.ts';
import type { TakenRun } from './run.ts';
import { type Series, toSeries } from './series.ts';

/** Both sides along the time of the run; seconds since its start. */
export interface BothAlong {
  readonly totalSec: number;
  readonly phases: readonly { readonly phase: Phase; readonly fromSec: number; readonly toSec: number }[];
  readonly earlier: Series;
  readonly later: Series;
}

export interface ComparisonPage {
  readonly comparison: Comparison;
  /** Null where the runs have no figures that can be laid side by side. */
  readonly along: BothAlong | null;
}

/** The page of a comparison of these runs. */
export function toComparisonPage(
  comparison: Comparison,
  base: readonly TakenRun[],
  now: TakenRun,
): ComparisonPage {
  if (comparison.lines.length === 0) return { comparison, along: null };
  const { timing } = now.plan;
  return {
    comparison,
    along: {
      totalSec: timing.totalSec,
      phases: computeSegments(timing).map(({ phase, fromSec, toSec }) => ({ phase, fromSec, toSec })),
      earlier: toSeries(base),
      later: toSeries([now]),
    },
  };
}
