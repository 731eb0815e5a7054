import { expect, it } from 'vitest';
import { toChaos, toSlot, toWindow } from '../../../test/runs/good-run.ts';
import { joinWindows, toModeFigures } from './mode-figures.ts';

it('adds a mode up over its slots', () => {
  expect(
    toModeFigures([
      toWindow({ answers: 10, degraded: 4, upstream_calls: 10, upstream_failed: 1, recover_s: 5 }),
      toWindow({ mode: 'timeout', upstream_calls: null, upstream_failed: null, upstream_added_ms: null }),
      toWindow({ answers: 30, degraded: 0, upstream_calls: 30, upstream_added_ms: 400, read_back: false }),
      toWindow({ answers: 0, recovery: 'not_recovered', recover_s: 45, effect: 'none', healed: false }),
      toWindow({
        answers: 0,
        recovery: 'not_watched',
        recover_s: null,
        upstream_calls: 0,
        upstream_added_ms: null,
      }),
    ]),
  ).toEqual({
    latency: {
      windows: 4,
      on: 3,
      bit: 3,
      healed: 3,
      watched: 3,
      recovered: 2,
      recover_s: 45,
      upstream_calls: 70,
      upstream_failed_ratio: 0.0143,
      // (10 × 800 + 30 × 400 + 30 × 800) / 70
      upstream_added_ms: 629,
      answers: 40,
      degraded_ratio: 0.1,
    },
    timeout: {
      windows: 1,
      on: 1,
      bit: 1,
      healed: 1,
      watched: 1,
      recovered: 1,
      recover_s: 0,
      upstream_calls: null,
      upstream_failed_ratio: null,
      upstream_added_ms: null,
      answers: 12,
      degraded_ratio: 0,
    },
  });
});

it('of a mode that nobody answered under, shares are not known', () =>
  expect(
    toModeFigures([toWindow({ answers: 0, upstream_calls: 0, upstream_added_ms: null })]).latency,
  ).toMatchObject({
    degraded_ratio: null,
    upstream_failed_ratio: null,
    upstream_added_ms: null,
    upstream_calls: 0,
  }));

it('of a run without chaos is empty', () => expect(toModeFigures([])).toEqual({}));

it('joins both accounts of a slot by their place', () => {
  const { proof, aftermath } = toChaos({}, { slots: [toSlot({ recover_s: 7 }), toSlot({ recover_s: 9 })] });
  expect(joinWindows(proof, aftermath)).toMatchObject([
    { mode: proof.windows[0]?.mode, recover_s: 7 },
    { mode: proof.windows[1]?.mode, recover_s: 9 },
  ]);
});
