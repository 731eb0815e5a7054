import { describe, expect, it, test } from 'vitest';
import { drawUnit } from '../../../lib/core/stats/draw.ts';
import { NO_ANSWER_PART, TIMED_OUT_PART, toRound, toRounds } from '../../../test/aurora/regression-rounds.ts';
import {
  type ComparedRun,
  compareRuns,
  computeAgrestiCaffo,
  computeBootstrapP95,
  computeWelch,
} from './compare.ts';
import type { Round } from './report-schema.ts';

const SETUP = { 'hot set': 'm:1' };
const toRun = (rounds: readonly Round[], setup: ComparedRun['setup'] = SETUP): ComparedRun => ({
  rounds,
  setup,
});
const NORMAL = toRun(toRounds(100, 200));
const withFailures = (count: number) =>
  toRun(toRounds(100, 200).map((round, i) => (i < count ? toRound(5, { reviews: TIMED_OUT_PART }) : round)));

const withSlow = (every: number) =>
  toRun(toRounds(100, 200).map((round, i) => (i % every === 0 ? toRound(900) : round)));
const withUnanswered = (count: number) =>
  toRun(toRounds(100, 200).map((round, i) => (i < count ? toRound(1, { offers: NO_ANSWER_PART }) : round)));

describe('two runs', () => {
  it.each<[string, ComparedRun, ComparedRun, string]>([
    ['of one service', NORMAL, toRun(toRounds(100, 201)), 'same'],
    ['the later one slower by half', NORMAL, toRun(toRounds(100, 300)), 'worse'],
    ['the later one faster by half', NORMAL, toRun(toRounds(100, 100)), 'better'],
    ['slower in its slowest eighth', NORMAL, withSlow(8), 'worse'],
    // Its p95 may be theirs or that of the others: it is slower, by less than matters or by more.
    ['slower in its slowest tenth', NORMAL, withSlow(10), 'inconclusive'],
    ['a difference too small to matter', NORMAL, toRun(toRounds(100, 206)), 'same'],
    ['milliseconds that nobody sees', toRun(toRounds(100, 10, 1)), toRun(toRounds(100, 30, 1)), 'same'],
    [
      'a spread that hides everything',
      toRun(toRounds(12, 200, 190)),
      toRun(toRounds(12, 230, 190)),
      'inconclusive',
    ],
    ['pages that fail, and fast', NORMAL, withFailures(30), 'worse'],
    ['visits that nobody took, and fast', NORMAL, withUnanswered(30), 'same'],
    ['too few answered visits', NORMAL, withUnanswered(95), 'not_comparable'],
    ['too few rounds', NORMAL, toRun(toRounds(9, 200)), 'not_comparable'],
    ['too few rounds before', toRun(toRounds(9, 200)), NORMAL, 'not_comparable'],
    ['another set-up', NORMAL, toRun(toRounds(100, 200), { 'hot set': 'm:2' }), 'not_comparable'],
    [
      'a product that was not there',
      NORMAL,
      toRun(toRounds(100, 200).map((r) => ({ ...r, product: 'x' }))),
      'not_comparable',
    ],
    ['nothing', NORMAL, toRun([]), 'not_comparable'],
  ])('%s: %4$s', (_, earlier, later, verdict) => {
    expect(compareRuns(earlier, later, 0.1).verdict).toBe(verdict);
  });

  it.each([
    [NORMAL, toRun(toRounds(100, 300)), 'winona est_e2e_avg_ms, winona est_e2e_p95_ms'],
    [NORMAL, toRun(toRounds(100, 201)), 'no difference beyond the tolerance'],
    [
      NORMAL,
      withSlow(10),
      'winona est_e2e_avg_ms, winona est_e2e_p95_ms: the interval lies on both sides of the tolerance',
    ],
  ])('%#: names what decided', (earlier, later, why) => {
    expect(compareRuns(earlier, later, 0.1).why).toBe(why);
  });

  it('comes to the same each time', () => {
    const later = toRun(toRounds(100, 214, 60));
    expect(compareRuns(NORMAL, later, 0.1)).toEqual(compareRuns(NORMAL, later, 0.1));
  });
});

describe('the intervals', () => {
  it('of Welch are as by hand', () => {
    // Variances 2.3 and 7, so 6.3726 degrees of freedom, whose 97.5 % quantile is 2.4127 by numerical integration.
    const { low, middle, high } = computeWelch([1, 3, 2, 2, 5], [2, 4, 4, 6, 9], 0.95);
    expect(middle).toBeCloseTo(2.4, 10);
    expect([low, high]).toEqual([expect.closeTo(-0.8904, 3), expect.closeTo(5.6904, 3)]);
  });
  it('of Welch are a point where nothing varies', () => {
    expect(computeWelch([1, 1], [3, 3], 0.95)).toEqual({ low: 2, middle: 2, high: 2 });
  });
  it('of Agresti and Caffo know that 0 of 3 says little', () => {
    const few = computeAgrestiCaffo([true, true, true], [false, false, false], 0.95);
    const many = computeAgrestiCaffo(Array(300).fill(true), Array(300).fill(false), 0.95);
    expect(few.middle).toBe(-1);
    expect(few.high - few.low).toBeGreaterThan(0.5);
    expect(many.high - many.low).toBeLessThan(0.05);
  });
  it('of the bootstrap hold the difference of the percentiles', () => {
    const earlier = toRounds(100, 100, 30).map((round) => round.est_e2e_ms);
    const { low, middle, high } = computeBootstrapP95(
      earlier,
      earlier.map((ms) => ms + 50),
      0.98,
    );
    expect(middle).toBeCloseTo(50, 6);
    expect([low < 50, high > 50, low > 0]).toEqual([true, true, true]);
  });
});

/** Gaussian times, so that the stated confidence can be counted. */
function draw(seed: number, count: number): Round[] {
  return Array.from({ length: count }, (_, i) => {
    // Box and Muller: two even draws make a normal one.
    const [radius, angle] = [drawUnit(seed, i, 1), drawUnit(seed, i, 2)];
    return toRound(2_000 + 200 * Math.sqrt(-2 * Math.log(1 - radius)) * Math.cos(2 * Math.PI * angle));
  });
}

test('of 40 pairs of equal runs at most a few are called different', () => {
  const verdicts = Array.from(
    { length: 40 },
    (_, i) => compareRuns(toRun(draw(i * 2 + 1, 60)), toRun(draw(i * 2 + 2, 60)), 0).verdict,
  );
  expect(
    verdicts.filter((verdict) => verdict === 'better' || verdict === 'worse').length,
  ).toBeLessThanOrEqual(5);
});
