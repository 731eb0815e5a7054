import { expect, it } from 'vitest';
import { describeOverdue } from './overdue.ts';

it.each<[string, number | undefined, number, RegExp | undefined]>([
  ['not begun, in time', undefined, 60, undefined],
  ['not begun, too late', undefined, 61, /^k6 did not begin within 60 s, and was ended/],
  ['begun late, and on', 10, 100, undefined],
  ['in its grace', 130, 150, undefined],
  [
    'past its grace',
    131,
    150,
    /^k6 was still there 30 s after its last journey was due to end, and was ended/,
  ],
])('%s', (_, ranSec, waitedSec, why) => {
  const said = describeOverdue(100, ranSec, waitedSec);
  if (why) expect(said).toMatch(why);
  else expect(said).toBeUndefined();
});
