// What is signed of a game day beside the runs of the gate, which sign themselves. Pure.
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import type { DrillRun } from '../drills/run-drill.ts';
import type { RollbackResult } from '../rollback/roll-back.ts';
import type { ReleasedVersion } from './parts.ts';

/** What every record of the day has. */
export interface Occasion {
  readonly version: ReleasedVersion;
  readonly environment: string;
  /** When, as `toISOString` writes it. */
  readonly at: string;
  /** SHA-256 of the policy that was decided by. */
  readonly policyHash: string;
}

/** An image without its digest. */
export const toImageName = (image: string): string => image.split('@', 1)[0] ?? image;

const toSubjects = ({ image, sha256 }: ReleasedVersion) => [{ name: toImageName(image), digest: { sha256 } }];

/** The promotion that a drill ended in. */
export const toPromotion = (run: DrillRun, { version, ...common }: Occasion): Evidence<'promotion'> => ({
  kind: 'promotion',
  subjects: toSubjects(version),
  predicate: {
    ...common,
    actor: 'argo-rollouts, asked by its questions',
    outcome: run.figures.end,
    reasons: ['Every question of every step let it pass.'],
    metrics: { ...run.figures },
  },
});

/** What ended a drill: the decision, or a guard of Argo's own where that was sooner. */
export const toDecision = (run: DrillRun, { version, ...common }: Occasion): Evidence<'decision'> => ({
  kind: 'decision',
  subjects: toSubjects(version),
  predicate: {
    ...common,
    actor: run.decision === undefined ? "a guard of Argo's own" : 'the decision server',
    outcome: run.decision ?? 'abort',
    reasons: run.reasons,
    metrics: { ...run.figures },
  },
});

/** What the rollback engine came to. No policy decided it. */
export const toRollback = (
  { outcome, target, reasons, byHand, told, tookMs, startedAt, isAlready }: RollbackResult,
  { version, policyHash: _, ...common }: Occasion,
): Evidence<'rollback'> => ({
  kind: 'rollback',
  subjects: toSubjects(version),
  predicate: {
    ...common,
    actor: 'the rollback engine',
    outcome,
    reasons: [...reasons, ...byHand],
    metrics: { took_ms: Math.round(tookMs), orders_given: told },
    details: { target, startedAt, isAlready },
  },
});
