import { expect, test } from 'vitest';
import { toLines, trimSlashes, withoutMark } from './ends.ts';

test.each([
  ['http://a/', 'http://a'],
  ['http://a/b///', 'http://a/b'],
  ['http://a/b', 'http://a/b'],
  ['///', ''],
  ['', ''],
])('%j without the slashes at its end is %j', (text, trimmed) => expect(trimSlashes(text)).toBe(trimmed));

test.each([
  ['one', ['one']],
  ['  one \r\n\ttwo', ['one', 'two']],
  ['one\n\n', ['one', '', '']],
])('%j has the lines %j', (text, lines) => expect(toLines(text)).toEqual(lines));

test.each([
  ['\ufeff{}', '{}'],
  ['{}', '{}'],
  ['', ''],
])('%j without a byte order mark is %j', (text, plain) => expect(withoutMark(text)).toBe(plain));
