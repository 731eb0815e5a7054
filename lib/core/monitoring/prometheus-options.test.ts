import { expect, test } from 'vitest';
import type { OptionValues } from '../options/option.ts';
import { type PrometheusTarget, parsePrometheusTarget, toK6Output } from './prometheus-options.ts';

const URL = 'http://127.0.0.1:9090';
const TARGET: PrometheusTarget = { url: URL, credentials: undefined, token: undefined };

test.each<[OptionValues, PrometheusTarget | undefined]>([
  [{}, undefined],
  [{ PROMETHEUS_URL: '' }, undefined],
  [{ PROMETHEUS_URL: URL }, TARGET],
  [{ PROMETHEUS_URL: `${URL}/` }, TARGET],
  [
    { PROMETHEUS_URL: `${URL}/prom/`, PROMETHEUS_TOKEN: 'a-token-of-ours' },
    { ...TARGET, url: `${URL}/prom`, token: 'a-token-of-ours' },
  ],
  [{ PROMETHEUS_URL: 'http://me:p%3Aw%40@127.0.0.1:9090' }, { ...TARGET, credentials: 'me:p:w@' }],
])('%j is %j', (values, target) => {
  expect(parsePrometheusTarget(values)).toEqual(target);
});

test.each<[OptionValues, RegExp]>([
  [{ PROMETHEUS_URL: 'localhost:9090' }, /^PROMETHEUS_URL=localhost:9090: give an address like http/],
  [{ PROMETHEUS_TOKEN: 'a-token-of-ours' }, /^PROMETHEUS_URL is empty: give the address/],
  [
    { PROMETHEUS_URL: URL, PROMETHEUS_TOKEN: 'short' },
    /^PROMETHEUS_TOKEN cannot be used \(its value is not shown\)/,
  ],
  [{ PROMETHEUS_URL: URL, PROMETHEUS_TOKEN: 'two words here' }, /^PROMETHEUS_TOKEN cannot be used/],
  [
    { PROMETHEUS_URL: 'http://me:secret-word@127.0.0.1', PROMETHEUS_TOKEN: 'a-token-of-ours' },
    /^PROMETHEUS_TOKEN: .*one of the two$/,
  ],
])('%j cannot be used, and the sentence shows no secret', (values, sentence) => {
  let said = 'accepted';
  try {
    parsePrometheusTarget(values);
  } catch (error) {
    said = (error as Error).message;
  }
  expect(said).toMatch(sentence);
  expect(said).not.toMatch(/a-token-of-ours|two words|secret-word/);
});

const OUTPUT = 'experimental-prometheus-rw';
test.each<[string, PrometheusTarget, OptionValues, OptionValues]>([
  [
    'nothing else',
    TARGET,
    {},
    {
      K6_OUT: OUTPUT,
      K6_PROMETHEUS_RW_SERVER_URL: `${URL}/api/v1/write`,
      K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
    },
  ],
  ['another output', TARGET, { K6_OUT: 'csv=a.csv' }, { K6_OUT: `csv=a.csv,${OUTPUT}` }],
  [
    'the same output',
    TARGET,
    { K6_OUT: `${OUTPUT}=http://else,csv=a.csv` },
    { K6_OUT: `csv=a.csv,${OUTPUT}` },
  ],
  [
    'a token',
    { ...TARGET, token: 'a-token-of-ours' },
    {},
    { K6_PROMETHEUS_RW_BEARER_TOKEN: 'a-token-of-ours' },
  ],
  [
    'a user and a password with a colon',
    { ...TARGET, credentials: 'me:p:w' },
    {},
    { K6_PROMETHEUS_RW_USERNAME: 'me', K6_PROMETHEUS_RW_PASSWORD: 'p:w' },
  ],
])('k6 writes there, given %s', (_, target, env, wanted) => {
  expect(toK6Output(target, env)).toMatchObject(wanted);
});
