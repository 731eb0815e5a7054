import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isShown, toPlain } from './plain-text.ts';

describe('what a person does not see makes no difference', () => {
  test.each([
    ['RETINOL', 'retinol'],
    ['ｒｅｔｉｎｏｌ', 'retinol'],
    ['𝐫𝐞𝐭𝐢𝐧𝐨𝐥', 'retinol'],
    ['rétinol', 'retinol'],
    ['re\u0301tinol', 'retinol'],
    ['re\u00adti\u200bnol\ufeff', 'retinol'],
    ['re\u{e0074}tin\u{e0101}ol', 'retinol'],
    ['re\u0000tin\u0007ol', 'retinol'],
    ['ＡＨＡ\u3000８％', 'aha 8%'],
    ['AHA\u00a0Peel', 'aha peel'],
    ['水杨酸', '水杨酸'],
    ['水\u200b杨酸', '水杨酸'],
    ['a\tb\nc', 'a\tb\nc'],
    ['', ''],
  ])('%j is %j', (text, plain) => expect(toPlain(text)).toBe(plain));

  test('twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => toPlain(toPlain(text)) === toPlain(text)),
    );
  });
});

test.each(['a', '0', '…', '水', ' x ', '\u200bx', '🙂', '-'])('%j is shown', (text) =>
  expect(isShown(text)).toBe(true));
test.each<unknown>([
  '',
  ' ',
  '\t\n\u00a0\u3000\u2009',
  '\u200b\u200d\ufeff\u00ad',
  '\u{e0041}\u{e0100}',
  '\u2800\u3164\u115f',
  '\u0301',
  '\u0000\u001f\u0085',
  7,
  true,
  null,
  undefined,
  ['a'],
])('%j is not', (text) => expect(isShown(text)).toBe(false));
