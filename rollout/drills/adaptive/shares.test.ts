import { expect, test } from 'vitest';
import type { End } from '../drill.ts';
import { listShareFaults } from './shares.ts';

const LIMITS = { firstPct: 20, maxRisePct: 40, stepMs: 10_000 };
const BEGINS = '0 → 20 %: it begins';
const toLooks = (...shares: readonly (readonly [number, number])[]) =>
  shares.map(([atS, pct]) => ({ atMs: atS * 1_000, pct }));
const GOOD = toLooks([0, 0], [1, 20], [2, 20], [12, 40], [24, 60], [35, 100]);
const SAID = [
  BEGINS,
  '20 → 40 %: 50 % of the evidence that promotes',
  '40 → 60 %: 100 % of the evidence that promotes',
  '60 → 100 %: 100 % of the evidence that promotes',
  'aurora: promoted',
];

test.each<[string, readonly { atMs: number; pct: number }[], readonly string[], End, readonly string[]]>([
  ['a good one', GOOD, SAID, 'promoted', []],
  ['a bad one', toLooks([0, 0], [1, 20], [20, 0]), [BEGINS, 'going back: it is bad'], 'aborted', []],
  [
    'one that began too large',
    toLooks([1, 30], [20, 0]),
    ['0 → 30 %: it begins'],
    'aborted',
    ['it must begin', 'a bad version rose to 30'],
  ],
  ['one that never began', [], [], 'promoted', ['it must begin', 'must end at 100']],
  [
    'a bad one that nobody had',
    toLooks([0, 0], [5, 0]),
    ['going back: it is bad'],
    'aborted',
    ['never had a user'],
  ],
  [
    'a bad one that rose',
    toLooks([1, 20], [12, 21], [20, 0]),
    [BEGINS, '20 → 21 %: 5 % of the evidence that promotes'],
    'aborted',
    ['a bad version rose to 21 %'],
  ],
  ['a bad one that stayed', toLooks([1, 20]), [BEGINS], 'aborted', ['must end at 0 %, and ended at 20']],
  [
    'a rise that is too large',
    toLooks([1, 20], [12, 100]),
    [BEGINS, '20 → 100 %: 100 % of the evidence that promotes'],
    'promoted',
    ['from 20 to 100 %'],
  ],
  [
    'a rise that is too soon',
    toLooks([1, 20], [5, 60], [20, 100]),
    [BEGINS, SAID[2] ?? '', SAID[3] ?? ''],
    'promoted',
    ['to 60 % sooner than 10 s'],
  ],
  [
    'a rise by too little evidence',
    GOOD,
    [
      BEGINS,
      '20 → 40 %: 49 % of the evidence that promotes',
      '40 → 60 %: 60 % of the evidence that promotes',
      SAID[3] ?? '',
    ],
    'promoted',
    ['to 60 % by 60 %'],
  ],
  ['a rise that nobody said', GOOD, [BEGINS], 'promoted', ['4 rises were read, and 1 were said']],
])('%s', (_, looks, lines, ends, says) => {
  const faults = listShareFaults(looks, lines, LIMITS, ends);
  expect(faults).toHaveLength(says.length);
  for (const [n, text] of says.entries()) expect(faults[n]).toContain(text);
});
