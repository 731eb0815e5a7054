import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import { RUNBOOK_FAULT_IDS } from '../faults/table.ts';
import { toHostPort } from '../options/address.ts';
import { findFault, listEnvNames, type OptionValues, toFlag } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import { parsePlan } from './plan.ts';
import { listOptionNames, listOptions } from './run-options.ts';

const OPTIONS = listOptions(SERVICE);

const plan = (values: OptionValues = {}) => parsePlan(SERVICE, values, PROFILES, () => 7);
const faultOf = (values: OptionValues) => {
  try {
    plan(values);
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError);
    return (error as Error).message;
  }
};

describe('the table of options', () => {
  it('names each variable and each flag once', () => {
    expect(listOptionNames(SERVICE).size).toBe(OPTIONS.flatMap(listEnvNames).length);
    expect(new Set(OPTIONS.map(toFlag)).size).toBe(OPTIONS.length);
  });

  test.each(
    OPTIONS.map((option) => [option.env, option] as const),
  )('%s has a default that it would accept', (_, option) => {
    expect(option.doc).not.toBe('');
    if (option.fallback !== '') expect(findFault(option, option.fallback)).toBeUndefined();
  });

  it('makes flags in kebab case', () => {
    const flagOf = (env: string) => toFlag(OPTIONS.find((option) => option.env === env)!);
    expect(flagOf('CHAOS_RPS')).toBe('--chaos-rps');
    expect(flagOf('SOAK_LANG')).toBe('--lang');
  });

  it('no default points at a service of someone', () => {
    for (const { fallback } of OPTIONS)
      if (fallback.includes(':')) expect(fallback).toMatch(/^(http:\/\/)?(127\.0\.0\.1|localhost):/);
  });
});

describe('a value that cannot be used is named, with the remedy', () => {
  const numbers = OPTIONS.filter((option) => option.kind === 'number');
  const choices = OPTIONS.filter((option) => option.kind === 'choice');

  test.each(
    numbers.flatMap(({ env, min, max, integer }) =>
      [
        'abc',
        '1,5',
        'NaN',
        'Infinity',
        '12h',
        String(min - 1),
        String(max + 1),
        ...(integer ? ['1.5'] : []),
      ].map((value) => [env, value] as const),
    ),
  )('%s=%s', (env, value) => {
    expect(faultOf({ [env]: value })).toMatch(
      new RegExp(`^${env}=${value.replaceAll('.', '\\.')}: give a( whole)? `),
    );
  });

  test.each([...choices.map(({ env }) => env), 'ONCE', 'BASE', 'TOXIPROXY_MODES'])('%s=nonsense', (env) => {
    expect(faultOf({ [env]: 'nonsense' })).toMatch(new RegExp(`^${env}=nonsense: give `));
  });

  test.each<[OptionValues, string]>([
    [{ BASE: 'localhost:3300' }, 'BASE='],
    [{ BASE: 'ftp://host' }, 'BASE='],
    [{ BASE: 'http://host?x=1' }, 'BASE='],
    [{ TOXIPROXY_MODES: 'latency,quake' }, 'TOXIPROXY_MODES='],
    [{ TOXIPROXY_MODES: ' , ' }, 'TOXIPROXY_MODES='],
    [{ TOXIPROXY_MODES: 'latency,latency' }, 'TOXIPROXY_MODES=latency,latency: name each mode once'],
    [{ TOXIPROXY_API_URL: '127.0.0.1:8474' }, 'TOXIPROXY_API_URL='],
    [{ TOXIPROXY_LISTEN: '18474' }, 'TOXIPROXY_LISTEN='],
    [{ TOXIPROXY_UPSTREAM: 'http://127.0.0.1:1' }, 'TOXIPROXY_UPSTREAM='],
    [{ METRICS_URL: '/metrics' }, 'METRICS_URL='],
    [{ K6_ADDRESS: 'localhost' }, 'K6_ADDRESS='],
    [{ TOXICS: 'latency.latency' }, 'TOXICS: latency.latency: give fault.attribute=value'],
    [{ TOXICS: 'bandwidth.rate=1000' }, 'TOXICS: bandwidth would slow calls by 12.8 ms'],
    [
      { CHAOS: 'edge', TOXIPROXY_LISTEN: 'localhost:18474' },
      'TOXIPROXY_LISTEN=localhost:18474: with CHAOS=edge give ip:port',
    ],
    [
      { CHAOS: 'edge', BASE: 'http://[::1]:3300' },
      'BASE=http://[::1]:3300: with CHAOS=edge k6 can be led from a name or an IPv4 address',
    ],
    [
      { CHAOS: 'edge', BASE: 'http://user:password@[fe80::1]' },
      'BASE=http://***@[fe80::1]: with CHAOS=edge k6 can be led',
    ],
    [{ CHAOS: 'edge', TOXICS: 'bandwidth.rate=300' }, 'TOXICS: bandwidth would slow calls by 17.1 ms'],
    [{ DURATION_SECONDS: '40' }, 'CHAOS_WINDOW_MIN: a run of 40 s has no room'],
    [{ BASE: 'http://127.0.0.1:1', TOXIPROXY_ENABLED: 'true' }, 'TOXIPROXY_UPSTREAM is empty'],
    [{ PROFILE: 'gate', CHAOS_WINDOW_MIN: '55' }, 'CHAOS_WINDOW_MIN: '],
    [{ PROFILE: 'gate', SPIKE_OFFSET_MIN: '59.9' }, 'SPIKE_OFFSET_MIN: '],
    [{ PROFILE: 'gate', SPIKE_OFFSET_MIN: '15' }, 'SPIKE_OFFSET_MIN: '],
    [
      {
        SCENARIO_USE_PHOTO_FALSE_WEIGHT: '0',
        SCENARIO_PHOTO_USABLE_WEIGHT: '0',
        SCENARIO_PHOTO_FORCED_FAIL_WEIGHT: '0',
        SCENARIO_SAFETY_BLOCK_WEIGHT: '0',
      },
      'SCENARIO_USE_PHOTO_FALSE_WEIGHT, SCENARIO_PHOTO_USABLE_WEIGHT, SCENARIO_PHOTO_FORCED_FAIL_WEIGHT, SCENARIO_SAFETY_BLOCK_WEIGHT are all 0',
    ],
    [{ SCENARIO_SAFETY_BLOCK_WEIGHT: '-1' }, 'SCENARIO_SAFETY_BLOCK_WEIGHT=-1'],
  ])('%o', (values, start) => {
    expect(faultOf(values).startsWith(start), faultOf(values)).toBe(true);
  });
});

