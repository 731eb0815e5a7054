import { expect, test } from 'vitest';
import type { Slo } from '../../lib/core/monitoring/monitored.ts';
import { findHistogram, toOfVersions } from './selectors.ts';

const VERSIONS = { namespace: 'shop', canary: 'new', stable: 'old', hashLabel: 'hash' };

test.each([
  ['calls_total', VERSIONS, 'calls_total{job="app",namespace="shop",hash=~"new|old"}'],
  [
    'calls_total{status="500"}',
    VERSIONS,
    'calls_total{job="app",namespace="shop",hash=~"new|old",status="500"}',
  ],
  ['calls_total', { ...VERSIONS, namespace: '' }, 'calls_total{job="app",hash=~"new|old"}'],
  ['calls_total', { ...VERSIONS, stable: 'new' }, 'calls_total{job="app",namespace="shop",hash=~"new"}'],
  [
    'calls_total',
    { ...VERSIONS, hashLabel: 'pod_hash', canary: 'a.b' },
    'calls_total{job="app",namespace="shop",pod_hash=~"a\\\\.b|old"}',
  ],
])('%s of %j is %s', (selector, versions, expected) =>
  expect(toOfVersions({ job: 'app' }, versions, selector)).toBe(expected));

const toSlo = (good: string | undefined): Slo => ({
  id: 'fast',
  title: 'Fast',
  why: 'It is.',
  objectiveRatio: 0.99,
  all: 'all',
  ...(good === undefined ? { bad: 'bad_total{le="8"}' } : { good }),
});

test.each([
  ['seconds_bucket{le="8"}', 'seconds_bucket'],
  ['seconds_bucket{route="/a",le="8"}', 'seconds_bucket{route="/a"}'],
  ['seconds_bucket{le="8",route="/a,le"}', 'seconds_bucket{route="/a,le"}'],
  ['seconds_bucket{route="/a", le = "8" ,status="200"}', 'seconds_bucket{route="/a",status="200"}'],
  ['seconds_bucket{role="8"}', undefined],
  ['seconds_count{le="8"}', undefined],
  ['seconds_bucket', undefined],
  [undefined, undefined],
])('the histogram of %s is %s', (good, expected) =>
  expect(findHistogram({ slos: [toSlo(undefined), toSlo(good)] })).toBe(expected));
