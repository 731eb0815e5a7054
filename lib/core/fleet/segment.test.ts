import { describe, expect, it, test } from 'vitest';
import { toUserId } from '../journal/trace-id.ts';
import { drawJourney } from '../service/journeys.ts';
import { parseFleet, readK6Segment, toK6Segment, toRunnerOf } from './segment.ts';

describe('what a run is asked to be shared by', () => {
  test.each([
    ['', 1, false, { runners: 1, segment: undefined }],
    ['', 4, false, { runners: 4, segment: undefined }],
    ['1/4', 1, false, { runners: 4, segment: { runner: 1, runners: 4 } }],
    ['4/4', 4, false, { runners: 4, segment: { runner: 4, runners: 4 } }],
    ['', 1, true, { runners: 1, segment: undefined }],
  ])('SEGMENT=%s RUNNERS=%i ONCE=%s', (text, asked, once, fleet) => {
    expect(parseFleet(text, asked, once)).toEqual(fleet);
  });

  test.each([
    ['5/4', 1, false, /^SEGMENT=5\/4: give i\/n/],
    ['1/1', 1, false, /^SEGMENT=1\/1: give i\/n/],
    ['1/101', 1, false, /n from 2 to 100$/],
    ['1/4', 3, false, /^SEGMENT=1\/4 is one of 4, RUNNERS=3: leave out RUNNERS$/],
    ['1/4', 1, true, /^ONCE: one pass is for one k6; leave out SEGMENT/],
    ['', 2, true, /^ONCE: one pass is for one k6; leave out RUNNERS/],
  ])('is refused: SEGMENT=%s RUNNERS=%i ONCE=%s', (text, asked, once, why) => {
    expect(() => parseFleet(text, asked, once)).toThrow(why);
  });
});

test.each([1, 2, 3, 7, 100])('k6 is given each of %i segments as it is read again', (runners) => {
  for (let runner = 1; runner <= runners; runner++)
    expect(readK6Segment(toK6Segment({ runner, runners }))).toEqual({ runner, runners });
});

it('deals journeys out in turn, each to one', () => {
  expect(Array.from({ length: 7 }, (_, n) => toRunnerOf(n, 3))).toEqual([1, 2, 3, 1, 2, 3, 1]);
});

describe.each([1, 2, 3, 7])('the journeys of %i runners', (runners) => {
  const MIXES = [
    { weights: { buy: 1 }, variants: { EN: 1 } },
    { weights: { buy: 3, look: 1, leave: 0 }, variants: { EN: 70, CN: 30 } },
  ];
  const JOURNEYS = 2_000;

  /** What one k6 plays that was dealt every `runners`-th number, from its own on: `ExecutionTuple` of equal segments. */
  const playSegment = (runner: number, mix: (typeof MIXES)[number], seed: number) =>
    Array.from(
      { length: Math.ceil((JOURNEYS - runner + 1) / runners) },
      (_, k) => k * runners + runner - 1,
    ).map((n) => ({ n, uid: toUserId('together', n), ...drawJourney(mix, seed, n) }));

  test.each(MIXES)('are those of one, by number, user and draw: %j', (mix) => {
    for (const seed of [0, 5, 4_294_967_295]) {
      const parts = Array.from({ length: runners }, (_, i) => playSegment(i + 1, mix, seed));
      const whole = Array.from({ length: JOURNEYS }, (_, n) => ({
        ...{ n, uid: toUserId('together', n) },
        ...drawJourney(mix, seed, n),
      }));
      expect(parts.flat().toSorted((a, b) => a.n - b.n)).toEqual(whole);
      for (const [i, part] of parts.entries())
        expect(part.every(({ n }) => toRunnerOf(n, runners) === i + 1)).toBe(true);
    }
  });
});
