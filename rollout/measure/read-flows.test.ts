import { expect, test } from 'vitest';
import { toFlowState } from './read-flows.ts';

const FLOW = {
  id: 'buy',
  target: 'canary',
  outcome: 'pass' as const,
  at: '1970-01-01T00:01:40.000Z',
  everyS: 10,
  recent: { pass: 20, fail: 0, inconclusive: 0 },
};
const none = { pass: 0, fail: 0, inconclusive: 0 };

test.each<[string, object, number, number | undefined]>([
  ['as many as had the time', {}, 60_000, 4],
  ['no more than there were', { recent: { ...none, pass: 2 } }, 0, 2],
  ['the last one, where others ended otherwise', { recent: { ...none, pass: 20, fail: 1 } }, 0, 1],
  ['the last one, where all before are of another time', {}, 99_000, 1],
  ['the last one, where it ended before the canary began', {}, 200_000, 1],
  ['failures alike', { outcome: 'fail', recent: { ...none, fail: 3 } }, 0, 3],
  ['nothing of a flow that never ended', { outcome: 'never', at: null }, 0, undefined],
  ['nothing where the prober does not say how often', { everyS: undefined }, 0, undefined],
])('alike are %s', (_, change, beganAtMs, alike) =>
  expect(toFlowState({ ...FLOW, ...change }, beganAtMs).alike).toBe(alike));

test('a flow that ended at no time has no time', () =>
  expect(toFlowState({ ...FLOW, at: 'today' }, 0).atMs).toBeNaN());
