import { describe, expect, it, test } from 'vitest';
import type { Bounds } from '../policy-schema.ts';
import { addBlock, addOwnBlock, listEffects, NO_EVIDENCE, toGood, toHarm, toTogether } from './evidence.ts';
import type { Evidence } from './evidence-schema.ts';

const BOUNDS: Bounds = { toleranceRatio: 0.01, marginRatio: 0.05 };
const toBlock = (canaryBad: number, stableBad = 0, canaryAll = 50, stableAll = 200) => ({
  canary: { bad: canaryBad, all: canaryAll },
  stable: { bad: stableBad, all: stableAll },
});
const addAll = (blocks: readonly ReturnType<typeof toBlock>[], from: Evidence = NO_EVIDENCE) =>
  blocks.reduce((evidence, block) => addBlock(evidence, block, BOUNDS, false), from);
const repeat = (block: ReturnType<typeof toBlock>, times: number) =>
  Array.from({ length: times }, () => block);

describe('evidence', () => {
  it('begins with none', () => expect([toHarm(NO_EVIDENCE), toGood(NO_EVIDENCE)]).toEqual([0, 0]));

  it('speaks for a canary without errors, and not against it', () => {
    const evidence = addAll(repeat(toBlock(0), 10));
    expect(toGood(evidence)).toBeGreaterThan(5);
    expect(toHarm(evidence)).toBeLessThan(0);
  });

  it('speaks against one that fails', () => {
    const evidence = addAll(repeat(toBlock(25), 3));
    expect(toHarm(evidence)).toBeGreaterThan(8);
    expect(toGood(evidence)).toBeLessThan(0);
  });

  it('lets no single block decide', () => {
    expect(toHarm(addAll([toBlock(50)]))).toBeLessThan(5);
    expect(toHarm(addAll([toBlock(50), toBlock(50)]))).toBeGreaterThan(6);
  });

  it('blames neither where both fail', () => {
    const evidence = addAll([...repeat(toBlock(0), 10), ...repeat(toBlock(25, 100), 20)]);
    expect(toHarm(evidence)).toBeLessThan(1);
  });

  it('finds a canary that goes bad late', () => {
    const good = addAll(repeat(toBlock(0), 100));
    expect(toHarm(addAll(repeat(toBlock(20), 5), good))).toBeGreaterThan(6);
  });

  it('loses little in one block, whatever is in it', () => {
    const good = addAll(repeat(toBlock(0), 20));
    expect(toGood(addAll([toBlock(50)], good))).toBeGreaterThan(toGood(good) - 2.4);
  });

  it('bets nothing on the canary before anything is known', () =>
    expect(toGood(addAll([toBlock(0, 0, 5_000, 5_000)]))).toBe(0));

  it('bets nothing on it behind a block in which the stable version was in trouble', () => {
    const good = addAll(repeat(toBlock(0), 5));
    const troubled = addBlock(good, toBlock(25, 100), BOUNDS, true);
    expect(troubled.seen).toEqual(good.seen);
    expect(toGood(addAll([toBlock(25, 100)], troubled))).toBe(toGood(troubled));
    expect(toGood(addAll([toBlock(0), toBlock(0)], troubled))).toBeGreaterThan(toGood(troubled));
  });

  test.each([
    ['the canary', toBlock(0, 9, 0)],
    ['the stable version', toBlock(9, 0, 50, 0)],
  ])('stays as it is where %s was not called', (_, block) => {
    const before = addAll(repeat(toBlock(0), 3));
    expect(addAll([block], before)).toEqual(before);
  });

  it('stays a number, however much there is of it', () => {
    const evidence = addAll([...repeat(toBlock(50), 2_000), ...repeat(toBlock(0), 2_000)]);
    for (const log of [toHarm(evidence), toGood(evidence), ...evidence.harm, ...evidence.good])
      expect(Number.isFinite(log)).toBe(true);
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
  });
});

describe('a version that is alone', () => {
  const add = (bad: number, times: number) =>
    repeat(toBlock(bad), times).reduce(
      (evidence, { canary }) => addOwnBlock(evidence, canary, BOUNDS, 0.06),
      NO_EVIDENCE,
    );
  it('is harmful beyond its bound', () => expect(toHarm(add(25, 3))).toBeGreaterThan(6));
  it('is not at it', () => expect(toHarm(add(3, 100))).toBeLessThan(1));
  it('tells nothing where nobody calls', () =>
    expect(addOwnBlock(NO_EVIDENCE, { bad: 0, all: 0 }, BOUNDS, 0.06)).toEqual(NO_EVIDENCE));
});

test('the effects that are looked for begin at the margin and end below certainty', () => {
  expect(listEffects(BOUNDS)).toEqual([0.05, 0.2, 0.8, 0.9]);
  expect(listEffects({ toleranceRatio: 0, marginRatio: 0.5 })).toEqual([0.5, 0.9]);
});

test('evidence together is its mean', () => {
  expect(toTogether([Math.log(3), Math.log(5)])).toBeCloseTo(Math.log(4));
  expect(toTogether([])).toBe(0);
});
