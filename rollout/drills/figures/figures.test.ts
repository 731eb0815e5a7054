import { describe, expect, it, test } from 'vitest';
import { computeFigures, computeSpread, type Sightings } from './figures.ts';

const call = (atS: number, isBad = false) => ({ atMs: atS * 1000, isBad, durationMs: 10 });
const look = (atS: number, cohort: string | undefined) => ({ atMs: atS * 1000, cohort });

/** Applied at 100 s; the canary answers from 103 s to 115 s, badly from 104 s on. */
const BAD: Sightings = {
  appliedAtMs: 100_000,
  canary: 'new',
  calls: [call(90, true), call(101), call(104, true), call(112, true), call(130)],
  looks: [look(99, 'old'), look(103, 'new'), look(115, 'new'), look(116, 'old')],
  decidedAtMs: 110_000,
  abortedAtMs: 111_500,
  promotedAtMs: undefined,
  isHarmful: true,
};

describe('the figures of a drill', () => {
  it('count from the first bad answer on', () => {
    expect(computeFigures(BAD)).toEqual({
      end: 'aborted',
      detectS: 6,
      backS: 11,
      argoAbortS: 7.5,
      promoteS: null,
      calls: 4,
      failedCalls: 2,
      failedAfterwards: 0,
      canaryLooks: 2,
    });
  });

  it('count from the first answer of the canary where no answer was bad by itself', () => {
    const { detectS, backS } = computeFigures({ ...BAD, calls: [call(101), call(120)] });
    expect([detectS, backS]).toEqual([7, 12]);
  });

  test.each<[string, Sightings['cause'], readonly (number | null)[]]>([
    ['from what a good canary is aborted for, whatever was bad before', { atMs: 109_000 }, [1, 6, 2.5]],
    ['nothing where that never began', { atMs: undefined }, [null, null, null]],
    ['nothing that was before it', { atMs: 114_000 }, [null, 1, null]],
  ])('count %s', (_, cause, figures) => {
    const { detectS, backS, argoAbortS } = computeFigures({ ...BAD, ...(cause && { cause }) });
    expect([detectS, backS, argoAbortS]).toEqual(figures);
  });

  test.each<[string, Partial<Sightings>, string]>([
    ['a decision alone', { abortedAtMs: undefined }, 'aborted'],
    ['Argo alone', { decidedAtMs: undefined }, 'aborted'],
    ['a decision that nobody could tell for too long', { isHarmful: false }, 'held'],
    ['nothing', { decidedAtMs: undefined, abortedAtMs: undefined, isHarmful: false }, 'held'],
    ['a promotion, whatever was decided before', { promotedAtMs: 160_000 }, 'promoted'],
  ])('%s ends it', (_, change, end) => expect(computeFigures({ ...BAD, ...change }).end).toBe(end));

  it('tell what failed long after the canary was gone', () => {
    const calls = [call(104, true), call(124, true), call(126, true)];
    expect(computeFigures({ ...BAD, calls }).failedAfterwards).toBe(1);
  });

  it('have no way back where the version was promoted', () => {
    expect(computeFigures({ ...BAD, promotedAtMs: 160_000 })).toMatchObject({ backS: null, promoteS: 60 });
  });

  it('hold nobody to a canary that never answered', () => {
    const seen = { ...BAD, calls: [call(101)], looks: [look(103, 'old'), look(104, undefined)] };
    expect(computeFigures(seen)).toMatchObject({
      detectS: null,
      backS: null,
      canaryLooks: 0,
      failedAfterwards: 0,
    });
  });
});

test.each<[readonly (number | null)[], { median: number; worst: number } | null]>([
  [[], null],
  [[null], null],
  [[3], { median: 3, worst: 3 }],
  [[1, 4], { median: 2.5, worst: 4 }],
  [[9, null, 1, 4], { median: 4, worst: 9 }],
])('the spread of %j', (values, spread) => expect(computeSpread(values)).toEqual(spread));
