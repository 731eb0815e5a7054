// Conditions in CEL: what is refused before it runs, and that what nobody told is neither yes nor no.
import { describe, expect, it, test } from 'vitest';
import type { Facts } from '../facts-schema.ts';
import { CEL_FACTS, evaluateRule, findRuleFault, listFactsOf } from './cel.ts';

const AT = Date.parse('2026-11-30T10:00:00Z');
const FACTS: Facts = {
  environment: 'prod',
  image: 'a/b:1',
  slos: {
    availability: {
      objectiveRatio: 0.99,
      leftRatio: 0.5,
      errorRatio: { '5m': 0.1, '30m': 0, '1h': 0, '6h': 0, '3d': 0 },
    },
    latency: {
      objectiveRatio: 0.99,
      leftRatio: 0.9,
      errorRatio: { '5m': 0, '30m': 0, '1h': 0, '6h': 0, '3d': 0 },
    },
  },
  gate: { verdict: 'pass', profile: 'gate', finishedAt: '2026-11-30T09:00:00Z' },
  signatures: [{ of: 'image', signer: 'ci' }],
};
const evaluate = (requires: string, facts: Facts = FACTS) => evaluateRule(requires, facts, AT);

test.each([
  ['facts.environment == "prod"', true],
  ['facts.image.startsWith("c/")', false],
  ['facts.budgetLeft.all(slo, facts.budgetLeft[slo] > 0.4)', true],
  ['facts.budgetLeft["availability"] > 0.6', false],
  ['facts.errorRatio["availability"]["5m"] < 0.05', false],
  ['facts.errorRatio.all(slo, facts.errorRatio[slo]["1h"] < 0.05)', true],
  ['facts.at - facts.gateFinishedAt <= duration("1h")', true],
  ['facts.at.getDayOfWeek("Europe/Berlin") == 1 && facts.at.getHours("Europe/Berlin") == 11', true],
  ['facts.imageSigners.exists(who, who == "ci")', true],
  ['size(facts.manifestSigners) > 0', false],
])('%s is %s', (requires, value) => {
  expect(findRuleFault(requires)).toBeUndefined();
  expect(evaluate(requires)).toBe(value);
});

describe('what nobody told', () => {
  test.each([
    'facts.actor == "ann"',
    '!(facts.actor == "ann")',
    'facts.actor != "ann"',
    'facts.actor == "ann" || facts.environment == "staging"',
    'facts.actor == "ann" && facts.environment == "prod"',
    'facts.rollbacks.all(time, time < facts.at)',
    '!facts.rollbacks.exists(time, time > facts.at)',
    'size(facts.promotions) == 0',
    'facts.actor == "ann" ? true : true',
    'facts.budgetLeft["other"] > 0.1',
    '1 / 0 == 1',
  ])('makes %s neither true nor false', (requires) => {
    expect(findRuleFault(requires)).toBeUndefined();
    expect(evaluate(requires)).toEqual({ unknown: expect.any(String) });
  });

  test.each([
    ['facts.actor == "ann" || facts.environment == "prod"', true],
    ['facts.environment == "prod" || facts.actor == "ann"', true],
    ['facts.actor == "ann" && facts.environment == "staging"', false],
  ])('does not matter where %s is decided without it', (requires, value) => {
    expect(evaluate(requires)).toBe(value);
  });

  it('is named', () => {
    expect(evaluate('facts.actor == "ann"')).toEqual({ unknown: 'nobody told actor' });
  });

  it('of one SLO leaves no loop over the others', () => {
    const { availability, latency } = FACTS.slos ?? {};
    const partly = (part: object): Facts => ({
      ...FACTS,
      slos: { availability: availability as never, latency: { ...latency, ...part } as never },
    });
    const left = 'facts.budgetLeft.all(slo, facts.budgetLeft[slo] > 0.4)';
    const ratio = 'facts.errorRatio.all(slo, facts.errorRatio[slo].all(w, facts.errorRatio[slo][w] < 0.9))';
    expect(evaluate(ratio)).toBe(true);
    expect(evaluate(left, partly({ leftRatio: undefined }))).toEqual({ unknown: 'nobody told budgetLeft' });
    expect(evaluate(ratio, partly({ errorRatio: { '5m': 0 } }))).toEqual({
      unknown: 'nobody told errorRatio',
    });
  });
});

test.each([
  ['facts.image.matches("(a+)+$")', 'matches() has no bound'],
  ['has(facts.actor)', 'has() would make'],
  ['dyn(facts.image) == 1', 'dyn() would hide'],
  ['facts.image', 'must be true or false'],
  ['facts.image == 1', 'no such overload'],
  ['facts.imgae == "a"', 'No such key: imgae'],
  ['other == 1', 'other'],
  ['facts.image ==', 'Unexpected'],
  ['facts.image == "a" &&& true', 'character'],
  ['f(facts.image)', 'character'],
  [
    'facts.rollbacks.all(a, facts.rollbacks.all(b, facts.rollbacks.all(c, a != b)))',
    '3 loops lie within each other',
  ],
  [Array(300).fill('true').join(' && '), 'maxAstNodes'],
  [`${'('.repeat(100)}true${')'.repeat(100)}`, 'maxDepth'],
  ['', 'Unexpected'],
])('%s is refused', (requires, says) => {
  const fault = findRuleFault(requires);
  expect(fault).toContain(says);
  expect(evaluate(requires)).toEqual({ unknown: expect.any(String) });
});

it('the facts of a condition are listed once each', () => {
  expect(listFactsOf('facts.image == "a" || facts.image == facts.actor')).toEqual(['image', 'actor']);
});

test.each(Object.keys(CEL_FACTS))('%s may be asked for', (name) => {
  expect(findRuleFault(`facts.${name} == facts.${name}`)).toBeUndefined();
});
