import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPlain } from './plain-text.ts';

test.each([
  ['a\u001b[31mred\u001b[0m', 'a [31mred [0m'],
  ['two\r\nlines', 'two lines'],
  ['turned \u202e around', 'turned   around'],
  ['  edges ', 'edges'],
])('%j becomes %j', (text, plain) => {
  expect(toPlain(text)).toBe(plain);
});

test('of all characters none that is a control or a format is left, and no other is lost', () => {
  const wrong: number[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const char = String.fromCodePoint(code);
    if (toPlain(`a${char}b`) !== (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(char) ? 'a b' : `a${char}b`))
      wrong.push(code);
  }
  expect(wrong).toEqual([]);
});

test('any text becomes one bounded line', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x2100)), (codes) => {
      const text = String.fromCharCode(...codes);
      expect(toPlain(text, 30)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(toPlain(text, 30).length).toBeLessThanOrEqual(31);
    }),
  );
});
