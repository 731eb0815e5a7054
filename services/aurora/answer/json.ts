// Reading JSON that may be anything: what is not there reads as empty, and nothing throws.

/** The keys of an object. */
export type Json = Readonly<Record<string, unknown>>;

/** The value where it is an object, else one without keys. */
export const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};

/** The value where it is a list, else an empty one. */
export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
