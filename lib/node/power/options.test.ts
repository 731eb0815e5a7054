import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { parsePowerRequest } from './options.ts';

test('the two-hour gate unless another is named, and the same draws unless others are asked for', () => {
  expect(parsePowerRequest(SERVICE, {})).toMatchObject({
    plan: { profile: 'gate', seed: 1 },
    runs: 2000,
    healthyRate: 0.0002,
    json: false,
  });
  expect(parsePowerRequest(SERVICE, { PROFILE: 'quick', SEED: '7', BASE_RPS: '5' })).toMatchObject({
    plan: { profile: 'quick', seed: 7, timing: { baseRps: 5 } },
  });
});

test.each([
  [{ POWER_RUNS: '0' }, 'POWER_RUNS'],
  [{ POWER_HEALTHY_RATE: '2' }, 'POWER_HEALTHY_RATE'],
  [{ BASE_RPS: 'many' }, 'BASE_RPS'],
])('a bad value is named: %j', (values, name) => {
  expect(() => parsePowerRequest(SERVICE, values)).toThrow(name);
});
