// Where two signed parts first differ, for the sentence of a refusal.
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../lib/core/text/json.ts';

const MOST_SHOWN = 80;
const toShown = (value: unknown): string => {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
};

export interface Difference {
  /** As `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly signed: string;
  readonly found: string;
}

/** The first difference in the order of the names; undefined where there is none. */
export function findDifference(signed: unknown, found: unknown, path = ''): Difference | undefined {
  if (isDeepStrictEqual(signed, found)) return undefined;
  if (isObject(signed) && isObject(found)) {
    for (const key of [...new Set([...Object.keys(signed), ...Object.keys(found)])].sort()) {
      const below = findDifference(signed[key], found[key], path === '' ? key : `${path}.${key}`);
      if (below !== undefined) return below;
    }
  }
  if (Array.isArray(signed) && Array.isArray(found)) {
    for (let n = 0; n < Math.max(signed.length, found.length); n += 1) {
      const below = findDifference(signed[n], found[n], `${path}[${n}]`);
      if (below !== undefined) return below;
    }
  }
  return { path, signed: toShown(signed), found: toShown(found) };
}
