import { expect, test } from 'vitest';
import { planOf } from '../../../test/runs/good-run.ts';
import { toOwnPart, toSegmentEnvironment } from './own-segment.ts';

const GIVEN = { BASE: 'http://127.0.0.1:3300', SEED: '5' };

test('a segment takes the name of its run from RUN_ID, and no other run does', () => {
  expect(toSegmentEnvironment(planOf({ SEGMENT: '1/2' }), GIVEN, { RUN_ID: 'r' })).toEqual({ RUN_ID: 'r' });
  expect(toSegmentEnvironment(planOf(), {}, { RUN_ID: 'of-a-ci' })).toEqual({});
});

test.each([
  [{}, { RUN_ID: 'r' }, 'BASE, SEED'],
  [GIVEN, {}, 'RUN_ID'],
  [{ ...GIVEN, SEED: ' ' }, { RUN_ID: '' }, 'SEED, RUN_ID'],
])('what all segments must share has to be said: %j %j', (given, env, missing) => {
  expect(() => toSegmentEnvironment(planOf({ SEGMENT: '2/4' }), given, env)).toThrow(
    `SEGMENT=2/4: give ${missing} too, the same for all 4`,
  );
});

test.each([
  ['', true],
  ['1/3', true],
  ['2/3', false],
])('of SEGMENT=%s toxics are injected here: %s', (SEGMENT, enabled) => {
  const plan = planOf({ ...GIVEN, SEGMENT, TOXIPROXY_ENABLED: 'true', TOXIPROXY_UPSTREAM: '127.0.0.1:1' });
  expect(toOwnPart(plan).chaos.enabled).toBe(enabled);
});
