// The patterns of flow files.

/** No more of a text is searched: a pattern of somebody's may be slow. */
const SEARCHED_CHARS = 65_536;

/** A pattern as JavaScript takes it with the flag u. @throws SyntaxError where it is none */
export const toPattern = (pattern: string): RegExp => new RegExp(pattern, 'u');

/** Whether the beginning of a text matches somewhere. */
export const isMatch = (pattern: string, text: string): boolean =>
  toPattern(pattern).test(text.slice(0, SEARCHED_CHARS));
