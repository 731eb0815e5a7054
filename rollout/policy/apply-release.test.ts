// A release policy holds promotions back and takes back what it says; it never holds an abort or a rollback back.
import { describe, expect, it, test } from 'vitest';
import { ACTIONS, type Action, type Decision } from '../decision/decision.ts';
import { applyRelease } from './apply-release.ts';
import type { Assessment } from './assess-release.ts';
import { allow, type Clause, deny, unknown } from './clauses/clause.ts';

const toDecision = (decision: Action): Decision => ({
  decision,
  reasons: [{ id: 'counts', outcome: 'pass', text: 'Metrics: well' }],
  health: 90,
  at: '2026-11-30T10:00:00.000Z',
  canary: 'new',
  stable: 'old',
  step: 0,
  policyHash: 'a',
  heldS: 0,
});
const toAssessment = (...clauses: readonly Clause[]): Assessment => ({
  outcome: clauses[0]?.outcome ?? 'unknown',
  clauses,
  takesBack: clauses.some(({ ifBroken }) => ifBroken === 'take-back'),
  environment: 'prod',
  policyHash: 'b',
  at: '2026-11-30T10:00:00.000Z',
});
const ALLOW = toAssessment(allow('window', 'open'));
const CLOSED = toAssessment(deny('window', 'closed', 'it opens'), allow('freeze', 'none'));
const UNKNOWN = toAssessment(unknown('gate', 'nobody told', 'tell'));
const BURNS = toAssessment(
  deny('burn:a:fast', 'burns', 'less', 'take-back'),
  deny('window', 'closed', 'it opens'),
);

test.each<[string, Action, Assessment | undefined, boolean, Action]>([
  ['a promotion that it allows', 'promote', ALLOW, false, 'promote'],
  ['a promotion that nobody asks it about', 'promote', undefined, false, 'promote'],
  ['a promotion outside the window', 'promote', CLOSED, false, 'hold'],
  ['a promotion that cannot be told', 'promote', UNKNOWN, false, 'hold'],
  ['a promotion while the budget burns', 'promote', BURNS, false, 'abort'],
  ['a hold', 'hold', ALLOW, false, 'hold'],
  ['a hold outside the window', 'hold', CLOSED, false, 'hold'],
  ['a hold while the budget burns', 'hold', BURNS, false, 'abort'],
  ['an abort outside the window', 'abort', CLOSED, false, 'abort'],
  ['an abort that it allows', 'abort', ALLOW, false, 'abort'],
  ['an abort that cannot be told', 'abort', UNKNOWN, false, 'abort'],
  ['an abort while the budget burns', 'abort', BURNS, false, 'abort'],
  ['a rollback outside the window', 'rollback', CLOSED, true, 'rollback'],
  ['a rollback that cannot be told', 'rollback', UNKNOWN, true, 'rollback'],
  ['a rollback while the budget burns', 'rollback', BURNS, true, 'rollback'],
  ['the end of the watch outside the window', 'promote', CLOSED, true, 'promote'],
  ['the watch that cannot be told', 'hold', UNKNOWN, true, 'hold'],
  ['the watch while the budget burns', 'hold', BURNS, true, 'rollback'],
  ['the end of the watch while the budget burns', 'promote', BURNS, true, 'rollback'],
])('%s', (_, decided, assessment, isPromoted, comes) => {
  const held = applyRelease(toDecision(decided), assessment, isPromoted);
  expect(held.decision).toBe(comes);
  expect(held.without_release_policy).toBe(comes === decided ? undefined : decided);
  expect([held.policyHash, held.releasePolicyHash]).toEqual(['a', assessment === undefined ? null : 'b']);
});

describe('the reasons', () => {
  it('name the clauses that decide, and what would change them', () => {
    const { reasons } = applyRelease(toDecision('promote'), CLOSED, false);
    expect(reasons).toEqual([
      { id: 'release:window', outcome: 'inconclusive', text: 'Release policy: closed (it opens)' },
      { id: 'counts', outcome: 'pass', text: 'Metrics: well' },
    ]);
  });
  it('of what is taken back are those that ask for it alone', () => {
    const { reasons } = applyRelease(toDecision('promote'), BURNS, false);
    expect(reasons.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['release:burn:a:fast', 'fail'],
      ['counts', 'pass'],
    ]);
  });
  it('say that all is allowed', () => {
    expect(applyRelease(toDecision('promote'), ALLOW, false).reasons.at(-1)).toMatchObject({
      outcome: 'pass',
    });
  });
});

it('no assessment turns an abort or a rollback into anything else', () => {
  for (const decided of ACTIONS.filter((action) => action === 'abort' || action === 'rollback'))
    for (const assessment of [ALLOW, CLOSED, UNKNOWN, BURNS, undefined])
      for (const isPromoted of [true, false])
        expect(applyRelease(toDecision(decided), assessment, isPromoted)).toMatchObject(toDecision(decided));
});
