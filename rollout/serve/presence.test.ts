import { describe, expect, it, test } from 'vitest';
import { findVersions, notePresence, type Present } from './presence.ts';

/** Versions as they ask, `[hash, second]` one after the other. */
const play = (asked: readonly (readonly [string, number])[]): Present =>
  asked.reduce<Present>((present, [cohort, atS]) => notePresence(present, cohort, atS * 1000), {});
const from = (cohort: string, fromS: number, toS: number) =>
  Array.from({ length: toS - fromS + 1 }, (_, n) => [cohort, fromS + n] as const);

describe('the versions of a rollout', () => {
  test.each([
    ['one alone tells nothing', from('old', 0, 60), undefined],
    [
      'the one that comes later is the canary',
      [...from('old', 0, 30), ['new', 30] as const],
      { stable: 'old', canary: 'new' },
    ],
    [
      'both came together, as at a start of ours',
      [
        ['old', 0],
        ['new', 1],
        ['old', 2],
      ] as const,
      undefined,
    ],
    ['three are too many', [...from('a', 0, 40), ['b', 20], ['b', 40], ['c', 40]] as const, undefined],
    [
      'one that is gone does not count',
      [...from('a', 0, 10), ...from('b', 11, 40), ['c', 41] as const],
      { stable: 'b', canary: 'c' },
    ],
    [
      'one that comes back is new, whatever it was before',
      [...from('a', 0, 10), ...from('b', 11, 60), ['a', 61] as const],
      { stable: 'b', canary: 'a' },
    ],
  ])('%s', (_, asked, versions) => expect(findVersions(play(asked))).toEqual(versions));

  it('keeps nothing of what is gone', () => {
    expect(Object.keys(play([...from('a', 0, 3), ['b', 30]]))).toEqual(['b']);
  });
});
