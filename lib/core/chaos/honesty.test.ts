import { expect, test } from 'vitest';
import { computeChanceOf } from '../stats/binomial.ts';
import { assessHonesty, type Honesty, type JudgedSlot } from './honesty.ts';

const slot = (failedRatio: number | null, answers: number, degraded: number): JudgedSlot => ({
  failedRatio,
  answers,
  degraded,
});

test.each<[string, JudgedSlot[], Honesty['honesty']]>([
  ['every call failed, every answer says so', [slot(1, 9, 9)], 'honest'],
  ['two of nine come from elsewhere', [slot(1, 9, 7)], 'honest'],
  ['three of nine do', [slot(1, 9, 6)], 'pretended'],
  ['no answer says so', [slot(1, 9, 0)], 'pretended'],
  ['half of 200 say so', [slot(1, 200, 100)], 'pretended'],
  ['one in twenty of 200 does not', [slot(1, 200, 190)], 'honest'],
  ['five answers', [slot(1, 5, 0)], 'too_few'],
  ['five answers in each of two slots', [slot(1, 5, 0), slot(1, 5, 0)], 'pretended'],
  ['one call in ten failed: a retry would hide it', [slot(0.1, 50, 0)], 'nothing_failed'],
  ['four in five failed, half of the answers say so', [slot(0.8, 50, 25)], 'honest'],
  ['four in five failed, no answer says so', [slot(0.8, 50, 0)], 'pretended'],
  [
    'a slot that failed little does not dilute one that failed',
    [slot(1, 9, 0), slot(0.1, 90, 90)],
    'pretended',
  ],
  ['nothing is known', [slot(null, 9, 0)], 'nothing_failed'],
  ['no slot', [], 'nothing_failed'],
])('%s', (_, slots, want) => expect(assessHonesty(slots).honesty).toBe(want));

test('an honest service is called dishonest less than once in a hundred runs', () => {
  for (const answers of [6, 9, 40, 500]) {
    const { needed } = assessHonesty([slot(1, answers, answers)]);
    expect(1 - computeChanceOf(needed, answers, 0.95)).toBeLessThanOrEqual(0.01);
  }
});

test('at the least number of answers, a service that admits one failure in four is caught nineteen times in twenty', () => {
  const { needed } = assessHonesty([slot(1, 6, 6)]);
  expect(computeChanceOf(needed, 6, 0.25)).toBeLessThan(0.05);
});
