import { expect, test } from 'vitest';
import { createPairMap } from './pair-map.ts';

test('what is kept by two names is made once, and listed as it came', () => {
  const map = createPairMap((first, second) => ({ name: `${first}/${second}`, count: 0 }));
  for (const [first, second] of ['b c', 'a c', 'b c', 'b a', 'a c', 'b c'].map((names) => names.split(' ')))
    map.get(first!, second!).count++;
  expect(map.list()).toEqual([
    { first: 'b', second: 'c', value: { name: 'b/c', count: 3 } },
    { first: 'a', second: 'c', value: { name: 'a/c', count: 2 } },
    { first: 'b', second: 'a', value: { name: 'b/a', count: 1 } },
  ]);
});

test('two names are no third one', () => {
  const map = createPairMap((first, second) => [first, second]);
  map.get('a', 'b c');
  map.get('a b', 'c');
  map.get('__proto__', 'constructor');
  expect(map.list().map(({ value }) => value)).toEqual([
    ['a', 'b c'],
    ['a b', 'c'],
    ['__proto__', 'constructor'],
  ]);
});
