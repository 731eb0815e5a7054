import { describe, expect, it, test } from 'vitest';
import type { OptionValues } from '../options/option.ts';
import { describeDisruption, parseDisruption } from './disruption.ts';

const GIVEN = { NAMESPACE: 'shop', SERVICE: 'upstream', PORT: '80', ERROR_RATE: '0.2' };

describe('parseDisruption', () => {
  it('takes a service, with errors as they usually are', () => {
    expect(parseDisruption(GIVEN)).toEqual({
      namespace: 'shop',
      pods: { by: 'service', service: 'upstream' },
      protocol: 'http',
      port: 80,
      fault: {
        errorRatio: 0.2,
        errorCode: 503,
        errorBody: '',
        averageDelayMs: 0,
        delayVariationMs: 0,
        exclude: [],
      },
      durationSec: 60,
      proxyPort: 8000,
      injectTimeoutSec: 30,
    });
  });

  it('takes labels, lists with blanks, and grpc with a status of its own', () => {
    const { pods, fault } = parseDisruption({
      ...GIVEN,
      SERVICE: '',
      POD_LABELS: 'app=upstream, track=stable',
      PROTOCOL: 'grpc',
      EXCLUDE: 'shop.Health, ,shop.Admin',
    });
    expect(pods).toEqual({ by: 'labels', labels: { app: 'upstream', track: 'stable' } });
    expect(fault).toMatchObject({ errorCode: 14, exclude: ['shop.Health', 'shop.Admin'] });
  });

  test.each<[OptionValues, RegExp]>([
    [{ NAMESPACE: ' ' }, /^NAMESPACE is empty: give/],
    [{ PORT: '' }, /^PORT is empty: give/],
    [{ PORT: '65536' }, /^PORT=65536: give a whole number/],
    [{ SERVICE: '' }, /^SERVICE or POD_LABELS: give one/],
    [{ POD_LABELS: 'app=upstream' }, /^SERVICE or POD_LABELS: give one/],
    [{ SERVICE: '', POD_LABELS: 'upstream' }, /^POD_LABELS=upstream: give labels like/],
    [{ SERVICE: '', POD_LABELS: '=x' }, /^POD_LABELS==x: give labels like/],
    [{ SERVICE: '', POD_LABELS: ',' }, /^POD_LABELS=,: give labels like/],
    [{ ERROR_RATE: '20' }, /^ERROR_RATE=20: give a number from 0 to 1/],
    [{ ERROR_RATE: '0' }, /^ERROR_RATE and AVERAGE_DELAY_MS are both 0/],
    [{ ERROR_CODE: '200' }, /^ERROR_CODE=200: with PROTOCOL=http give a status from 400 to 599/],
    [
      { ERROR_CODE: '503', PROTOCOL: 'grpc' },
      /^ERROR_CODE=503: with PROTOCOL=grpc give a status from 1 to 16/,
    ],
    [{ PROTOCOL: 'tcp' }, /^PROTOCOL=tcp: give one of http, grpc/],
    [{ DELAY_VARIATION_MS: '10' }, /^DELAY_VARIATION_MS=10: give at most AVERAGE_DELAY_MS, which is 0/],
    [{ DURATION_SECONDS: '0' }, /^DURATION_SECONDS=0: give a whole number from 1/],
  ])('%j is refused by name', (change, sentence) => {
    expect(() => parseDisruption({ ...GIVEN, ...change })).toThrow(sentence);
  });
});

test.each<[OptionValues, string]>([
  [{}, 'http requests to service upstream in shop, port 80: 20 % answered with 503, for 60 s'],
  [
    { SERVICE: '', POD_LABELS: 'app=a', ERROR_RATE: '0', AVERAGE_DELAY_MS: '80', EXCLUDE: '/health' },
    'http requests to pods app=a in shop, port 80: 80 ± 0 ms later, but for /health, for 60 s',
  ],
])('%j in words', (change, words) => {
  expect(describeDisruption(parseDisruption({ ...GIVEN, ...change }))).toBe(words);
});
