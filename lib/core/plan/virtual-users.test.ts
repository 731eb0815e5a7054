import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { planOf } from '../../../test/runs/good-run.ts';
import { computeDescriptors, computeVirtualUsers } from './virtual-users.ts';

const BASELINE = {
  CHAOS_WINDOW_MIN: '0',
  SPIKE_DURATION_SEC: '0',
  TOXIPROXY_ENABLED: 'false',
  DURATION_SECONDS: '60',
};

test('one pass has one user', () => {
  expect(computeVirtualUsers(SERVICE, planOf({ ONCE: 'true' }))).toEqual({ preAllocated: 1, max: 1 });
});

test('users are made for a slow service, up to what is cheap, and may become as many as the slowest needs', () => {
  const at = (rps: string) => computeVirtualUsers(SERVICE, planOf({ ...BASELINE, BASE_RPS: rps }));
  expect(at('8').preAllocated).toBe(40);
  expect(at('8').max).toBeGreaterThan(40);
  expect(at('90').preAllocated).toBe(200);
  expect(at('200').preAllocated).toBe(400);
});

test('chaos holds journeys up, on the edge twice as long', () => {
  const chaos = {
    ...BASELINE,
    CYCLE_MIN: '1',
    SPIKE_OFFSET_MIN: '0.9',
    CHAOS_WINDOW_MIN: '0.5',
    CHAOS_RPS: '10',
    TOXIPROXY_ENABLED: 'true',
  };
  const users = (leg: string) => computeVirtualUsers(SERVICE, planOf({ ...chaos, CHAOS: leg })).preAllocated;
  expect([users('upstream'), users('edge')]).toEqual([50, 100]);
});

test('each user keeps a connection, and an embedded service two for it', () => {
  expect(computeDescriptors({ preAllocated: 40, max: 99 }, false)).toBe(70);
  expect(computeDescriptors({ preAllocated: 40, max: 99 }, true)).toBe(110);
});

test.each([
  2, 3, 7, 50,
])('each of %i runners has users of its own, however little there is to do', (runners) => {
  const plan = { ...BASELINE, BASE_RPS: '0.2', RUNNERS: String(runners) };
  const users = computeVirtualUsers(SERVICE, planOf(plan));
  expect(users.preAllocated / runners).toBeGreaterThanOrEqual(2);
  expect(users.max / runners).toBeGreaterThanOrEqual(2);
  expect(Number.isInteger(users.preAllocated / runners)).toBe(true);
});

test('many runners have hardly more users than one', () => {
  const at = (runners: string) =>
    computeVirtualUsers(SERVICE, planOf({ ...BASELINE, BASE_RPS: '200', RUNNERS: runners }));
  expect(at('4').max - at('1').max).toBeLessThanOrEqual(8);
});
