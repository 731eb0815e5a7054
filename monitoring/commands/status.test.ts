import { expect, test } from 'vitest';
import { toLengthText } from './status.ts';

test.each([
  [-5_000, '0 s'],
  [57_000, '57 s'],
  [119_000, '2 min'],
  [3_540_000, '59 min'],
  [12_000_000, '3 h 20 min'],
])('%d ms are %s', (lengthMs, text) => {
  expect(toLengthText(lengthMs)).toBe(text);
});
