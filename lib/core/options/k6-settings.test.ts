import { expect, test } from 'vitest';
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
  ['executionSegment', '0:1/2'],
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
