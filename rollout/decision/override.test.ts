import { expect, test } from 'vitest';
import type { Action, Decision } from './decision.ts';
import { applyOverride, OVERRIDES, type Override } from './override.ts';

const AT = 1_000;
const OVERRIDE: Override = {
  to: 'promote',
  canary: 'new',
  by: 'Ann',
  reason: 'the load test was ours',
  atMs: AT,
  untilMs: AT + 60_000,
};
const toDecision = (decision: Action): Decision => ({
  decision,
  reasons: [{ id: 'counts', outcome: 'pass', text: 'Metrics: well' }],
  health: 90,
  at: '1970-01-01T00:00:01.000Z',
  canary: 'new',
  stable: 'old',
  step: 0,
  policyHash: '',
  heldS: 0,
});

test.each<[Action, Override['to'], Action]>([
  ['hold', 'promote', 'promote'],
  ['promote', 'promote', 'promote'],
  ['hold', 'hold', 'hold'],
  ['promote', 'hold', 'hold'],
  ['hold', 'abort', 'abort'],
  ['promote', 'abort', 'abort'],
  ['hold', 'retry', 'hold'],
  ['promote', 'retry', 'promote'],
  // What was aborted stays so.
  ...OVERRIDES.flatMap((to): [Action, Override['to'], Action][] => [
    ['abort', to, 'abort'],
    ['rollback', to, 'rollback'],
  ]),
])('%s, overridden to %s, is %s, and says who, why and until when', (before, to, after) => {
  const { decision, reasons, without_override } = applyOverride(toDecision(before), { ...OVERRIDE, to }, AT);
  expect([decision, without_override]).toEqual([after, before]);
  expect(reasons[0]?.id).toBe('override');
  for (const part of ['Ann', to, 'the load test was ours', '1970-01-01T00:01:01.000Z'])
    expect(reasons[0]?.text).toContain(part);
  expect(reasons).toHaveLength(2);
});

test.each<[string, Override | undefined, number]>([
  ['none', undefined, AT],
  ['one that is over', OVERRIDE, OVERRIDE.untilMs],
  ['one of another canary', { ...OVERRIDE, canary: 'newer' }, AT],
])('%s changes nothing', (_, override, nowMs) => {
  const decision = toDecision('hold');
  expect(applyOverride(decision, override, nowMs)).toBe(decision);
});
