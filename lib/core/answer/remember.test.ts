import { describe, expect, it } from 'vitest';
import { createMemory, remember } from './remember.ts';

/** Tells the length of a text; `asked` are the texts that it was not known of. */
function createMeasure(most?: number, mostChars?: number) {
  const asked: string[] = [];
  const measure = remember(
    (text) => {
      asked.push(text);
      return text.length;
    },
    most,
    mostChars,
  );
  return { asked, measure };
}

describe('what was found of a text', () => {
  it('is found once', () => {
    const { asked, measure } = createMeasure();
    expect(['a', 'bb', 'a', 'bb'].map(measure)).toEqual([1, 2, 1, 2]);
    expect(asked).toEqual(['a', 'bb']);
  });

  it('is known of names that objects inherit no sooner than of others', () => {
    const { asked, measure } = createMeasure();
    expect(['__proto__', 'constructor', '__proto__', 'constructor'].map(measure)).toEqual([9, 11, 9, 11]);
    expect(asked).toEqual(['__proto__', 'constructor']);
  });

  it('is forgotten when there is too much', () => {
    const { asked, measure } = createMeasure(2);
    for (const text of ['a', 'b', 'a', 'b', 'c', 'c', 'a', 'c']) measure(text);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
    measure('b');
    measure('c');
    expect(asked).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('is not kept of a long text', () => {
    const { asked, measure } = createMeasure(10, 3);
    expect(['abc', 'abc', 'abcd', 'abcd'].map(measure)).toEqual([3, 3, 4, 4]);
    expect(asked).toEqual(['abc', 'abcd', 'abcd']);
  });

  it('lies in a table that is begun anew with it', () => {
    const memory = createMemory((text) => text.length, 2);
    const look = () => ['a', 'bb', 'ccc', 'constructor'].map((text) => memory.known[text]);
    expect(look()).toEqual([undefined, undefined, undefined, undefined]);
    ['a', 'bb'].map(memory.find);
    expect(look()).toEqual([1, 2, undefined, undefined]);
    memory.find('ccc');
    expect(look()).toEqual([undefined, undefined, 3, undefined]);
  });

  it('may be that something is not so', () => {
    let asked = 0;
    const isLong = remember((text) => {
      asked++;
      return text.length > 5;
    });
    expect([isLong('a'), isLong('a'), asked]).toEqual([false, false, 1]);
  });
});
