import { expect, it } from 'vitest';
import { toDuration } from './time.ts';

it.each([
  [0, '0 s'],
  [59.6, '60 s'],
  [90, '90 s'],
  [119.7, '2 min'],
  [300, '5 min'],
  [1584, '26 min 24 s'],
  [3600, '1 h'],
  [7200, '2 h'],
  [86_400, '24 h'],
  [90_061, '25 h 1 min 1 s'],
])('%d s are %s', (sec, told) => expect(toDuration(sec)).toBe(told));
