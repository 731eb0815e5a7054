import { expect, test } from 'vitest';
import { findFree } from './bands.ts';

const WHOLE = { left: 10, right: 110, width: 30 };

test.each([
  ['at the left where nothing is', [], 10],
  ['at the left before the first', [{ from: 40, wide: 20 }], 10],
  ['behind the first where that leaves too little before it', [{ from: 39, wide: 20 }], 59],
  [
    'behind those between which it has no room',
    [
      { from: 20, wide: 20 },
      { from: 60, wide: 10 },
    ],
    70,
  ],
  [
    'at the left where it has room nowhere',
    [
      { from: 20, wide: 30 },
      { from: 70, wide: 30 },
    ],
    10,
  ],
])('what is written across a chart stands %s', (_, taken, expected) => {
  expect(findFree(taken, WHOLE)).toBe(expected);
});
