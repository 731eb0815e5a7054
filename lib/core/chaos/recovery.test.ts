import { describe, expect, it, test } from 'vitest';
import { toAnswers } from '../../../test/runs/answers.ts';
import { assessRecovery, computeBand, computeRecoveryScale, type Recovery, type Watch } from './recovery.ts';

test.each([
  ['the runbook’s hour', 3600, { bucketSec: 60, withinSec: 120 }],
  ['a cycle of five minutes', 300, { bucketSec: 5, withinSec: 20 }],
  ['ten minutes', 1200, { bucketSec: 20, withinSec: 40 }],
  ['a quick run', 90, { bucketSec: 5, withinSec: 20 }],
  ['a day', 86_400, { bucketSec: 60, withinSec: 120 }],
])('%s has its own grain', (_, cycleSec, want) => expect(computeRecoveryScale(cycleSec)).toEqual(want));

it('takes the time that a run allows', () =>
  expect(computeRecoveryScale(3600, 7)).toEqual({ bucketSec: 60, withinSec: 7 }));

describe('the band of the baseline', () => {
  it('of few answers is wide: the share by Clopper & Pearson, the slowest answer and the slack', () => {
    const baseline = toAnswers({ from: 0, to: 10, perSec: 2, ms: (i) => (i === 7 ? 60 : 20) });
    expect(computeBand(baseline)).toEqual({
      answers: 20,
      maxBadRatio: expect.closeTo(1 - 0.05 ** (1 / 20), 6),
      maxP95Ms: 310,
    });
  });

  it('of many answers is narrow: 39th slowest of 1000 for the p95, half as much again where that is more', () => {
    const baseline = toAnswers({ from: 0, to: 500, perSec: 2, ms: (i) => 1000 + i });
    expect(computeBand(baseline)).toEqual({
      answers: 1000,
      maxBadRatio: expect.closeTo(0.003, 3),
      // Bin(1000, 5 %) is 39 or more with 95 % confidence.
      maxP95Ms: 1961 * 1.5,
    });
  });

  it('knows what was bad at baseline already', () => {
    const baseline = toAnswers({ from: 0, to: 50, perSec: 2, degraded: (i) => i % 10 === 0 });
    expect(computeBand(baseline)?.maxBadRatio).toBeCloseTo(0.1637, 3);
  });

  it('needs 15 answers', () => {
    expect(computeBand(toAnswers({ from: 0, to: 7, perSec: 2 }))).toBeUndefined();
    expect(computeBand(toAnswers({ from: 0, to: 7.5, perSec: 2 }))).toBeDefined();
  });
});

