import { describe, expect, it } from 'vitest';
import { assessFilled, computeMaxBytes, describeFilled, parseMemoryLimit } from './filled.ts';

const MIB = 1_048_576;

it.each([
  [undefined, undefined],
  ['', undefined],
  ['400MiB', 400 * MIB],
  ['2GiB', 2_048 * MIB],
  ['268435456', 256 * MIB],
  ['268435456B', 256 * MIB],
  ['1B', 128 * MIB],
  ['off', Number.POSITIVE_INFINITY],
])('GOMEMLIMIT=%s is %s bytes', (text, bytes) => {
  expect(parseMemoryLimit(text)).toBe(bytes);
});

describe('how much k6 may have', () => {
  it.each([
    [undefined, 0, 3_200],
    ['128MiB', 10, 1_044],
    ['400MiB', 600, 4_400],
  ])('GOMEMLIMIT=%s and %s users: %s MiB', (limit, users, mebibytes) => {
    expect(computeMaxBytes(limit, users)).toBe(mebibytes * MIB);
  });
});

it('is told in figures', () => {
  const seen = { bytes: 1.7e9, maxBytes: 1.6e9, beforeBytes: 2e8, withinSec: 0.84 };
  expect(describeFilled(seen)).toMatch(
    /^k6 went from 200 MB to 1700 MB of memory within 0\.8 s, at most 1600 MB/,
  );
});

it('is a gate of the runs alone in which it happened', () => {
  expect(assessFilled(undefined)).toEqual([]);
  expect(assessFilled('so')).toMatchObject([{ id: 'answers_fit', outcome: 'fail', because: 'so' }]);
});
