import { expect, test } from 'vitest';
import { isObject, toJsonOrNone, toList, toObject } from './json.ts';

test.each<[unknown, boolean, object, readonly unknown[]]>([
  [{ a: 1 }, true, { a: 1 }, []],
  [{}, true, {}, []],
  [['a'], false, {}, ['a']],
  [null, false, {}, []],
  [undefined, false, {}, []],
  ['text', false, {}, []],
  [7, false, {}, []],
])('%j is an object: %s', (value, is, object, list) => {
  expect(isObject(value)).toBe(is);
  expect(toObject(value)).toEqual(object);
  expect(toList(value)).toEqual(list);
});

test.each<[string, unknown]>([
  ['{"a":1}', { a: 1 }],
  ['null', null],
  ['{"a":', undefined],
  ['', undefined],
])('%j as JSON', (text, value) => expect(toJsonOrNone(text)).toEqual(value));
