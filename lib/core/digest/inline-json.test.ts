import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { toInlineJson } from './inline-json.ts';

test.each([
  '</script>',
  '</ScRiPt >',
  '<!--',
  '-->',
  ']]>',
  '\u2028',
  '\u2029',
  '<script',
  '&lt;',
])('%j does not come through as it is', (text) => {
  const json = toInlineJson({ [text]: text });
  expect(json).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(json)).toEqual({ [text]: text });
});

it('gives every value back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const json = toInlineJson(value);
      expect(json).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
