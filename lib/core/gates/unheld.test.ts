import { expect, test } from 'vitest';
import { listUnheld } from './unheld.ts';

test('what decides stands before what advises, and what is broken before what could not tell', () => {
  const gates = [
    { id: 'a', severity: 'advisory', outcome: 'inconclusive' },
    { id: 'b', severity: 'blocking', outcome: 'inconclusive' },
    { id: 'c', severity: 'blocking', outcome: 'pass' },
    { id: 'd', severity: 'advisory', outcome: 'fail' },
    { id: 'e', severity: 'blocking', outcome: 'fail' },
    { id: 'f', severity: 'advisory', outcome: 'skipped' },
  ] as const;
  expect(listUnheld(gates).map(({ id }) => id)).toEqual(['e', 'b', 'd', 'a']);
});
