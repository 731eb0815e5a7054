import { expect, test } from 'vitest';
import { groupAlike, toCounted } from './figures.ts';

test.each([
  [toCounted(0, 'gate'), '0 gates'],
  [toCounted(1, 'gate'), '1 gate'],
  [toCounted(2, 'gate'), '2 gates'],
  [toCounted(1, 'gate was', 'gates were'), '1 gate was'],
  [toCounted(3, 'gate was', 'gates were'), '3 gates were'],
])('%s', (said, want) => expect(said).toBe(want));

test('texts that differ in their figures alone are of one group', () => {
  const texts = ['2 of 90 failed', 'slow', '12 of 9.5 failed', '2 of 90 ended'];
  expect(groupAlike(texts, (text) => text)).toEqual([
    ['2 of 90 failed', '12 of 9.5 failed'],
    ['slow'],
    ['2 of 90 ended'],
  ]);
});
