import { describe, expect, it } from 'vitest';
import { findSilences } from './silences.ts';

const seconds = (count: number) => Array.from({ length: count }, (_, sec) => sec);

describe('a silence', () => {
  it('is a stretch without a value that is long beside what usually lies between two', () => {
    const values = seconds(40).map((sec) => (sec > 10 && sec < 22 ? null : 5));
    expect(findSilences(seconds(40), values)).toEqual({ spans: [[10, 22]], alone: [] });
  });
  it.each<[string, (sec: number) => number | null]>([
    ['no value is missing', () => 5],
    ['a few seconds had no answer', (sec) => (sec > 10 && sec < 18 ? null : 5)],
    ['there are few values, and each is far from the next', (sec) => (sec % 10 === 0 ? 5 : null)],
    ['it is before the first value, or behind the last', (sec) => (sec > 15 && sec < 20 ? 5 : null)],
    ['there is no value at all', () => null],
  ])('is not where %s', (_, toValue) => {
    expect(findSilences(seconds(40), seconds(40).map(toValue))).toEqual({ spans: [], alone: [] });
  });
  it('leaves a value alone that stands between two, and the only one of a curve', () => {
    const between = seconds(60).map((sec) => (sec < 20 || sec > 40 || sec === 30 ? 5 : null));
    expect(findSilences(seconds(60), between)).toEqual({
      spans: [
        [19, 30],
        [30, 41],
      ],
      alone: [30],
    });
    expect(findSilences([7], [5])).toEqual({ spans: [], alone: [0] });
  });
});
