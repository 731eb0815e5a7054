// Reading JSON that may be anything.

/** The keys of an object, or a part of a document. */
export type Json = Readonly<Record<string, unknown>>;

/** True for an object; a list is none. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as an object; an empty one for anything else. */
export const toObject = (value: unknown): Json => (isObject(value) ? value : {});

/** A value as a list; an empty one for anything else. */
export const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A part of a JSON Pointer (RFC 6901, section 4) as the key that it stands for. */
export const toPointerKey = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** The keys of a JSON Pointer: none of '', which is the whole document. */
export const toPointerKeys = (pointer: string): readonly string[] =>
  pointer.split('/').slice(1).map(toPointerKey);

/** The value that a text is the JSON of; undefined where it is none. */
export function toJsonOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What tells of the places of strings and objects in JSON; an escape is passed over with what it escapes. */
const MARKS = /\\.|["{}[\]:]/g;

/**
 * A key that an object of a JSON text has twice, as the rest of a sentence about the text; undefined where each stands once. Readers take
 * the last of two and say nothing, so that whoever wrote the first is not heard.
 * @param text JSON that can be parsed
 */
export function describeRepeatedKey(text: string): string | undefined {
  const around: Set<string>[] = [];
  let from: number | undefined;
  let last = '';
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    if (mark === '"') {
      if (from !== undefined) last = text.slice(from, index + 1);
      from = from === undefined ? index : undefined;
    } else if (from !== undefined) continue;
    else if (mark === '{' || mark === '[') around.push(new Set());
    else if (mark === ':') {
      const key = JSON.parse(last) as string;
      const keys = around.at(-1);
      if (keys?.has(key))
        return `${key} stands there twice, again in line ${text.slice(0, index).split('\n').length}; leave one of them out`;
      keys?.add(key);
    } else around.pop();
  }
  return undefined;
}
