import { describe, expect, test } from 'vitest';
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
  expect(
    toFlowState({ ...FLOW, ...change }, { target: 'canary', beganAtMs, seenAtMs: null, hasGuards: false })
      .alike,
  ).toBe(alike));

test('a flow that ended at no time has no time', () =>
  expect(
    toFlowState(
      { ...FLOW, at: 'today' },
      { target: 'canary', beganAtMs: 0, seenAtMs: null, hasGuards: false },
    ).atMs,
  ).toBeNaN());

describe('runs that are told one by one', () => {
  const run = (outcome: 'pass' | 'fail', atS: number) => ({
    outcome,
    startedAt: new Date(atS * 1000).toISOString(),
  });
  const told = { ...FLOW, runs: [run('pass', 60), run('fail', 70), run('fail', 80), run('fail', 90)] };
  const NEVER = { outcome: 'never', atMs: null };
  test.each<[string, object, number | null, object]>([
    ['count from the first event of the canary on', {}, 75_000, { outcome: 'fail', alike: 2 }],
    ['count up to the last that ended otherwise', {}, 0, { outcome: 'fail', alike: 3 }],
    ['are none while the canary was not seen', {}, null, NEVER],
    ['are none where all were before it', {}, 95_000, NEVER],
    ['count for the stable version as they are told', { target: 'stable' }, 95_000, { outcome: 'pass' }],
    ['are none where they say no time', { runs: [{ outcome: 'pass', startedAt: 'soon' }] }, 0, NEVER],
  ])('%s', (_, change, seenAtMs, state) =>
    expect(
      toFlowState({ ...told, ...change }, { target: 'canary', beganAtMs: 0, seenAtMs, hasGuards: false }),
    ).toMatchObject(state));
});

describe('runs to which nothing came back', () => {
  const run = (outcome: 'pass' | 'fail', atS: number, unreached?: boolean) => ({
    outcome,
    startedAt: new Date(atS * 1000).toISOString(),
    ...(unreached === undefined ? {} : { unreached }),
  });
  const sight = (hasGuards: boolean) => ({ target: 'canary', beganAtMs: 0, seenAtMs: 0, hasGuards });
  test.each<[string, boolean, readonly object[], object]>([
    [
      'tell nothing of a version with guards',
      true,
      [run('fail', 70, true), run('fail', 80, true)],
      { outcome: 'inconclusive', alike: 2 },
    ],
    [
      'are failures where no guard would have answered',
      false,
      [run('fail', 70, true), run('fail', 80, true)],
      { outcome: 'fail', alike: 2 },
    ],
    [
      'take nothing from those to which something came',
      true,
      [run('fail', 70), run('fail', 80)],
      { outcome: 'fail', alike: 2 },
    ],
    [
      'break a row of failures',
      true,
      [run('fail', 70), run('fail', 80, true), run('fail', 90)],
      { outcome: 'fail', alike: 1 },
    ],
  ])('%s', (_, hasGuards, runs, state) =>
    expect(
      toFlowState({ ...FLOW, runs: [...runs] as ReturnType<typeof run>[] }, sight(hasGuards)),
    ).toMatchObject(state));
});
