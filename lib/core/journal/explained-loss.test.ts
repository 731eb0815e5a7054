import { expect, test } from 'vitest';
import { isBroken, isExplained, isExplainedLoss } from './explained-loss.ts';

test.each<[readonly string[], string | undefined, boolean, boolean]>([
  [[], undefined, false, false],
  [[], 'reset', false, false],
  [['transport_error'], undefined, false, true],
  [['transport_error'], 'reset', true, false],
  [['http_5xx'], undefined, false, true],
  [['http_5xx'], 'reset', false, true],
  [['schema_violation', 'transport_error'], 'reset', true, false],
])('violations %j under %s: explained %s, broken %s', (violations, fault, explained, broken) => {
  const row = fault === undefined ? { violations } : { violations, edge_fault: fault };
  expect(isExplained(row)).toBe(explained);
  expect(isBroken(row)).toBe(broken);
});

test.each([
  ['transport_error', true, true],
  ['transport_error', false, false],
  ['http_5xx', true, false],
])('%s of a call that met a cutting fault (%s) is explained: %s', (violation, cutOnEdge, explained) => {
  expect(isExplainedLoss(violation, cutOnEdge)).toBe(explained);
});