describe('after a toxic that went at 100 s', () => {
  const SCALE = { bucketSec: 5, withinSec: 20 };
  const until = (sec: number) => (_: number, atSec: number) => atSec < sec;
  const slowUntil = (sec: number) => (_: number, atSec: number) => (atSec < sec ? 2000 : 20);
  const watch = (change: Partial<Watch>): Watch => ({
    baseline: toAnswers({ from: 0, to: 15, perSec: 2 }),
    after: toAnswers({ from: 100, to: 140, perSec: 2 }),
    others: {
      baseline: toAnswers({ from: 0, to: 15, perSec: 2 }),
      after: toAnswers({ from: 100, to: 140, perSec: 2 }),
    },
    offSec: 100,
    untilSec: 140,
    ...change,
  });
  const later = (rest: Parameters<typeof toAnswers>[0]) => watch({ after: toAnswers(rest) });
  const BUSY = {
    baseline: toAnswers({ from: 0, to: 15, perSec: 2 }),
    after: toAnswers({ from: 100, to: 140, perSec: 2, ms: () => 900 }),
  };
  const half = { from: 100, to: 140, perSec: 2 };

  test.each<[string, Watch, Recovery['recovery'], number | null]>([
    ['all is well at once', watch({}), 'recovered', 0],
    ['it is slow for 7 s', later({ ...half, ms: slowUntil(107) }), 'recovered', 10],
    ['it degrades for 12 s', later({ ...half, degraded: until(112) }), 'recovered', 15],
    ['it fails for 17 s', later({ ...half, failed: until(117) }), 'recovered', 20],
    ['it is slow for 21 s', later({ ...half, ms: slowUntil(121) }), 'not_recovered', 25],
    ['it degrades for ever', later({ ...half, degraded: () => true }), 'not_recovered', null],
    ['every other answer degrades', later({ ...half, degraded: (i) => i % 2 === 0 }), 'not_recovered', null],
    ['it is slow within the slack', later({ ...half, ms: () => 260 }), 'recovered', 0],
    ['there was no baseline', watch({ baseline: toAnswers({ from: 0, to: 7, perSec: 2 }) }), 'unclear', null],
    ['hardly anybody asks', later({ from: 100, to: 140, perSec: 0.15, ms: () => 2000 }), 'unclear', null],
    ['few ask: a bucket goes on', later({ from: 100, to: 140, perSec: 0.5 }), 'recovered', 0],
    ['eight ask in all', later({ from: 100, to: 104, perSec: 2 }), 'recovered', 0],
    ['seven ask in all', later({ from: 100, to: 103.5, perSec: 2 }), 'unclear', null],
    [
      'eight ask, and then others fail',
      later({ from: 100, to: 108, perSec: 2, failed: (i) => i > 9 }),
      'recovered',
      0,
    ],
    [
      'its rows are in no order',
      watch({ after: toAnswers({ ...half, ms: slowUntil(107) }).reverse() }),
      'recovered',
      10,
    ],
    [
      'it degrades as it did at baseline',
      watch({
        baseline: toAnswers({ from: 0, to: 50, perSec: 2, degraded: (i) => i % 10 === 0 }),
        after: toAnswers({ ...half, degraded: (i) => i % 10 === 0 }),
      }),
      'recovered',
      0,
    ],
    ['nobody asks for 12 s', later({ ...half, from: 112 }), 'recovered', 10],
    [
      'it is slow until the run ends, too soon to tell',
      { ...later({ from: 100, to: 112, perSec: 2, ms: () => 2000 }), untilSec: 112 },
      'unclear',
      null,
    ],
    [
      'everything is slow, what needs no upstream too',
      { ...later({ ...half, ms: () => 2000 }), others: BUSY },
      'unclear',
      null,
    ],
    [
      'everything is slow for 21 s',
      { ...later({ ...half, ms: slowUntil(121) }), others: BUSY },
      'unclear',
      null,
    ],
    [
      'everything is slow, and this degrades',
      { ...later({ ...half, ms: () => 2000, degraded: () => true }), others: BUSY },
      'not_recovered',
      null,
    ],
    [
      'what needs no upstream is slow only once it should be over',
      {
        ...later({ ...half, ms: () => 2000 }),
        others: {
          baseline: BUSY.baseline,
          after: toAnswers({ ...half, ms: (_, atSec) => (atSec > 120 ? 2000 : 20) }),
        },
      },
      'not_recovered',
      null,
    ],
    [
      'nothing is known of what needs no upstream',
      { ...later({ ...half, ms: () => 2000 }), others: { baseline: [], after: [] } },
      'not_recovered',
      null,
    ],
    ['the next toxic comes at once', watch({ untilSec: 100.1 }), 'not_watched', null],
    ['it was never read back as gone', watch({ offSec: null }), 'not_watched', null],
    [
      'baseline was as slow as that',
      {
        ...later({ ...half, ms: () => 2000 }),
        baseline: toAnswers({ from: 0, to: 15, perSec: 2, ms: () => 1500 }),
      },
      'recovered',
      0,
    ],
  ])('%s', (_, given, recovery, seconds) => {
    const judged = assessRecovery(given, SCALE);
    expect(judged.recovery, judged.recover_because).toBe(recovery);
    expect(judged.recover_s).toEqual(seconds);
    expect(judged.recover_because).not.toBe('');
  });

  it('says what was seen, and the bound from the baseline', () => {
    expect(assessRecovery(later({ ...half, degraded: () => true }), SCALE).recover_because).toBe(
      'not back within 20 s: 10 of 10 answers degraded or failed (baseline: up to 9.5 %), p95 20 ms (baseline: up to 270 ms)',
    );
    expect(assessRecovery(later({ ...half, ms: slowUntil(121) }), SCALE).recover_because).toMatch(
      /^back only after 25 s, not within 20 s: 0 of 10 .*p95 2000 ms \(baseline: up to 270 ms\)$/,
    );
  });

  it('was watched for nothing, where the run was over before the toxic was off', () =>
    expect(assessRecovery(watch({ untilSec: 99.6 }), SCALE)).toMatchObject({
      recovery: 'not_watched',
      recover_because: 'watched for 0 s after it',
    }));
});
