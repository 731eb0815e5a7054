import { describe, expect, test } from 'vitest';
import { SERVICE as AURORA } from '../../../services/aurora/service.ts';
import { SERVICE as CHATCARDS } from '../../../services/aurora-chatcards/service.ts';
import { SERVICE as EXAMPLE } from '../../../services/example/service.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import type { OptionValues } from '../options/option.ts';
import { parsePlan } from '../plan/plan.ts';
import type { Service } from '../service/service.ts';
import { listBlindGates, toBlindLines } from './blind-gates.ts';

const blindOf = (values: OptionValues, service: Service = AURORA) => {
  const plan = parsePlan(service, { SEED: '1', ...values }, PROFILES);
  return listBlindGates(service, plan, listGates(service, plan));
};
const idsOf = (...given: Parameters<typeof blindOf>) => blindOf(...given).map(({ id }) => id);
const SHORT = { DURATION_SECONDS: '15', TOXIPROXY_ENABLED: 'false', SPIKE_DURATION_SEC: '0', SEED: '2' };
const SHARES = [
  'http_5xx_rate_5m',
  'http_5xx_sequential',
  'transport_error_rate_5m',
  'reco_output_guard_fallback_rate_10m',
];
const SAFETY = ['safety_with_recommendations', 'red_flag_not_blocked'];

describe('the gates that cannot tell', () => {
  test.each<[string, OptionValues, readonly string[], Service?]>([
    ['none in the quick run', {}, []],
    ['none in one of two hours', { PROFILE: 'gate' }, []],
    ['every share in 15 s', SHORT, SHARES],
    ['none in one pass', { ONCE: 'true' }, []],
    ['those of a journey that is not played', { SCENARIO_SAFETY_BLOCK_WEIGHT: '0' }, SAFETY],
    ['the same in one pass', { SCENARIO_SAFETY_BLOCK_WEIGHT: '0', ONCE: 'true' }, SAFETY],
    [
      'those of all journeys but one',
      { SCENARIO: 'photo_usable', ONCE: 'true' },
      [...SAFETY, 'low_med_treatment_leak', 'notice_without_actions'],
    ],
    ['none for want of a variant', { CN_PERCENT: '0' }, []],
    [
      'none without a chaos window',
      {
        CHAOS_WINDOW_MIN: '0',
        DURATION_SECONDS: '90',
        CYCLE_MIN: '1.5',
        SPIKE_OFFSET_MIN: '1.2',
        SPIKE_DURATION_SEC: '5',
      },
      [],
    ],
    ['none in the quick run of another mix', {}, [], CHATCARDS],
    [
      'the shares of a service without rates of its own',
      { ...SHORT, BASE_RPS: '1' },
      SHARES.slice(0, 3),
      EXAMPLE,
    ],
  ])('%s', (_, values, ids, service = AURORA) => {
    expect(idsOf(values, service)).toEqual(ids);
  });

  test('are told with the length that would do', () => {
    const [first] = blindOf(SHORT);
    expect(first).toMatchObject({
      id: 'http_5xx_rate_5m',
      expected: expect.stringMatching(/^\d+ responses expected, 200 needed$/) as string,
    });
    const longer = { ...SHORT, DURATION_SECONDS: String(first?.neededSec) };
    expect(idsOf(longer)).not.toContain('http_5xx_rate_5m');
    const shorter = { ...SHORT, DURATION_SECONDS: String((first?.neededSec ?? 0) * 0.8) };
    expect(idsOf(shorter)).toContain('http_5xx_rate_5m');
  });

  test('are told with the weight that is 0', () => {
    expect(blindOf({ SCENARIO_SAFETY_BLOCK_WEIGHT: '0' })[0]).toEqual({
      id: 'safety_with_recommendations',
      severity: 'blocking',
      expected: '0 safety blocks expected, 1 needed',
      remedy: 'the mix leaves out safety_block (SCENARIO_SAFETY_BLOCK_WEIGHT, SCENARIO)',
      neededSec: null,
    });
  });
});

test('a person reads one line each, under what they have in common', () => {
  const gate = { severity: 'blocking' as const, expected: '48 responses expected, 200 needed', remedy: '' };
  expect(
    toBlindLines([
      { ...gate, id: 'a', neededSec: 70 },
      { ...gate, id: 'b', severity: 'advisory', neededSec: 700 },
      {
        ...gate,
        id: 'c',
        expected: '0 orders expected, 1 needed',
        remedy: 'give W a weight',
        neededSec: null,
      },
    ]),
  ).toEqual([
    'cannot tell in so short a run; one of 12 min would:',
    '  a: 48 responses expected, 200 needed',
    '  b (advisory): 48 responses expected, 200 needed',
    'cannot tell with this mix:',
    '  c: 0 orders expected, 1 needed; give W a weight',
  ]);
  expect(toBlindLines([])).toEqual([]);
});
