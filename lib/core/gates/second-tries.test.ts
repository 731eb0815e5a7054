import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { PLAN } from '../../../test/runs/good-run.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { createCounts } from '../journal/counters.ts';
import { assessGate } from './gates.ts';
import { doubtSecondTries } from './second-tries.ts';

const judge = (id: string, counts: object, once = false) => {
  const gate = listGates(SERVICE, { ...PLAN, once }).find((one) => one.id === id)!;
  const totals = { ...createCounts(SERVICE), ...counts };
  return doubtSecondTries(gate, assessGate(gate, totals, 0), totals);
};

test.each([
  ['none', 'transport_error_rate_5m', { calls: 1000 }, 'pass'],
  ['as many as may be lost', 'transport_error_rate_5m', { calls: 1000, transport_retries: 5 }, 'pass'],
  ['one more', 'transport_error_rate_5m', { calls: 1000, transport_retries: 6 }, 'inconclusive'],
  [
    'beside calls that were lost',
    'transport_error_rate_5m',
    { calls: 1000, transport_errors: 6, transport_retries: 60 },
    'fail',
  ],
  ['of hours', 'transport_errors_2h', { calls: 1000, transport_retries: 60 }, 'pass'],
  ['of what is no lost call', 'http_5xx_rate_5m', { responses: 1000, calls: 1000 }, 'pass'],
])('calls that were made twice: %s', (_, id, counts, outcome) => {
  expect(judge(id, counts).outcome).toBe(outcome);
});

test.each([
  [0, 'pass'],
  [1, 'inconclusive'],
])('one pass allows none: %i', (retries, outcome) => {
  expect(judge('transport_error_rate_5m', { calls: 40, transport_retries: retries }, true).outcome).toBe(
    outcome,
  );
});

test('the line says how many there were, and how many may be', () => {
  expect(judge('transport_error_rate_5m', { calls: 1000, transport_retries: 20 }).because).toMatch(
    /20 calls were reset while connecting and made once more \(2 % of all; 0.5 % may be lost\)/,
  );
  expect(judge('transport_error_rate_5m', { calls: 40, transport_retries: 1 }, true).because).toMatch(
    /1 call was reset while connecting and made once more \(0 may be lost\)/,
  );
});
