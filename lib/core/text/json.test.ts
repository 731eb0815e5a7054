import { expect, test } from 'vitest';
import {
  describeRepeatedKey,
  isObject,
  toJsonOrNone,
  toList,
  toObject,
  toPointerKey,
  toPointerKeys,
} from './json.ts';

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

test.each([
  ['{"a":1,"a":2}', 'a', 1],
  ['{\n  "a": 1,\n  "b": { "a": 1 },\n  "a" : 2\n}', 'a', 4],
  ['{"a":{"b":1,"c":[{"d":1,"d":1}]}}', 'd', 1],
  [String.raw`{"a\"":1,"x":"}:","a\u0022":2}`, 'a"', 1],
  [String.raw`{"\\":"\\","\\":1}`, '\\', 1],
  ['{"":1,"":1}', '', 1],
  ['[{"a":[]},{"b":{},\n"b":1}]', 'b', 2],
  ['{"__proto__":1,"__proto__":2}', '__proto__', 1],
])('%s has %j twice, again in line %i', (text, key, line) => {
  JSON.parse(text);
  expect(describeRepeatedKey(text)).toBe(
    `${key} stands there twice, again in line ${line}; leave one of them out`,
  );
});

test.each([
  '{"a":1,"b":"a","c":["a","a"],"d":{"a":1}}',
  '[{"a":1},{"a":1}]',
  String.raw`{"a":"\"a\":1,","b":"\\"}`,
  '{}',
  '"a"',
  '1',
])('%s has each key once', (text) => {
  JSON.parse(text);
  expect(describeRepeatedKey(text)).toBeUndefined();
});
