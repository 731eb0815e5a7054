// A part of a manifest without what says nothing: nulls, empty lists, and what silence would say as well.
import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json } from '../../../lib/core/text/json.ts';
import type { Defaults } from './defaults.ts';

const toChild = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/**
 * @param defaults by path from the part
 * @param path of the value, from the part
 * @returns the value without what is as good as none; undefined where that is all of it
 */
export function prune(value: unknown, defaults: Defaults, path = ''): unknown {
  const kept = pruneParts(value, defaults, path);
  if (kept === undefined || kept === null || (Array.isArray(kept) && kept.length === 0)) return undefined;
  return path in defaults && isDeepStrictEqual(kept, defaults[path]) ? undefined : kept;
}

function pruneParts(value: unknown, defaults: Defaults, path: string): unknown {
  // An item that says nothing is an item all the same.
  if (Array.isArray(value)) return value.map((item: unknown) => pruneParts(item, defaults, `${path}[]`));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const kept = prune(part, defaults, toChild(path, key));
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

/**
 * The value with each part at a path changed.
 * @param path keys by dots, `[]` behind a key for each item of its list; '' is the value itself
 * @param change undefined where it returns it: the part is left out
 */
export function changeAt(value: unknown, path: string, change: (part: unknown) => unknown): unknown {
  if (path === '') return change(value);
  const [head = '', ...rest] = path.split('.');
  const key = head.replace('[]', '');
  if (!isObject(value) || !(key in value)) return value;
  const below = rest.join('.');
  const part = value[key];
  const changed = head.endsWith('[]')
    ? Array.isArray(part)
      ? part.map((item: unknown) => changeAt(item, below, change))
      : part
    : changeAt(part, below, change);
  const { [key]: _, ...others } = value;
  return changed === undefined ? others : { ...others, [key]: changed };
}

/** The parts at a path: see `changeAt`. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found: unknown[] = [];
  changeAt(value, path, (part) => {
    found.push(part);
    return part;
  });
  return found;
}

/** The keys of an object that a test keeps; undefined where none is left. */
export function keepKeys(value: unknown, isKept: (key: string) => boolean): Json | undefined {
  const kept = Object.entries(isObject(value) ? value : {}).filter(([key]) => isKept(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
