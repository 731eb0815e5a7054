import { expect, test } from 'vitest';
import { GATES, toEvidence, toFigures } from '../../../../test/runs/good-run.ts';
import type { GateResult } from '../../gates/gate-result-schema.ts';
import { assess, type RunEnd } from '../verdict.ts';
import { doubtFailure } from './doubt-failure.ts';

const failed = (id: string): GateResult => ({
  ...{ id, why: 'w', severity: 'blocking', outcome: 'fail', value: 1, limit: 0, samples: 9 },
  ...{ minimum_detectable_rate: null, because: 'it broke' },
});
const PART = 'it broke, as far as one of several runners can tell';
const DAMAGED = 'it broke, as far as the journal can be read';

test.each<[string, string, Pick<RunEnd, 'damaged' | 'part'>, GateResult['outcome'], string]>([
  ['a share of a whole run', 'http_5xx_rate_5m', {}, 'fail', 'it broke'],
  ['a share of a part', 'http_5xx_rate_5m', { part: true }, 'inconclusive', PART],
  ['a score of a part', 'http_5xx_sequential', { part: true }, 'inconclusive', PART],
  ['drift of a part', 'latency_drift', { part: true }, 'inconclusive', PART],
  ['a baseline of a part, which knows no toxics', 'baseline_degraded', { part: true }, 'inconclusive', PART],
  ['a promise of a part', 'schema_violation', { part: true }, 'fail', 'it broke'],
  ['lost calls of a part', 'transport_errors_2h', { part: true }, 'fail', 'it broke'],
  ['a promise of a journal with damage', 'schema_violation', { damaged: true }, 'inconclusive', DAMAGED],
  [
    'a share of a part with damage',
    'http_5xx_rate_5m',
    { damaged: true, part: true },
    'inconclusive',
    DAMAGED,
  ],
])('%s', (_, id, end, outcome, because) =>
  expect(doubtFailure(failed(id), end, GATES)).toMatchObject({ outcome, because }));

test('what did not fail is left as it is', () => {
  const held = { ...failed('http_5xx_rate_5m'), outcome: 'pass' as const };
  expect(doubtFailure(held, { damaged: true, part: true }, GATES)).toBe(held);
});

test('one segment blames nobody for a share, and the service for a broken promise', () => {
  const end: RunEnd = {
    ...{ ranSec: 90, plannedSec: 90, stoppedBy: null, k6Crossed: false, part: true },
    lost: 'this is segment 1/3 of a run: judge all of them together',
  };
  const outcomeOf = (totals: Parameters<typeof toFigures>[0]) =>
    assess(toEvidence({ end, figures: toFigures(totals) })).outcome;
  expect(outcomeOf({ http_5xx: 100 })).toBe('inconclusive');
  expect(outcomeOf({ empty_cards: 1 })).toBe('fail');
});
