import { describe, expect, it, test } from 'vitest';
import { computeSequentialBound, type SequentialBound, type SequentialDesign } from './sequential.ts';

const DESIGN: SequentialDesign = {
  healthyRatio: 0.001,
  brokenRatio: 0.005,
  falseAbort: 0.01,
  withinSamples: 500_000,
  startsAhead: false,
};

/**
 * The exact chance of a crossing within `samples`, by stepping the distribution of the sum (Brook & Evans, Biometrika 59 (1972)
 * 539–549). One answer takes off 1/`answersPerError` of an error, so that the sum lives on a lattice.
 */
function computeExact(
  ratio: number,
  answersPerError: number,
  { maxExcess, headStart }: Pick<SequentialBound, 'maxExcess' | 'headStart'>,
  samples: number,
): number {
  const size = Math.floor(maxExcess * answersPerError) + 1;
  let now = new Float64Array(size);
  let next = new Float64Array(size);
  now[Math.ceil(headStart * answersPerError)] = 1;
  let crossed = 0;
  for (let i = 0; i < samples; i++) {
    next.fill(0);
    for (let at = 0; at < size; at++) {
      const chance = now[at]!;
      if (chance === 0) continue;
      next[Math.max(0, at - 1)]! += chance * (1 - ratio);
      const up = at + answersPerError - 1;
      if (up >= size) crossed += chance * ratio;
      else next[up]! += chance * ratio;
    }
    [now, next] = [next, now];
  }
  return crossed;
}

describe('the bound', () => {
  const { allowedRatio, maxExcess, headStart } = computeSequentialBound(DESIGN);

  it('lies between healthy and broken', () => {
    expect(allowedRatio).toBeCloseTo(0.002487, 6);
    expect(maxExcess).toBeCloseTo(7.7035, 4);
    expect(headStart).toBe(0);
  });

  // Fewer samples and a smaller lattice than the day it is made for, so that the exact chance is a matter of a second.
  it.each([
    [0.005, false],
    [0.02, false],
    [0.005, true],
    [0.02, true],
  ])('keeps its promise on false aborts, exactly computed, where broken is %s, ahead: %s', (brokenRatio, startsAhead) => {
    const design = {
      ...DESIGN,
      brokenRatio,
      healthyRatio: brokenRatio / 5,
      withinSamples: 20_000,
      startsAhead,
    };
    const bound = computeSequentialBound(design);
    const exact = computeExact(
      design.healthyRatio,
      Math.round(1 / bound.allowedRatio),
      bound,
      design.withinSamples,
    );
    expect(exact).toBeLessThanOrEqual(design.falseAbort);
    expect(exact).toBeGreaterThan(design.falseAbort / 20);
  });

  it.each([false, true])('would be broken by a bound of half its size, ahead: %s', (startsAhead) => {
    const bound = computeSequentialBound({ ...DESIGN, withinSamples: 20_000, startsAhead });
    const half = { maxExcess: bound.maxExcess / 2, headStart: bound.headStart / 2 };
    expect(computeExact(0.001, 402, half, 20_000)).toBeGreaterThan(DESIGN.falseAbort);
  });

  it('gives a run that is bad from the start on half of the chance, and the other half to all that comes later', () => {
    const ahead = computeSequentialBound({ ...DESIGN, startsAhead: true });
    const unit = Math.log(0.005 / 0.001) + Math.log(0.999 / 0.995);
    expect(Math.exp(-unit * (ahead.maxExcess - ahead.headStart))).toBeCloseTo(0.005, 9);
    expect(500_000 * 0.005 * Math.exp(-unit * ahead.maxExcess)).toBeCloseTo(0.005, 9);
  });

  it('gives a run of a few answers no head start', () => {
    const short = { ...DESIGN, startsAhead: true, withinSamples: 100 };
    expect(computeSequentialBound(short)).toEqual(computeSequentialBound({ ...short, startsAhead: false }));
  });
});

test.each<[string, Partial<SequentialDesign>]>([
  ['healthy is 0', { healthyRatio: 0 }],
  ['broken is no worse than healthy', { brokenRatio: 0.001 }],
  ['broken is everything', { brokenRatio: 1 }],
])('there is no test where %s', (_, change) => {
  expect(() => computeSequentialBound({ ...DESIGN, ...change })).toThrow(RangeError);
});
