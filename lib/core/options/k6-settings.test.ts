import { describe, expect, it, test } from 'vitest';
import { findForbidden, hasNoThresholds, type K6Settings } from './k6-settings.ts';

const SCRIPT: K6Settings = {
  scenarios: { soak: {}, sentinel: {} },
  thresholds: { calls: ['count>0'] },
  summaryTrendStats: ['med', 'p(95)'],
};
/** As k6 tells them where nobody changed a thing. */
const PLAIN: K6Settings = { ...SCRIPT, discardResponseBodies: null, noSetup: null, rps: null, throw: null };

test.each<[string, K6Settings]>([
  ['nothing was changed', {}],
  ['what is off is said to be off', { discardResponseBodies: false, noSetup: false }],
  ['tags, hosts and user agent are a matter of taste', { tags: { run: 'a' }, hosts: {}, userAgent: 'x' }],
  ['k6 filled in a scenario', { scenarios: { sentinel: { startTime: null }, soak: {} } }],
])('can be judged where %s', (_, given) => {
  expect(findForbidden({ ...PLAIN, ...given }, SCRIPT)).toBeUndefined();
});

test.each<[string, unknown]>([
  ['discardResponseBodies', true],
  ['noSetup', true],
  ['noTeardown', true],
  ['throw', true],
  ['insecureSkipTLSVerify', true],
  ['rps', 5],
  ['minIterationDuration', '1s'],
  ['blockHostnames', ['shop']],
  ['blacklistIPs', ['127.0.0.0/8']],
  ['scenarios', { default: {} }],
  ['thresholds', {}],
  ['summaryTrendStats', ['avg']],
])('cannot be judged under %s: %j', (option, value) => {
  expect(findForbidden({ ...PLAIN, [option]: value }, SCRIPT)).toMatch(
    new RegExp(`^k6 was given ${option}: .*; leave it out of its flags`),
  );
});

test('thresholds that nobody judges are seen by their absence', () => {
  expect(hasNoThresholds({ a: { values: {} }, b: { values: {} } })).toBe(true);
  expect(hasNoThresholds({ a: { values: {} }, b: { values: {}, thresholds: {} } })).toBe(false);
});

const part = (executionSegment: string, executionSegmentSequence: string | null = '0,1/4,1/2,3/4,1') => ({
  ...PLAIN,
  executionSegment,
  executionSegmentSequence,
});

describe('a part of the load', () => {
  test.each<[string, K6Settings, Parameters<typeof findForbidden>[2]]>([
    ['the second of four, as the operator starts it', part('1/4:1/2'), { runners: 4 }],
    ['the second of four, by hand', part('1/4:1/2'), { runners: 4, segment: { runner: 2, runners: 4 } }],
    ['the last of four', part('3/4:1'), { runners: 4 }],
    ['fractions that nobody shortened', part('2/4:3/4', '0,1/4,2/4,3/4,4/4'), { runners: 4 }],
    ['a seventh', part('2/7:3/7', '0,1/7,2/7,3/7,4/7,5/7,6/7,1'), { runners: 7 }],
    [
      'paused, with an address and tags, as the operator starts it',
      { ...part('0:1/4'), paused: true, tags: {} },
      { runners: 4 },
    ],
  ])('may be played: %s', (_, given, fleet) => {
    expect(findForbidden(given, SCRIPT, fleet)).toBeUndefined();
  });

  test.each<[string, K6Settings, Parameters<typeof findForbidden>[2], RegExp]>([
    [
      'half of a run that is one',
      part('0:1/2', null),
      { runners: 1 },
      /^k6 was given executionSegment: a part of the load/,
    ],
    [
      'half of a run that is one, in a sequence',
      part('0:1/2', '0,1/2,1'),
      undefined,
      /would be judged as the whole/,
    ],
    [
      'the whole of one of four',
      PLAIN,
      { runners: 4 },
      /^k6 plays the whole load, and not one of 4 equal parts/,
    ],
    [
      'half of one of four',
      part('0:1/2', '0,1/2,1'),
      { runners: 4 },
      /^k6 plays the part 0:1\/2, and not one of 4/,
    ],
    [
      'a quarter without its sequence',
      part('1/4:1/2', null),
      { runners: 4 },
      /^k6 plays the part 1\/4:1\/2, and/,
    ],
    ['unequal parts', part('0:1/2', '0,1/2,5/8,3/4,1'), { runners: 4 }, /and not one of 4 equal parts/],
    ['two quarters', part('0:2/4'), { runners: 4 }, /and not one of 4 equal parts/],
    [
      'another than was said',
      part('0:1/4'),
      { runners: 4, segment: { runner: 2, runners: 4 } },
      /not part 2 of 4/,
    ],
    ['what is no part', part('x'), { runners: 4 }, /and not one of 4 equal parts/],
  ])('is refused: %s', (_, given, fleet, why) => {
    expect(findForbidden(given, SCRIPT, fleet)).toMatch(why);
  });

  it('does not excuse anything else', () => {
    expect(findForbidden({ ...part('0:1/4'), rps: 5 }, SCRIPT, { runners: 4 })).toMatch(/^k6 was given rps/);
  });
});
