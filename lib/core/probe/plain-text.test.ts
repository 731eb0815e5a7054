import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor, toPlain, toRedactedJson } from './plain-text.ts';

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
  ['it said s3cret-token!', 'it said [redacted]!'],
  ['https://hook.example/T0/s3cret-token', '[redacted]'],
  ['authorization: Bearer abc.def-ghi', 'authorization: [redacted]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[redacted]'],
  ['a bearer of news', 'a bearer of news'],
])('%s', (text, redacted) => {
  expect(createRedactor(['s3cret-token', 'https://hook.example/T0/s3cret-token'])(text)).toBe(redacted);
});

test('a secret is nowhere in redacted JSON, however deep', () => {
  const secret = 'a"quoted\\secret';
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const json = toRedactedJson({ deep: [{ text: before + secret + after }] }, createRedactor([secret]));
      expect(JSON.parse(json).deep[0].text).not.toContain(secret);
    }),
  );
});
