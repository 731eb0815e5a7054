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
