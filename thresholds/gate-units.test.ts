import { describe, expect, it, test } from 'vitest';
import { showInUnit } from '../lib/core/gates/gate-unit.ts';
import { assess } from '../lib/core/verdict/verdict.ts';
import { SERVICE } from '../services/aurora/service.ts';
import { judgeDrift } from '../test/runs/drifting.ts';
import { PLAN, planOf, toEvidence } from '../test/runs/good-run.ts';
import { listGateUnits } from './gate-units.ts';

test.each([
  ['http_4xx', 'count'],
  ['http_5xx_rate_5m', 'share'],
  ['http_5xx_sequential', 'score'],
  ['load_offered', 'share'],
  ['run_complete', 'share'],
  ['baseline_degraded', 'share'],
  ['chaos_recovered', 's'],
  ['latency_drift', 'ms'],
  ['memory_drift', 'bytes'],
  ['descriptor_drift', 'count'],
])('%s is measured in %s', (id, unit) => expect(listGateUnits(SERVICE, PLAN)[id]).toBe(unit));

test('in one pass nothing is a share that must not happen at all', () => {
  expect(listGateUnits(SERVICE, planOf({ ONCE: 'true' })).http_5xx_rate_5m).toBe('count');
});

describe('what counts', () => {
  const units = listGateUnits(SERVICE, PLAN);
  const { gates } = assess({ ...toEvidence(), drift: judgeDrift({ totalSec: 10_800 }) });
  it.each(gates.filter(({ id }) => (units[id] ?? 'count') === 'count'))('$id has whole numbers', (gate) => {
    for (const value of [gate.value, gate.limit])
      expect(value === null || Number.isInteger(value)).toBe(true);
  });
});

test.each([
  ['count', 3, '3'],
  ['share', 0.00123, '0.123 %'],
  ['share', 0.005, '0.5 %'],
  ['score', 4.3669, '4.4'],
  ['s', 12.345, '12.3 s'],
  ['ms', 118.2, '118 ms'],
  ['bytes', 64e6, '64 MB'],
  ['share', null, '–'],
] as const)('as %s %d is %s', (unit, value, shown) => expect(showInUnit(unit, value)).toBe(shown));
