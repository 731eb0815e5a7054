import { describe, expect, it, test } from 'vitest';
import { drawUnit, pickWeighted } from './draw.ts';

const DRAWS = 20_000;
const SEEDS = [0, 1, 42, 2_147_483_648, 4_294_967_295];

/** Share of 0..DRAWS whose draw is under `bound`. */
const shareUnder = (seed: number, salt: number, bound: number) => {
  let hits = 0;
  for (let i = 0; i < DRAWS; i++) if (drawUnit(seed, i, salt) < bound) hits++;
  return hits / DRAWS;
};
const threeSigma = (share: number) => 3 * Math.sqrt((share * (1 - share)) / DRAWS);

describe('drawUnit', () => {
  it('gives the same number for the same seed, index and salt, in any order', () => {
    const forth = [0, 1, 2, 3].map((i) => drawUnit(7, i, 1));
    const back = [3, 2, 1, 0].map((i) => drawUnit(7, i, 1)).reverse();
    expect(forth).toEqual(back);
  });

  it('changes with each of its arguments', () => {
    expect(new Set([drawUnit(1, 1, 1), drawUnit(2, 1, 1), drawUnit(1, 2, 1), drawUnit(1, 1, 2)]).size).toBe(
      4,
    );
  });

  it('stays within 0..1, 1 excluded', () => {
    const units = Array.from({ length: DRAWS }, (_, i) => drawUnit(3, i, 1));
    expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...units)).toBeLessThan(1);
  });

  test.each(SEEDS)('is even within 3 sigma for seed %d', (seed) => {
    for (const share of [0.1, 0.5, 0.9])
      expect(Math.abs(shareUnder(seed, 1, share) - share)).toBeLessThan(threeSigma(share));
  });

  test.each(SEEDS)('draws salts 1 and 2 independently for seed %d', (seed) => {
    let both = 0;
    for (let i = 0; i < DRAWS; i++) if (drawUnit(seed, i, 1) < 0.5 && drawUnit(seed, i, 2) < 0.5) both++;
    expect(Math.abs(both / DRAWS - 0.25)).toBeLessThan(threeSigma(0.25));
  });

  test.each(SEEDS)('draws neighbours independently for seed %d', (seed) => {
    let both = 0;
    for (let i = 0; i < DRAWS; i++) if (drawUnit(seed, i, 1) < 0.5 && drawUnit(seed, i + 1, 1) < 0.5) both++;
    expect(Math.abs(both / DRAWS - 0.25)).toBeLessThan(threeSigma(0.25));
  });
});

describe('pickWeighted', () => {
  test.each<[Record<string, number>, number, string]>([
    [{ a: 1, b: 1 }, 0, 'a'],
    [{ a: 1, b: 1 }, 0.4999, 'a'],
    [{ a: 1, b: 1 }, 0.5, 'b'],
    [{ a: 1, b: 1 }, 0.9999, 'b'],
    [{ a: 0, b: 3, c: 0 }, 0, 'b'],
    [{ a: 0, b: 3, c: 0 }, 0.9999999, 'b'],
    [{ a: 0.1, b: 0.3 }, 0.3, 'b'],
  ])('of %o at %d picks %s', (weights, unit, key) => expect(pickWeighted(weights, unit)).toBe(key));

  it('throws where nothing has a weight', () => {
    expect(() => pickWeighted({ a: 0 }, 0.5)).toThrow(RangeError);
  });
});
