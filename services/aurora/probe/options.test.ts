import { describe, expect, it, test } from 'vitest';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { parseCommandLine } from '../../../lib/node/cli/command-line.ts';
import { PROBE, parseProbePlan } from './options.ts';

const OWN = 'AURORA_ROLLOUT_PROBE_';

test('without an option: ten samples, three at once, against the embedded service and its split', () => {
  const plan = parseProbePlan({});
  expect(plan).toMatchObject({ base: '', samples: 10, concurrency: 3, retryCount: 1, windowMs: 600_000 });
  expect([...(plan.expectedSplit ?? [])]).toEqual([
    ['v2_core', 0.5],
    ['legacy', 0.5],
  ]);
  expect(plan.webhook).toBeUndefined();
  expect(plan.failOn).toEqual({ high: false, warn: false });
});

test('of a service that is not ours no split is expected unless it is given', () => {
  expect(parseProbePlan({ [`${OWN}BASE`]: 'http://bff:1/' })).toMatchObject({
    base: 'http://bff:1',
    expectedSplit: undefined,
  });
});

test('the older names of a job still hold, and the newer one wins', () => {
  const older = { AURORA_PROBE_SAMPLES: '30', AURORA_PROBE_WEBHOOK_URL: 'https://alerts.example/hook' };
  expect(parseProbePlan(older)).toMatchObject({ samples: 30, secrets: ['https://alerts.example/hook'] });
  expect(parseProbePlan({ ...older, [`${OWN}SAMPLES`]: '5' }).samples).toBe(5);
});

test.each([
  [['--base-url', 'http://bff'], { [`${OWN}BASE`]: 'http://bff' }],
  [
    ['--webhook', 'https://alerts.example/hook'],
    { [`${OWN}ALERT_WEBHOOK_URL`]: 'https://alerts.example/hook' },
  ],
  [['--base', 'http://new', '--base-url', 'http://old'], { [`${OWN}BASE`]: 'http://new' }],
])('an older flag: %j', (args, values) => {
  expect(parseCommandLine(PROBE, args, {})?.values).toEqual(values);
});

test('a switch may be 1 or 0', () => {
  expect(parseProbePlan({ [`${OWN}POLICY_DEBUG`]: '1' }).policyDebug).toBe(true);
  expect(parseProbePlan({ [`${OWN}POLICY_DEBUG`]: '0' }).policyDebug).toBe(false);
});

describe('what cannot be used is named', () => {
  test.each([
    [{ SAMPLES: 'many' }, /SAMPLES=many: give a whole number from 1 to 10000/],
    [{ SAMPLES: '0' }, /SAMPLES=0: give/],
    [{ BASE: 'localhost' }, /BASE=localhost: give an address like/],
    [{ LANG: 'FR' }, /LANG=FR: give one of EN, CN/],
    [{ EXPECTED_SPLIT: 'v2=50' }, /EXPECTED_SPLIT=v2=50: they sum to 50/],
    [{ BASE: 'http://bff', DEFECTS: 'http_429' }, /only the embedded service has defects/],
    [{ WEBHOOK_TOKEN: 'abcdefgh' }, /ALERT_WEBHOOK_URL is empty/],
  ])('%j', (given, message) => {
    const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [OWN + name, value]));
    expect(() => parseProbePlan(values)).toThrow(message);
    expect(() => parseProbePlan(values)).toThrow(OptionError);
  });

  it('never with the value of a secret', () => {
    const messageOf = (values: Record<string, string>) => {
      try {
        return JSON.stringify(parseProbePlan(values));
      } catch (error) {
        return String(error);
      }
    };
    expect(messageOf({ [`${OWN}WEBHOOK_TOKEN`]: 'hush me' })).not.toContain('hush');
    expect(messageOf({ [`${OWN}ALERT_WEBHOOK_URL`]: 'ftp://hush' })).not.toContain('hush');
    expect(messageOf({ [`${OWN}BASE`]: 'http://me:hu/sh@bff' })).toContain('=http://***@bff:');
  });
});
