import { expect, test } from 'vitest';
import { type Sample, toRise } from './counter.ts';

test.each<[string, readonly Sample[], boolean, readonly (readonly [number, number])[]]>([
  [
    'nothing',
    [],
    false,
    [
      [0, 0],
      [9, 0],
    ],
  ],
  [
    'one scrape',
    [[10, 5]],
    false,
    [
      [9, 0],
      [10, 0],
      [99, 0],
    ],
  ],
  [
    'one scrape, counted from 0',
    [[10, 5]],
    true,
    [
      [9, 0],
      [10, 5],
      [99, 5],
    ],
  ],
  [
    'an even rise between two',
    [
      [10, 5],
      [20, 15],
    ],
    false,
    [
      [10, 0],
      [15, 5],
      [20, 10],
      [30, 10],
    ],
  ],
  [
    'a reset',
    [
      [10, 5],
      [20, 2],
      [30, 3],
    ],
    false,
    [
      [20, 2],
      [25, 2.5],
      [30, 3],
    ],
  ],
  [
    'a reset to 0',
    [
      [10, 5],
      [20, 0],
      [30, 4],
    ],
    true,
    [
      [10, 5],
      [20, 5],
      [30, 9],
    ],
  ],
])('%s', (_, samples, startsAtZero, expected) => {
  const rise = toRise(samples, startsAtZero);
  for (const [at, value] of expected) expect(rise(at)).toBeCloseTo(value);
});
