// What a leak keeps, and that it comes to an end.
import { expect, it, vi } from 'vitest';
import { createLeaks } from './leak.ts';

it('opens a file for each call, up to its bound', () => {
  const open = vi.fn();
  const { keep } = createLeaks(open);
  for (let call = 0; call < 3_000; call++) keep({ kind: 'leak', of: 'descriptors' });
  expect(open).toHaveBeenCalledTimes(2_000);
});

it('holds memory, and lets go of it where it is to', () => {
  const alloc = vi.spyOn(Buffer, 'alloc').mockReturnValue(Buffer.from(''));
  const leaks = createLeaks();
  for (let call = 0; call < 3_000; call++)
    leaks.keep({ kind: 'leak', of: 'memory', kb: 1000, atMost: Number.POSITIVE_INFINITY });
  expect(alloc).toHaveBeenCalledTimes(1_464);
  alloc.mockClear();
  const tooth = createLeaks();
  for (let call = 0; call < 3_000; call++) tooth.keep({ kind: 'leak', of: 'memory', kb: 1000, atMost: 100 });
  expect(alloc).toHaveBeenCalledTimes(3_000);
  alloc.mockRestore();
});
