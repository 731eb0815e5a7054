// Degraded answers at baseline, while no toxic is on: under chaos they are right, at baseline they are not.

import type { GateResult } from '../gates/gate-result-schema.ts';
import { toSkipped } from '../gates/gates.ts';
import { isRow, type JournalRow } from '../journal/events.ts';
import { computeQuantile, computeRateFor } from '../stats/binomial.ts';
import { countTimes } from '../stats/weighted.ts';
import { toPercent } from '../text/figures.ts';
import { type Answer, listEndedWithin, type Stretch, touches } from './answers.ts';

/** How many baseline answers may need the upstream, and how many of these said that they are degraded. */
export interface Baseline {
  readonly answers: number;
  readonly degraded: number;
}

/** The answers outside of spikes that met none of the `disturbed` stretches: what was injected, and the recovery from it. */
export function selectBaseline(answers: readonly Answer[], disturbed: readonly Stretch[]): Answer[] {
  return answers.filter(
    (answer) => answer.phase !== 'spike' && !disturbed.some((stretch) => touches(answer, stretch)),
  );
}

/** The baseline as it is known from toxic to toxic: each disturbs a stretch, and what was left out does not come back. */
export interface BaselineAnswers {
  /** Those that had ended by then. */
  before(sec: number): readonly Answer[];
  disturb(stretch: Stretch): void;
  all(): readonly Answer[];
}

/** @param ordered the calls, as `toOrdered` gives them */
export function createBaselineAnswers(
  ordered: readonly Answer[],
  disturbed: readonly Stretch[],
): BaselineAnswers {
  const clean = selectBaseline(ordered, disturbed);
  const longestSec = clean.reduce((most, { beganSec, endedSec }) => Math.max(most, endedSec - beganSec), 0);
  return {
    before: (toSec) => listEndedWithin(clean, { fromSec: Number.NEGATIVE_INFINITY, toSec }),
    disturb(stretch) {
      const { fromSec, toSec } = stretch;
      const near = listEndedWithin(clean, { fromSec, toSec: toSec + longestSec });
      const first = near[0];
      if (first === undefined) return;
      const at = clean.indexOf(first);
      const kept = near.filter((answer) => !touches(answer, stretch));
      // In place: the rest of a day is long.
      for (const [i, answer] of kept.entries()) clean[at + i] = answer;
      clean.splice(at + kept.length, near.length - kept.length);
    },
    all: () => clean,
  };
}

/** Counts them. */
export function countBaseline(baseline: readonly Answer[]): Baseline {
  return {
    answers: countTimes(baseline),
    degraded: countTimes(baseline.filter((answer) => answer.degraded)),
  };
}

/** The stretches in which somebody else disturbed the baseline: nothing in the journal says when that was over. */
export function listForeign(rows: readonly JournalRow[]): Stretch[] {
  return rows
    .filter(isRow('baseline.disturbed'))
    .map(({ since }) => ({ fromSec: since, toSec: Number.POSITIVE_INFINITY }));
}

/** Why nothing is judged by degraded answers. */
export const NEVER_DEGRADED = 'answers of this service do not say that they are degraded';

/** From so many on, a service that degrades three in ten passes less than once in twenty runs. */
export const MIN_BASELINE_ANSWERS = 20;
/** How seldom a service just at the bound may be failed. */
const FALSE_ALARM = 0.01;

/**
 * Judges the share of degraded answers at baseline. It fails where so many would come of a true share of `maxRatio` (0..1)
 * less than once in a hundred runs (one-sided exact binomial test): a single one among 60 is chance, four are not.
 * @param mayDegrade whether answers of the service can say that they are degraded; else it is skipped
 * @param baseline null where single answers are not known
 */
export function assessBaseline(
  mayDegrade: boolean,
  baseline: Baseline | null,
  maxRatio: number,
  once: boolean,
): GateResult {
  const gate = {
    id: 'baseline_degraded',
    why: 'a service that degrades while its upstream is well is too slow, or its budget too tight',
    severity: 'blocking' as const,
  };
  if (!mayDegrade) return toSkipped(gate, NEVER_DEGRADED);
  if (baseline === null) return toSkipped(gate, 'npm run soak judges this: plain k6 keeps no single answers');
  const { answers, degraded } = baseline;
  const allowed = once ? 0 : computeQuantile(1 - FALSE_ALARM, answers, maxRatio);
  const needed = once ? 1 : MIN_BASELINE_ANSWERS;
  // With this true share, more than the allowed number come nineteen times in twenty.
  const minimum_detectable_rate =
    answers < needed || allowed >= answers ? null : computeRateFor(0.95, allowed + 1, answers);
  const head = { ...gate, limit: once ? 0 : maxRatio, samples: answers, minimum_detectable_rate };
  if (degraded > allowed) {
    const because = `${degraded} of ${answers} answers at baseline were degraded, ${allowed} allowed at a bound of ${toPercent(head.limit)}`;
    return { ...head, outcome: 'fail', value: degraded / answers, because };
  }
  if (answers < needed) {
    const because = `only ${answers} answers at baseline that may need the upstream, ${needed} needed to tell`;
    return { ...head, outcome: 'inconclusive', value: null, because };
  }
  const because = `${degraded} of ${answers} answers at baseline were degraded, ${allowed} allowed`;
  return { ...head, outcome: 'pass', value: degraded / answers, because };
}
