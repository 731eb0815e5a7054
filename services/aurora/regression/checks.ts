// What a regression is held to, besides an earlier one: each part was there, and in time.

import { type FindMissing, toLeftOut } from '../../../lib/core/service/parts.ts';
import { toComparedOutcome } from '../../../lib/core/stats/difference.ts';
import type { RegressionPlan } from './options.ts';
import type { PrewarmVerdict } from './prewarm.ts';
import type { Check, Comparison, Round, Summary } from './report-schema.ts';
import { isAnswered } from './rounds.ts';
import { summarizeRounds } from './summary.ts';

export interface RegressionEvidence {
  readonly plan: Pick<RegressionPlan, 'formalRounds' | 'hotset' | 'max408' | 'minReadyRatio'>;
  readonly rounds: readonly Round[];
  /** Undefined where none was asked for. */
  readonly prewarm: PrewarmVerdict | undefined;
  readonly comparison: Comparison | undefined;
  /** Which missing part of the deployment a check belongs to. */
  readonly findMissing: FindMissing;
}

const toPercent = (ratio: number) => `${Math.round(ratio * 10_000) / 100} %`;

function checkRounds({ plan, rounds }: RegressionEvidence): Check {
  const due = plan.formalRounds * plan.hotset.length;
  const formal = rounds.filter(({ phase }) => phase === 'formal');
  const answered = formal.filter(isAnswered).length;
  const first = formal.flatMap(({ parts }) => Object.values(parts)).find(({ status }) => status === 0)?.why;
  const why = `${answered} of ${due} formal visits answered${first ? `; the first without an answer: ${first}` : ''}`;
  return { id: 'rounds_played', outcome: answered < due ? 'inconclusive' : 'pass', why };
}

function check408(max408: number, formal: Summary): Check {
  const count = formal.reviews_408_count + formal.similar_408_count;
  const why = `${formal.reviews_408_count} reviews and ${formal.similar_408_count} similar timed out in ${formal.rounds} visits, ${max408} allowed`;
  if (count > max408) return { id: 'backfill_408', outcome: 'fail', why };
  return { id: 'backfill_408', outcome: formal.rounds === 0 ? 'inconclusive' : 'pass', why };
}

function checkReady(minReadyRatio: number, formal: Summary, rounds: readonly Round[]): Check {
  const rates = {
    offers: formal.offers_ready_rate,
    reviews: formal.reviews_ready_rate,
    similar: formal.similar_ready_rate,
  };
  const told = Object.entries(rates).map(
    ([part, rate]) => `${part} ${rate === null ? '–' : toPercent(rate)}`,
  );
  const first = rounds.flatMap(({ parts }) => Object.values(parts)).find(({ ready }) => !ready);
  const why = `${told.join(', ')} ready, ${toPercent(minReadyRatio)} needed of each${first ? `; first: ${first.why}` : ''}`;
  if (formal.rounds === 0) return { id: 'parts_ready', outcome: 'inconclusive', why };
  const low = Object.values(rates).some((rate) => rate !== null && rate < minReadyRatio);
  return { id: 'parts_ready', outcome: low ? 'fail' : 'pass', why };
}

/** Holds a run to its checks. What no server answered is inconclusive, never a failure of the pages. */
export function decideChecks(evidence: RegressionEvidence): readonly Check[] {
  return decideAll(evidence).map((check) => {
    const part = evidence.findMissing(check.id);
    if (part === undefined) return check;
    const { outcome, because: why } = toLeftOut(part, check.outcome === 'pass');
    return { id: check.id, outcome, why };
  });
}

function decideAll(evidence: RegressionEvidence): readonly Check[] {
  const { plan, rounds, prewarm, comparison } = evidence;
  const answered = rounds.filter((round) => round.phase === 'formal' && isAnswered(round));
  const formal = summarizeRounds(answered);
  return [
    checkRounds(evidence),
    ...(prewarm ? [{ id: 'prewarmed' as const, ...prewarm }] : []),
    check408(plan.max408, formal),
    checkReady(plan.minReadyRatio, formal, answered),
    ...(comparison
      ? [
          {
            id: 'compared' as const,
            outcome: toComparedOutcome(comparison.verdict),
            why: `${comparison.verdict}: ${comparison.why}`,
          },
        ]
      : []),
  ];
}
