// JSON that may stand inside a <script> of a page.

const ESCAPED: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * A value as JSON that ends no script and opens no comment, whatever is in its texts: `</script`, `<!--`, `]]>` and the line ends
 * U+2028 and U+2029 are written as escapes. `JSON.parse` gives the value back.
 */
export function toInlineJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (char) => ESCAPED[char] ?? char);
}
