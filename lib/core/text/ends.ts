// Ends of texts and of lines, cut without a pattern: V8 takes quadratic time for one that begins with a repeat and must meet an end.

/** A text without the slashes at its end. */
export function trimSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end--;
  return text.slice(0, end);
}

/** The lines of a text, each without the blanks around it. */
export const toLines = (text: string): string[] => text.split('\n').map((line) => line.trim());

/** A text without the byte order mark that some editors put before it. */
export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
