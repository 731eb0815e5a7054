import { expect, test } from 'vitest';
import type { DrillRun } from '../drills/run-drill.ts';
import type { RollbackResult } from '../rollback/roll-back.ts';
import { toDecision, toPromotion, toRollback } from './evidence.ts';

const OCCASION = {
  version: { image: 'docker.io/local/shop@sha256:x', sha256: '1'.repeat(64) },
  environment: 'staging',
  at: '2026-01-31T12:00:00.000Z',
  policyHash: '2'.repeat(64),
};
const toRun = (end: string, decision?: string) =>
  ({ figures: { end, backS: 9 }, decision, reasons: ['why'] }) as unknown as DrillRun;

test.each<[string, string | undefined, string, string]>([
  ['the decision server', 'rollback', 'rollback', 'the decision server'],
  ["a guard of Argo's own, where that was sooner", undefined, 'abort', "a guard of Argo's own"],
])('a drill may be ended by %s', (_, decision, outcome, actor) => {
  const { kind, subjects, predicate } = toDecision(toRun('aborted', decision), OCCASION);
  expect(kind).toBe('decision');
  expect(subjects).toEqual([{ name: 'docker.io/local/shop', digest: { sha256: '1'.repeat(64) } }]);
  expect(predicate).toMatchObject({ outcome, actor, reasons: ['why'], metrics: { backS: 9 } });
});

test('a promotion says what it came to, and by which policy', () =>
  expect(toPromotion(toRun('promoted'), OCCASION).predicate).toMatchObject({
    outcome: 'promoted',
    policyHash: OCCASION.policyHash,
  }));

test.each<[RollbackResult['outcome'], readonly string[]]>([
  ['rolled-back', []],
  ['unresolved', ['a person acts']],
])('a rollback that is %s says so of the version, and what is left for a person', (outcome, byHand) => {
  const result: RollbackResult = {
    ...{ outcome, byHand, isAlready: false, target: 'ns/shop', version: 'b', reasons: ['why'] },
    ...{ told: 2, startedAt: OCCASION.at, tookMs: 14_000.4 },
  };
  const { kind, subjects, predicate } = toRollback(result, OCCASION);
  expect([kind, subjects]).toEqual([
    'rollback',
    [{ name: 'docker.io/local/shop', digest: { sha256: '1'.repeat(64) } }],
  ]);
  expect(predicate).toMatchObject({ outcome, reasons: ['why', ...byHand], metrics: { took_ms: 14_000 } });
});
