import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { K6_VARIABLES, toClusterEnvironment, toK6Environment } from './k6-variables.ts';
import { OptionError } from './option-error.ts';

test('k6 is started with what it needs of a system, and with nothing else', () => {
  const system = {
    PATH: '/bin',
    HOME: '/root',
    LC_ALL: 'C',
    GOGC: '100',
    SSL_CERT_DIR: '/certs',
    https_proxy: 'http://proxy:1',
    NO_PROXY: 'localhost',
  };
  const others = {
    LIVE_TOKEN: 'secret',
    NODE_OPTIONS: '--inspect',
    BASE: 'http://elsewhere',
    RUN_ID: '7',
    LANG: '',
    AWS_SECRET_ACCESS_KEY: 'secret',
    K6_BIN: '/usr/bin/k6',
    K6_ADDRESS: 'localhost:1',
  };
  expect(toK6Environment({ ...system, ...others, K6_UNSET: undefined })).toEqual(system);
});

test.each(K6_VARIABLES.map(({ name }) => name))('%s reaches k6', (name) => {
  const given = { [name.replace('*', '_A')]: 'x' };
  expect(toK6Environment(given)).toEqual(given);
});

test.each([
  'K6_DISCARD_RESPONSE_BODIES',
  'K6_INCLUDE_SYSTEM_ENV_VARS',
  'K6_STAGES',
  'K6_VUS',
  'K6_ITERATIONS',
  'K6_DURATION',
  'K6_NO_THRESHOLDS',
  'K6_NO_SETUP',
  'K6_CONFIG',
  'K6_CONSOLE_OUTPUT',
  'K6_LOG_FORMAT',
  'K6_INSECURE_SKIP_TLS_VERIFY',
  'K6_CLOUD_TOKEN',
  'K6_SOMETHING_NEW',
])('%s is refused by its name', (name) => {
  for (const toEnvironment of [toK6Environment, toClusterEnvironment]) {
    expect(() => toEnvironment({ [name]: '1' })).toThrow(OptionError);
    expect(() => toEnvironment({ [name]: '1' })).toThrow(new RegExp(`^${name}: .*unset it`));
    expect(toEnvironment({ [name]: '' })).not.toHaveProperty(name, '1');
  }
});

test('an output that gives a verdict of its own is refused', () => {
  expect(() => toK6Environment({ K6_OUT: 'csv=a.csv, cloud' })).toThrow(/^K6_OUT=cloud: /);
  expect(toK6Environment({ K6_OUT: 'json=cloud.json' })).toEqual({ K6_OUT: 'json=cloud.json' });
});

test('the k6 that talks to a cluster keeps what a log-in may need, but for what is ours', () => {
  expect(
    toClusterEnvironment({ KUBECONFIG: 'k', AWS_PROFILE: 'p', LIVE_TOKEN: 'secret', K6_BIN: 'b' }),
  ).toEqual({ KUBECONFIG: 'k', AWS_PROFILE: 'p' });
});

test('docs/runs.md names every K6_… that a run may be given', () => {
  const page = readFileSync('docs/runs.md', 'utf8');
  expect(K6_VARIABLES.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
});