describe('precedence: given, then profile, then default', () => {
  test.each<[string, OptionValues, (p: ReturnType<typeof plan>) => unknown, unknown]>([
    ['the default profile', {}, (p) => p.profile, 'quick'],
    ['a default', {}, (p) => p.timing.baseRps, 1],
    ['a profile over the default', { PROFILE: 'dry' }, (p) => p.timing.chaosRps, 2],
    ['given over the profile', { PROFILE: 'dry', CHAOS_RPS: '9' }, (p) => p.timing.chaosRps, 9],
    ['as many hundredths as k6 plays', { BASE_RPS: '0.015' }, (p) => p.timing.baseRps, 0.02],
    ['empty counts as not given', { PROFILE: 'dry', CHAOS_RPS: '' }, (p) => p.timing.chaosRps, 2],
    ['blank counts as not given', { PROFILE: 'dry', CHAOS_RPS: '  ' }, (p) => p.timing.chaosRps, 2],
    ['a duration of the profile', { PROFILE: 'gate' }, (p) => p.timing.totalSec, 7200],
    [
      'seconds over a profile in hours',
      { PROFILE: 'gate', DURATION_SECONDS: '5400' },
      (p) => p.timing.totalSec,
      5400,
    ],
    [
      'hours over a profile in seconds',
      { PROFILE: 'quick', DURATION_HOURS: '0.5' },
      (p) => p.timing.totalSec,
      1800,
    ],
    ['seconds over hours', { DURATION_HOURS: '1', DURATION_SECONDS: '120' }, (p) => p.timing.totalSec, 120],
    ['decimal hours', { PROFILE: 'gate', DURATION_HOURS: '0.25' }, (p) => p.timing.totalSec, 900],
    ['a compressed clock', { PROFILE: 'soak24', TIME_SCALE: '24' }, (p) => p.timing.totalSec, 3600],
    ['a compressed spike', { PROFILE: 'soak24', TIME_SCALE: '24' }, (p) => p.timing.spikeDurationSec, 1.25],
    ['rates as they were', { PROFILE: 'soak24', TIME_SCALE: '24' }, (p) => p.timing.spikeRps, 20],
    ['a seed that was given', { SEED: '0' }, (p) => p.seed, 0],
    ['a seed that is drawn', {}, (p) => p.seed, 7],
    ['a bound', { MAX_5XX_RATE_5M: '0.01' }, (p) => p.bounds.max5xxRatio, 0.01],
    [
      'a bound by the name it had before',
      { MAX_CALM_DEGRADED_RATE: '0.02' },
      (p) => p.bounds.maxBaselineDegradedRatio,
      0.02,
    ],
    ['rollout facts that only advise', {}, (p) => p.own.ROLLOUT_FACTS, 'advisory'],
    ['rollout facts that decide', { ROLLOUT_FACTS: 'blocking' }, (p) => p.own.ROLLOUT_FACTS, 'blocking'],
    ['a bound of 0', { MAX_TRANSPORT_ERRORS: '0' }, (p) => p.bounds.maxTransportErrors, 0],
    [
      'one journey',
      { SCENARIO: 'safety_block' },
      (p) => p.mix.weights,
      { use_photo_false: 0, photo_usable: 0, photo_forced_fail: 0, safety_block: 1 },
    ],
    [
      'one language over the percentage',
      { SOAK_LANG: 'EN', CN_PERCENT: '80' },
      (p) => p.mix.variants,
      { CN: 0, EN: 1 },
    ],
    ['a share in percent', { CN_PERCENT: '80' }, (p) => p.mix.variants, { CN: 80, EN: 20 }],
    ['the other language', { SOAK_LANG: 'CN' }, (p) => p.mix.variants, { CN: 1, EN: 0 }],
    ["the runbook's modes", {}, (p) => p.chaos.modes, RUNBOOK_FAULT_IDS],
    ['some modes, spaced', { TOXIPROXY_MODES: ' reset , mix ' }, (p) => p.chaos.modes, ['reset', 'mix']],
    ['a base without its slash', { BASE: 'http://127.0.0.1:1/' }, (p) => p.base, 'http://127.0.0.1:1'],
    ['chaos with the embedded stack', {}, (p) => p.chaos.enabled, true],
    ['no chaos with a base', { BASE: 'http://127.0.0.1:1' }, (p) => p.chaos.enabled, false],
    [
      'chaos with a base that has an upstream',
      { BASE: 'http://127.0.0.1:1', TOXIPROXY_ENABLED: 'true', TOXIPROXY_UPSTREAM: '127.0.0.1:2' },
      (p) => p.chaos.enabled,
      true,
    ],
    ['no chaos when told so', { TOXIPROXY_ENABLED: 'false' }, (p) => p.chaos.enabled, false],
    ['no chaos in one pass', { ONCE: 'true' }, (p) => p.chaos.enabled, false],
    ['no chaos without a window', { CHAOS_WINDOW_MIN: '0' }, (p) => p.chaos.enabled, false],
  ])('%s', (_, values, read, want) => {
    expect(read(plan(values))).toEqual(want);
  });
});

