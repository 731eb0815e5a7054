// What simulated canaries came to, as figures and as a table.
import { computeRateFor } from '../../lib/core/stats/binomial.ts';
import { toPercent } from '../../lib/core/text/figures.ts';
import { toTable } from '../../lib/core/text/markdown.ts';
import type { SimulatedRun, Truth } from './simulate.ts';

export interface Figures {
  readonly title: string;
  readonly truth: Truth;
  readonly runs: number;
  readonly promoted: number;
  /** By what was measured. */
  readonly aborted: number;
  /** Because nobody could tell before the hold had ended. */
  readonly holdEnded: number;
  /** To the decision, in seconds: half of the runs take no longer, and 95 of 100. */
  readonly medianSec: number;
  readonly p95Sec: number;
  /** Calls that the canary had answered by then. */
  readonly medianCalls: number;
  readonly p95Calls: number;
}

/** @param runs at least one */
export function toFigures(title: string, truth: Truth, runs: readonly SimulatedRun[]): Figures {
  const quantile = (of: (run: SimulatedRun) => number, share: number) => {
    const sorted = runs.map(of).sort((a, b) => a - b);
    return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  };
  const promoted = runs.filter(({ decision }) => decision === 'promote').length;
  const holdEnded = runs.filter(({ isHoldEnd }) => isHoldEnd).length;
  return {
    title,
    truth,
    runs: runs.length,
    promoted,
    aborted: runs.length - promoted - holdEnded,
    holdEnded,
    medianSec: quantile(({ sec }) => sec, 0.5),
    p95Sec: quantile(({ sec }) => sec, 0.95),
    medianCalls: quantile(({ calls }) => calls, 0.5),
    p95Calls: quantile(({ calls }) => calls, 0.95),
  };
}

/** What is wrong of a row: the aborts of a good canary, the promotions of a bad one; undefined where either is right. */
export function countErrors({ truth, promoted, aborted }: Figures): number | undefined {
  switch (truth) {
    case 'good':
      return aborted;
    case 'bad':
      return promoted;
    case 'allowed':
      return undefined;
  }
}

/** The greatest share that shows no more than this with a chance of 5 % (Clopper & Pearson, Biometrika 26, 1934, one-sided). */
export const computeUpperBound = (hits: number, samples: number): number =>
  hits >= samples ? 1 : computeRateFor(0.95, hits + 1, samples);

/** What the decision promises: of good canaries aborted, of bad ones promoted. */
export const PROMISED: Readonly<Record<Exclude<Truth, 'allowed'>, number>> = { good: 0.02, bad: 0.01 };

/** True where the 95 % bound of what is wrong lies below what is promised. */
export function holds(figures: Figures): boolean {
  const errors = countErrors(figures);
  return (
    errors === undefined ||
    figures.truth === 'allowed' ||
    computeUpperBound(errors, figures.runs) < PROMISED[figures.truth]
  );
}

const TRUTHS: Readonly<Record<Truth, string>> = {
  good: 'within tolerance',
  allowed: 'between tolerance and margin: either is right',
  bad: 'beyond the margin',
};

/** The table of docs/rollout-decision.md. */
export function toFiguresTable(all: readonly Figures[]): string {
  const rows = all.map((figures) => {
    const errors = countErrors(figures);
    const wrong =
      errors === undefined ? '–' : `${errors}; at most ${toPercent(computeUpperBound(errors, figures.runs))}`;
    return [
      figures.title,
      TRUTHS[figures.truth],
      figures.promoted,
      figures.aborted,
      figures.holdEnded,
      wrong,
      `${figures.medianSec} s, ${figures.p95Sec} s`,
      `${figures.medianCalls}, ${figures.p95Calls}`,
    ];
  });
  return toTable(
    [
      'canary',
      'in truth',
      'promoted',
      'aborted',
      'undecided until the hold ended',
      'wrong, and its 95 % bound',
      'time to decide (median, p95)',
      "the canary's calls (median, p95)",
    ],
    rows,
  );
}
