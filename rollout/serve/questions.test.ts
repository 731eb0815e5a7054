import { describe, expect, it, test } from 'vitest';
import { parseOverride, parsePermitQuestion, parseQuestion, QuestionError } from './questions.ts';

const ASKED: Record<string, string> = {
  namespace: 'shop',
  rollout: 'web',
  canary: '6f7d',
  stable: '5c9b',
  step: '2',
};
const ask = (change: Record<string, string | undefined> = {}) =>
  parseQuestion((name) => ({ ...ASKED, ...change })[name]);

test('a question is read', () => expect(ask()).toEqual({ ...ASKED, step: 2 }));
test('a step may be left out', () => expect(ask({ step: undefined }).step).toBeUndefined());

test.each<[string, Record<string, string | undefined>]>([
  ['namespace', { namespace: '' }],
  ['namespace', { namespace: '../etc' }],
  ['namespace', { namespace: 'A' }],
  ['rollout', { rollout: undefined }],
  ['rollout', { rollout: 'a b' }],
  ['rollout', { rollout: 'a'.repeat(64) }],
  ['canary', { canary: '' }],
  ['canary', { canary: '{{args.canary}}' }],
  ['stable', { stable: 'x"}' }],
  ['step', { step: '-1' }],
  ['step', { step: '1.5' }],
  ['step', { step: '' }],
])('%s is refused in %j, by its name', (name, change) => {
  expect(() => ask(change)).toThrow(QuestionError);
  expect(() => ask(change)).toThrow(new RegExp(`^${name} is `));
});

describe('an override', () => {
  const BODY = {
    namespace: 'shop',
    rollout: 'web',
    canary: '6f7d',
    decision: 'hold',
    name: 'Ann',
    reason: 'a freeze',
    minutes: 30,
  };
  it('is read, with its end', () =>
    expect(parseOverride(BODY, 1_000)).toEqual({
      namespace: 'shop',
      rollout: 'web',
      override: {
        to: 'hold',
        canary: '6f7d',
        by: 'Ann',
        reason: 'a freeze',
        atMs: 1_000,
        untilMs: 1_801_000,
      },
    }));
  test.each<[string, unknown]>([
    ['no object', 'promote'],
    ['a list', [BODY]],
    ['nobody', { ...BODY, name: ' ' }],
    ['no reason', { ...BODY, reason: '' }],
    ['a reason without end', { ...BODY, reason: 'x'.repeat(501) }],
    ['no decision', { ...BODY, decision: 'rollback' }],
    ['no canary', { ...BODY, canary: undefined }],
    ['no end', { ...BODY, minutes: undefined }],
    ['an end in the past', { ...BODY, minutes: 0 }],
    ['an end too far away', { ...BODY, minutes: 241 }],
    ['an end that is NaN', { ...BODY, minutes: Number.NaN }],
    ['an end in words', { ...BODY, minutes: '30' }],
  ])('with %s is refused', (_, body) => expect(() => parseOverride(body, 0)).toThrow(QuestionError));
});

describe('a guard that asks for its permit', () => {
  const GUARD: Record<string, string> = { namespace: 'shop', rollout: 'web', canary: '6f7d' };
  const TALLY: Record<string, string> = { pod: 'web-6f7d-x', ageMs: '1500', calls: '7', unanswered: '2' };
  const askPermit = (given: Record<string, string | undefined>) =>
    parsePermitQuestion((name) => ({ ...GUARD, ...given })[name]);

  it('may tell what it counted, or nothing', () => {
    expect(askPermit(TALLY).told).toEqual({ pod: 'web-6f7d-x', ageMs: 1500, calls: 7, unanswered: 2 });
    expect(askPermit({}).told).toBeUndefined();
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['no count', { calls: undefined }],
    ['a count below 0', { calls: '-1' }],
    ['half a call', { unanswered: '0.5' }],
    ['more that failed than there were', { unanswered: '8' }],
    ['no number', { ageMs: 'NaN' }],
    ['a pod that is no name', { pod: 'a b' }],
  ])('is refused with %s', (_, change) =>
    expect(() => askPermit({ ...TALLY, ...change })).toThrow(QuestionError));
});
