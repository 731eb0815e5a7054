import { describe, expect, it, test } from 'vitest';
import { computeBlockGain, computeOwnGain, type Hypothesis, projectOnLine } from './block-gain.ts';

const chanceOf = (hits: number, samples: number, chance: number) => {
  let ways = 1;
  for (let n = 0; n < hits; n++) ways = (ways * (samples - n)) / (n + 1);
  return ways * chance ** hits * (1 - chance) ** (samples - hits);
};

/** The mean of the e-value where these are the true chances, by adding up every outcome of a small block. */
function computeMean(
  sizes: { canary: number; stable: number },
  truth: { canary: number; stable: number },
  alternative: { canary: number; stable: number },
  hypothesis: Hypothesis,
): number {
  let mean = 0;
  for (let a = 0; a <= sizes.canary; a++) {
    for (let b = 0; b <= sizes.stable; b++) {
      const block = { canary: { bad: a, all: sizes.canary }, stable: { bad: b, all: sizes.stable } };
      mean +=
        chanceOf(a, sizes.canary, truth.canary) *
        chanceOf(b, sizes.stable, truth.stable) *
        Math.exp(computeBlockGain(block, alternative, hypothesis));
    }
  }
  return mean;
}

const CHANCES = [0, 0.01, 0.1, 0.3, 0.5, 0.8, 1];

describe.each([
  { canary: 1, stable: 1 },
  { canary: 5, stable: 2 },
  { canary: 3, stable: 12 },
])('a block of %j', (sizes) => {
  const ALTERNATIVES = [
    { canary: 0.9, stable: 0.01 },
    { canary: 0.3, stable: 0.05 },
    { canary: 0.05, stable: 0.05 },
    { canary: 1.4, stable: 0.6 },
    { canary: 0, stable: 0 },
  ];
  test.each([
    0, 0.05, 0.2,
  ])('proves nothing on the mean where the canary is worse by %f at most', (offset) => {
    for (const canary of CHANCES)
      for (const stable of CHANCES.filter((one) => canary <= one + offset + 1e-12))
        for (const alternative of ALTERNATIVES)
          expect(
            computeMean(sizes, { canary, stable }, alternative, { exceeds: 'atMost', offset }),
          ).toBeLessThanOrEqual(1 + 1e-4);
  });
  test.each([0.05, 0.2])('nor where it is worse by %f at least', (offset) => {
    for (const canary of CHANCES)
      for (const stable of CHANCES.filter((one) => canary >= one + offset - 1e-12))
        for (const alternative of ALTERNATIVES)
          expect(
            computeMean(sizes, { canary, stable }, alternative, { exceeds: 'atLeast', offset }),
          ).toBeLessThanOrEqual(1 + 1e-4);
  });
});

it('grows with what contradicts the hypothesis, and shrinks with what fits it', () => {
  const harm: Hypothesis = { exceeds: 'atMost', offset: 0.01 };
  const alternative = { canary: 0.3, stable: 0.01 };
  const gain = (bad: number) =>
    computeBlockGain({ canary: { bad, all: 20 }, stable: { bad: 0, all: 80 } }, alternative, harm);
  expect(gain(0)).toBeLessThan(0);
  expect(gain(10)).toBeGreaterThan(5);
  for (let bad = 0; bad < 20; bad++) expect(gain(bad + 1)).toBeGreaterThan(gain(bad));
});

test.each<[string, { bad: number; all: number }, { bad: number; all: number }]>([
  ['the canary', { bad: 0, all: 0 }, { bad: 3, all: 10 }],
  ['the stable version', { bad: 3, all: 10 }, { bad: 0, all: 0 }],
])('nothing is proved where %s was not called', (_, canary, stable) =>
  expect(
    computeBlockGain({ canary, stable }, { canary: 0.9, stable: 0.1 }, { exceeds: 'atMost', offset: 0 }),
  ).toBe(0));

test.each<[Hypothesis['exceeds'], number]>([
  ['atMost', 0.05],
  ['atLeast', 0.4],
])('an alternative that lies within "%s" gains nothing', (exceeds, canary) =>
  expect(
    computeBlockGain(
      { canary: { bad: 5, all: 10 }, stable: { bad: 1, all: 10 } },
      { canary, stable: 0.1 },
      { exceeds, offset: 0.1 },
    ),
  ).toBe(0));

test.each([
  [{ canary: 0.5, stable: 0.1 }, { canary: 100, stable: 100 }, 0, 0.3],
  // Whom nobody asks moves alone.
  [{ canary: 0.5, stable: 0.1 }, { canary: 1, stable: 1e9 }, 0, 0.1],
  [{ canary: 0.5, stable: 0.1 }, { canary: 1e9, stable: 1 }, 0.2, 0.3],
])('the point nearest to %j for %j and %f has a stable chance of %f', (from, sizes, offset, stable) => {
  const point = projectOnLine(from, sizes, offset);
  expect(point.stable).toBeCloseTo(stable, 3);
  expect(point.canary - point.stable).toBeCloseTo(offset, 6);
});

describe('one version alone', () => {
  test.each([0, 0.02, 0.05])('proves nothing on the mean at a chance of %f', (truth) => {
    let mean = 0;
    for (let bad = 0; bad <= 20; bad++)
      mean += chanceOf(bad, 20, truth) * Math.exp(computeOwnGain({ bad, all: 20 }, 0.3, 0.05));
    expect(mean).toBeLessThanOrEqual(1 + 1e-9);
  });
  it('proves much where it is bad', () =>
    expect(computeOwnGain({ bad: 10, all: 20 }, 0.3, 0.05)).toBeGreaterThan(10));
  it('cannot be worse than certainly bad', () => expect(computeOwnGain({ bad: 9, all: 9 }, 1.5, 1)).toBe(0));
});
