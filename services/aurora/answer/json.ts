// Reading the JSON of an answer: what is not there reads as empty, and nothing throws.
import type { Json } from '../../../lib/core/text/json.ts';

/** The value where it is an object or a list, which has its places for keys; else one without keys. */
export const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