test('k6 and Node come to the same plan from the same values', () => {
  const values = { PROFILE: 'dry', SEED: '5', TOXIPROXY_MODES: 'reset' };
  expect(plan(values)).toEqual(plan({ ...values }));
});

test.each(
  Object.keys(PROFILES),
)('profile %s gives only options that exist, with values they accept', (name) => {
  for (const [env, value] of Object.entries(PROFILES[name]!)) {
    const option = OPTIONS.find((one) => one.env === env);
    expect(option, env).toBeDefined();
    expect(findFault(option!, value)).toBeUndefined();
  }
});

describe('chaos on the edge', () => {
  test.each([
    ['http://127.0.0.1:3300', '127.0.0.1:3300'],
    ['https://bff.staging', 'bff.staging:443'],
    ['https://user:word@bff.staging', 'bff.staging:443'],
    ['http://bff.staging/v2', 'bff.staging:80'],
    ['http://[::1]:3300', '[::1]:3300'],
    ['', ''],
  ])('%s is reached at %s', (base, address) => expect(toHostPort(base)).toBe(address));

  it('is on where it is asked for, before the service itself', () => {
    expect(plan({ CHAOS: 'edge', BASE: 'https://bff.staging/v2' }).chaos).toMatchObject({
      enabled: true,
      leg: 'edge',
      upstream: 'bff.staging:443',
    });
    expect(plan({ CHAOS: 'edge', TOXIPROXY_ENABLED: 'false' }).chaos.enabled).toBe(false);
    expect(plan({ BASE: 'https://bff.staging' }).chaos).toMatchObject({ enabled: false, leg: 'upstream' });
  });

  it('meets smaller messages, so less is expected of the same fault', () => {
    expect(plan({ CHAOS: 'edge' }).chaos.faults.bandwidth.effect).toEqual({ addedMs: 20 });
    expect(plan().chaos.faults.bandwidth.effect).toEqual({ addedMs: 50 });
  });
});
