import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPlain, toShown } from './plain-text.ts';

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

test.each([
  ['plain', 'plain'],
  ['两行', '两行'],
  ['a\u001b[31mred\u001b[0m', 'a\\x1b[31mred\\x1b[0m'],
  ['a\n::add-mask::b', 'a\\n::add-mask::b'],
  ['\ttab\rback', '\\ttab\\rback'],
  ['next\u0085line\u009bm', 'next\\x85line\\x9bm'],
  ['turned\u202earound', 'turned\\u202earound'],
  ['tag\u{e0041}', 'tag\\ue0041'],
  ['::error::no', ': :error::no'],
  ['  ::error::no', ': :error::no'],
  ['\u200b::error::no', '\\u200b::error::no'],
  ['all is ##[error]well', 'all is ## [error]well'],
  ['a::b', 'a::b'],
])('%j is shown as %j', (text, shown) => expect(toShown(text)).toBe(shown));

/** What GitHub's runner takes for a command. */
const COMMANDS = /^\s*::|##\[/m;
test.each([toShown, toPlain])('%o forms no command to a CI, whatever the text', (show) => {
  const parts = fc.array(
    fc.constantFrom('::', '##[', ' ', '\n', '\r', '\u200b', '#', '[', ':', 'add-mask', '\t'),
  );
  fc.assert(
    fc.property(parts, (some) => {
      expect(show(some.join(''))).not.toMatch(COMMANDS);
    }),
  );
});
