// What came back of a call: a parsed body, or why there is none.

/** What was received: the parsed body, or why there is none. */
export type ReceivedBody = { readonly json: unknown } | { readonly notJson: string };

/**
 * What was received, from the text of a body ('' for none).
 * @param parse parses that text; its own error is the reason where it cannot
 */
export function toReceivedBody(text: string, parse: () => unknown): ReceivedBody {
  if (text === '') return { notJson: 'an empty body' };
  // Bytes that are no UTF-8 become this on the way, and parsers take it; the user would see it too.
  if (text.includes('\ufffd')) return { notJson: 'not UTF-8: a replacement character (U+FFFD) in the body' };
  try {
    return { json: parse() };
  } catch (error) {
    return { notJson: `not JSON: ${error instanceof Error ? error.message : error}` };
  }
}
