import { expect, test } from 'vitest';
import { computeChanceOfCutOff } from './cut-off.ts';

test.each([
  [1, 4, 4, 7, 3 / 330],
  [1, 4, 4, 6, 3 / 210],
  [2, 8, 8, 4, 3 / 495],
  [1, 1, 2, 4, 1],
  [1, 2, 4, 8, (3 * 6) / 66],
  [3, 4, 9, 0, 1],
])('of three, %i lose %i of %i journeys and the others none of %i with a chance of', (cut, lost, journeys, others, chance) => {
  expect(computeChanceOfCutOff({ runners: 3, cut, lost, journeys, others })).toBeCloseTo(chance, 9);
});
