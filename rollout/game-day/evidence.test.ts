import { expect, test } from 'vitest';
import type { DrillRun } from '../drills/run-drill.ts';
import { toDecision, toPromotion } from './evidence.ts';

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
