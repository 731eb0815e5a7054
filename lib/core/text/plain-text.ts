// Texts of others before they are printed: no control character of theirs reaches a terminal, and no line of theirs commands a CI.

const MAX_CHARS = 80;

/**
 * The Unicode categories Cc and Cf and the two separators of lines, by code point: k6 knows no `\p{Cf}` and takes it for the letters
 * that it is written with.
 */
const UNSEEN = new RegExp(
  `[${[
    ...['\\u0000-\\u001f', '\\u007f-\\u009f', '\\u00ad', '\\u0600-\\u0605', '\\u061c', '\\u06dd', '\\u070f'],
    ...['\\u0890-\\u0891', '\\u08e2', '\\u180e', '\\u200b-\\u200f', '\\u2028-\\u202e', '\\u2060-\\u2064'],
    ...['\\u2066-\\u206f', '\\ufeff', '\\ufff9-\\ufffb', '\\u{110bd}', '\\u{110cd}', '\\u{13430}-\\u{1343f}'],
    ...['\\u{1bca0}-\\u{1bca3}', '\\u{1d173}-\\u{1d17a}', '\\u{e0001}', '\\u{e0020}-\\u{e007f}'],
  ].join('')}]+`,
  'gu',
);

/**
 * GitHub's runner takes a line for a command that begins with `::` (blanks before it do not count), and one with `##[` anywhere in it
 * (actions/runner, src/Runner.Common/ActionCommand.cs).
 */
const withoutCommands = (line: string) => line.replaceAll('##[', '## [').replace(/^\s*::/, ': :');

const toEscape = (chars: string) =>
  Array.from(chars, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const [width, mark] = code < 0x100 ? [2, 'x'] : [4, 'u'];
    return NAMED[char] ?? `\\${mark}${code.toString(16).padStart(width, '0')}`;
  }).join('');
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text of somebody else's as one line of its whole length: control characters are shown as escapes, and commands to a CI are broken up. */
export function toShown(text: string): string {
  return withoutCommands(text.replace(UNSEEN, toEscape));
}

/** A text of the service's as one short line without control characters, so that it can do nothing to a terminal or a page. */
export function toPlain(text: string, maxChars = MAX_CHARS): string {
  // No longer than this is looked at: a body can be ten megabytes.
  const line = text
    .slice(0, maxChars * 4)
    .replace(UNSEEN, ' ')
    .trim();
  return withoutCommands(line.length > maxChars ? `${line.slice(0, maxChars)}…` : line);
}
