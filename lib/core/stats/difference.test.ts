import { describe, expect, it, test } from 'vitest';
import {
  type Comparability,
  computeOwnConfidence,
  decideDifference,
  decideOverall,
  listOther,
  toComparedOutcome,
} from './difference.ts';

const INF = Number.POSITIVE_INFINITY;
const NONE = Number.NaN;
type Compared = Exclude<Comparability, 'not_comparable'>;
/** What a band is called that shows nothing and rules nothing out. */
const UNSHOWN = 'unshown';

describe('a band, by where it lies', () => {
  it.each<[number, number, number, Compared | typeof UNSHOWN]>([
    // Beyond the tolerance, all of it.
    [11, 30, 10, 'worse'],
    [-30, -11, 10, 'better'],
    [10.001, 10.002, 10, 'worse'],
    [20, INF, 10, 'worse'],
    [-INF, -20, 10, 'better'],
    // Within it, all of it.
    [-9, 9, 10, 'same'],
    [1, 9, 10, 'same'],
    [-9, -1, 10, 'same'],
    [-10, 10, 10, 'same'],
    [0, 0, 10, 'same'],
    // On both sides of it, without 0: two comparers once called this one differently.
    [5, 30, 10, 'inconclusive'],
    [-30, -5, 10, 'inconclusive'],
    [10, 30, 10, 'inconclusive'],
    [-30, -10, 10, 'inconclusive'],
    [1, 11, 10, 'inconclusive'],
    [0.001, 30, 10, 'inconclusive'],
    [-30, -0.001, 10, 'inconclusive'],
    // On both sides of it, with 0.
    [0, 30, 10, UNSHOWN],
    [-30, 0, 10, UNSHOWN],
    [-5, 30, 10, UNSHOWN],
    [-30, 5, 10, UNSHOWN],
    [-40, 60, 10, UNSHOWN],
    // Not bounded.
    [-INF, 5, 10, 'inconclusive'],
    [-INF, 20, 10, 'inconclusive'],
    [-5, INF, 10, 'inconclusive'],
    [5, INF, 10, 'inconclusive'],
    [-INF, INF, 10, 'inconclusive'],
    // Everything matters.
    [1, 2, 0, 'worse'],
    [-2, -1, 0, 'better'],
    [0, 0, 0, 'same'],
    [0, 2, 0, UNSHOWN],
    [-2, 0, 0, UNSHOWN],
    [-2, 2, 0, UNSHOWN],
    // No number.
    [NONE, 30, 10, 'inconclusive'],
    [NONE, -30, 10, 'inconclusive'],
    [30, NONE, 10, 'inconclusive'],
    [-30, NONE, 10, 'inconclusive'],
    [NONE, NONE, 0, 'inconclusive'],
    [-5, 5, NONE, UNSHOWN],
  ])('from %s to %s, where %s does not matter: %s', (low, high, tolerance, want) => {
    for (const unshown of ['same', 'inconclusive'] as const) {
      const lower = want === UNSHOWN ? unshown : want;
      const swapped = {
        worse: 'better',
        better: 'worse',
        same: 'same',
        inconclusive: 'inconclusive',
      } as const;
      expect(decideDifference({ low, high }, { tolerance, better: 'lower', unshown })).toBe(lower);
      expect(decideDifference({ low, high }, { tolerance, better: 'higher', unshown })).toBe(swapped[lower]);
    }
  });
});

test.each<[readonly Comparability[], Compared]>([
  [[], 'same'],
  [['same', 'same'], 'same'],
  [['same', 'better'], 'better'],
  [['better', 'inconclusive', 'same'], 'inconclusive'],
  [['better', 'inconclusive', 'worse'], 'worse'],
])('%j together: %s', (verdicts, want) => {
  expect(decideOverall(verdicts)).toBe(want);
});

test.each<[Comparability, string]>([
  ['better', 'pass'],
  ['same', 'pass'],
  ['worse', 'fail'],
  ['inconclusive', 'inconclusive'],
  ['not_comparable', 'inconclusive'],
])('%s is %s', (verdict, outcome) => {
  expect(toComparedOutcome(verdict)).toBe(outcome);
});

test.each([
  [0.95, 0, 0.95],
  [0.95, 1, 0.95],
  [0.95, 5, 0.99],
  [0.99, 41, 0.999756],
])('%s for all of %i is %s for each', (family, count, own) => {
  expect(computeOwnConfidence(family, count)).toBeCloseTo(own, 6);
});

test.each([
  [{ path: '/a' }, { path: '/a' }, []],
  [{ path: '/a', mix: 'x' }, { path: '/b', mix: 'x' }, ['different path: /a then, /b now']],
  [{}, { path: '/b' }, ['different path: nothing then, /b now']],
  [{ path: '/a' }, {}, []],
])('%j against %j: %j', (earlier, later, want) => {
  expect(listOther(earlier as Record<string, string>, later as Record<string, string>)).toEqual(want);
});
