// What a service says is text in a table, whatever it looks like.
import { expect, test } from 'vitest';
import { toCell, toTable } from './markdown.ts';

test.each([
  [null, '–'],
  [0, '0'],
  ['a|b', 'a&#124;b'],
  ['[x](javascript:1)', '&#91;x&#93;&#40;javascript:1&#41;'],
  ['<img src=x>', '&#60;img src=x&#62;'],
  ['two\nlines', 'two lines'],
  ['&#124;', '&#38;&#35;124;'],
])('%j becomes %j', (text, cell) => {
  expect(toCell(text)).toBe(cell);
});

test('a long text is cut', () => {
  expect(toCell('x'.repeat(5_000))).toBe(`${'x'.repeat(400)}…`);
});

test('a table has its head, its line and a row each', () => {
  expect(toTable(['a', ''], [['1|', null]])).toBe('| a |  |\n| --- | --- |\n| 1&#124; | – |');
});
