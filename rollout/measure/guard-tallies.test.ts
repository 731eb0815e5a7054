import { beforeEach, describe, expect, it } from 'vitest';
import { createGuardTallies, type GuardTallies } from './guard-tallies.ts';

const SEC = 1_000;
const VERSIONS = { canary: 'new', stable: 'old' };

describe('what guards tell', () => {
  let nowMs: number;
  let tallies: GuardTallies;
  beforeEach(() => {
    nowMs = 1_000 * SEC;
    tallies = createGuardTallies(() => nowMs);
  });
  const note = (cohort: string, pod: string, atS: number, calls: number, unanswered = 0, ageS = 1) => {
    nowMs = atS * SEC;
    tallies.note(cohort, { pod, ageMs: ageS * SEC, calls, unanswered });
  };

  it('is a counter for each pod of both versions, and of no other', () => {
    note('new', 'a', 1_001, 1);
    note('old', 'b', 1_002, 5, 2);
    note('other', 'c', 1_003, 9);
    note('new', 'a', 1_004, 3, 1);
    const { of, part, all } = tallies.read(VERSIONS);
    expect(of).toBe('bad');
    expect(all).toEqual([
      {
        cohort: 'canary',
        pod: 'a',
        startsAtZero: true,
        samples: [
          [1_001 * SEC, 1],
          [1_004 * SEC, 3],
        ],
      },
      { cohort: 'stable', pod: 'b', startsAtZero: true, samples: [[1_002 * SEC, 5]] },
    ]);
    expect(part.map(({ samples }) => samples.at(-1)?.[1])).toEqual([1, 2]);
  });

  it('counts what a guard counted before this server began as known', () => {
    note('old', 'b', 1_001, 5_000, 0, 3_600);
    expect(tallies.read(VERSIONS).all[0]?.startsAtZero).toBe(false);
  });

  it('is kept once a second, and for ten minutes', () => {
    for (let n = 0; n < 4; n++) note('new', 'a', 1_001 + n / 4, n);
    expect(tallies.read(VERSIONS).all[0]?.samples).toHaveLength(1);
    note('new', 'a', 1_001 + 700, 50);
    expect(tallies.read(VERSIONS).all[0]).toMatchObject({
      startsAtZero: false,
      samples: [[1_701 * SEC, 50]],
    });
  });

  it('takes in so many pods and no more, until the old ones are gone', () => {
    for (let n = 0; n < 2_500; n++) note('new', `p${n}`, 1_001, 1);
    expect(tallies.read(VERSIONS).all).toHaveLength(2_000);
    note('new', 'late', 1_001 + 601, 1);
    expect(tallies.read(VERSIONS).all.map(({ pod }) => pod)).toEqual(['late']);
  });
});
