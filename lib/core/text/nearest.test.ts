// A slip of the pen finds its word; a word of its own finds none.
import { expect, test } from 'vitest';
import { findNearest } from './nearest.ts';

const KNOWN = ['--base', '--base-rps', '--chaos-rps', '--profile', 'on', 'off', 'status', 'smoke', 'soak'];

test.each([
  ['--bas-rps', '--base-rps'],
  ['--base-rp', '--base-rps'],
  ['--chaos_rps', '--chaos-rps'],
  ['--porfile', '--profile'],
  ['--base', '--base'],
  ['stauts', 'status'],
  ['of', 'off'],
  ['soka', 'soak'],
  ['somke', 'smoke'],
  ['--webhook', undefined],
  ['rain', undefined],
  ['', undefined],
])('%s → %s', (word, nearest) => expect(findNearest(word, KNOWN)).toBe(nearest));

test('of two that are as near it is the first', () => {
  expect(findNearest('--bast', ['--base', '--cast'])).toBe('--base');
  expect(findNearest('--bast', [])).toBeUndefined();
});
