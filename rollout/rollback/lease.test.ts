import { expect, it, test } from 'vitest';
import { decideLease, type LeaseRecord, noteLease } from './lease.ts';

const record = (holder: string, renewal = '1'): LeaseRecord => ({ holder, durationMs: 10_000, renewal });

test.each([
  ['that is not there', undefined, 0, 'take'],
  ['that was given back', record(''), 0, 'take'],
  ['that is ours', record('we'), 60_000, 'renew'],
  ['of another', record('they'), 0, 'wait'],
  ['of another, at its end', record('they'), 10_000, 'wait'],
  ['of another, past its end', record('they'), 10_001, 'take'],
] as const)('a lock %s', (_, kept, forMs, step) => {
  const seen = kept && { record: kept, sinceMs: 1_000 };
  expect(decideLease(seen, 'we', 1_000 + forMs)).toBe(step);
});

it('that is renewed begins anew, whatever the clock of its holder says', () => {
  const first = noteLease(undefined, record('they', '1'), 0);
  const same = noteLease(first, record('they', '1'), 9_000);
  const renewed = noteLease(same, record('they', '2'), 10_500);
  expect([same.sinceMs, renewed.sinceMs]).toEqual([0, 10_500]);
  expect(noteLease(renewed, record('others', '2'), 11_000).sinceMs).toBe(11_000);
});
