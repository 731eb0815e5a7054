// A rollback as others are told of it: a line for people, an event, a record of evidence.
import { createHash } from 'node:crypto';
import type { Evidence } from '../../lib/core/evidence/statement-schema.ts';
import type { RolloutEvent } from '../webhooks/events-schema.ts';
import type { RollbackRequest, RollbackResult } from './roll-back.ts';

/** A result as a person reads it. What is unresolved cannot be overlooked. */
export function toLines({
  outcome,
  isAlready,
  target,
  tookMs,
  reasons,
  byHand,
}: RollbackResult): readonly string[] {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  if (outcome === 'rolled-back')
    return [
      isAlready
        ? `${target} was rolled back already: nothing was done, and it was looked at for ${took}`
        : `${target} is rolled back, after ${took}`,
      ...reasons.map((reason) => `  ${reason}`),
    ];
  return [
    `UNRESOLVED: ${target} is not rolled back, after ${took}. A person must act now.`,
    ...reasons.map((reason) => `  ${reason}`),
    'By hand:',
    ...byHand.map((line) => `  ${line}`),
  ];
}

/** The event that tells of it. */
export function toEvent(result: RollbackResult, request: RollbackRequest, nowMs: number): RolloutEvent {
  const { outcome, target, version, reasons, byHand, tookMs } = result;
  return {
    type: outcome === 'rolled-back' ? 'rollout.rolled_back' : 'rollout.unresolved',
    timestamp: new Date(nowMs).toISOString(),
    data: {
      rollout: target,
      version,
      actor: request.actor,
      trigger: request.trigger,
      reasons: [...request.reasons, ...reasons],
      ...(byHand.length === 0 ? {} : { by_hand: [...byHand] }),
      took_ms: Math.round(tookMs),
    },
  };
}

/** The record of it: its subject is the result itself, since a pod template hash is no digest of an image. */
export function toEvidence(
  result: RollbackResult,
  request: RollbackRequest,
  environment: string,
): Evidence<'rollback'> {
  const { target, version, outcome, reasons, startedAt, tookMs, told, isAlready } = result;
  const details = {
    request: request.id,
    trigger: request.trigger,
    version,
    reasons: [...reasons],
    told,
    isAlready,
  };
  const sha256 = createHash('sha256')
    .update(JSON.stringify({ target, ...details }))
    .digest('hex');
  return {
    kind: 'rollback',
    subjects: [{ name: `rollback of ${target}`, digest: { sha256 } }],
    predicate: {
      at: new Date(Date.parse(startedAt) + tookMs).toISOString(),
      actor: request.actor,
      environment,
      outcome,
      reasons: [...request.reasons],
      metrics: { took_ms: Math.round(tookMs) },
      details,
    },
  };
}
