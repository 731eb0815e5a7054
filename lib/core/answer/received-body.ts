// What came back of a call: a parsed body, or why there is none.

/** What was received: the parsed body, or why there is none. */
export type ReceivedBody = { readonly json: unknown } | { readonly notJson: string };

/** Escapes of JSON, one after the other; the group is one that stands for no character: half a pair of UTF-16, or the mark of a lost one. */
const ESCAPES =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u([dD][89a-fA-F][\da-fA-F]{2}|[fF]{3}[dD])|.)/g;

/** The first escape that stands for no character, as it is written; undefined where there is none. */
function findLostCharacter(text: string): string | undefined {
  // Hardly a body has one of these; all others cost no more than this look. k6 is slow to match a text in Chinese.
  if (!text.includes('\\u') || !/\\u(?:d[89a-f]|fffd)/i.test(text)) return undefined;
  for (const [, lost] of text.matchAll(ESCAPES)) if (lost !== undefined) return `\\u${lost}`;
  return undefined;
}

/**
 * What was received, from the text of a body ('' for none).
 * @param parse parses that text; its own error is the reason where it cannot
 */
export function toReceivedBody(text: string, parse: () => unknown): ReceivedBody {
  if (text === '') return { notJson: 'an empty body' };
  // Bytes that are no UTF-8 become this on the way, and parsers take it; the user would see it too.
  if (text.includes('\ufffd')) return { notJson: 'not UTF-8: a replacement character (U+FFFD) in the body' };
  const lost = findLostCharacter(text);
  if (lost !== undefined) return { notJson: `not Unicode: the escape ${lost} stands for no character` };
  try {
    return { json: parse() };
  } catch (error) {
    return { notJson: `not JSON: ${error instanceof Error ? error.message : error}` };
  }
}
