import { expect, test } from 'vitest';
import { isObject, toJsonOrNone, toList, toObject, toPointerKey, toPointerKeys } from './json.ts';

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

test.each<[string, readonly string[]]>([
  ['', []],
  ['/', ['']],
  ['/paths/~1v1~1chat/0', ['paths', '/v1/chat', '0']],
  ['/a~0b/~01', ['a~b', '~1']],
])('%j leads over %j', (pointer, keys) => {
  expect(toPointerKeys(pointer)).toEqual(keys);
  expect(pointer.split('/').slice(1).map(toPointerKey)).toEqual(keys);
});
