import jStat from 'jstat';
import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { planOf } from '../../../test/runs/good-run.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { computeChanceOf, computeRateFor } from '../stats/binomial.ts';
import { computeHitsToCross, computeMinimumDetectableRate } from './minimum-detectable-rate.ts';

const GATES = listGates(SERVICE, planOf({ PROFILE: 'gate' }));
const gateOf = (id: string) => GATES.find((gate) => gate.id === id)!;

test.each<[number, number, number, number]>([
  // hits, samples, rate → chance
  [0, 10, 0.1, 1],
  [1, 10, 0, 0],
  [1, 10, 1, 1],
  [11, 10, 0.5, 0],
  [1, 1000, 0.001, 1 - 0.999 ** 1000],
  [2, 3, 0.5, 0.5],
  [10, 10, 0.5, 0.5 ** 10],
  // Too small to hold as (1 − rate)^samples.
  [1, 1_000_000, 0.01, 1],
])('P(at least %i of %i at %f) = %f', (hits, samples, rate, chance) => {
  expect(computeChanceOf(hits, samples, rate)).toBeCloseTo(chance, 10);
});

test.each([
  [1, 300],
  [4, 35_000],
  [8, 1500],
  [176, 35_000],
])('%i of %i: the rate that is seen is the quantile of the beta distribution', (hits, samples) => {
  expect(computeRateFor(0.95, hits, samples)).toBeCloseTo(jStat.beta.inv(0.95, hits, samples - hits + 1), 7);
});

test.each<[string, number, number]>([
  ['schema_violation', 900, 1],
  ['http_5xx_rate_5m', 20, 5],
  ['http_5xx_rate_5m', 900, 5],
  ['http_5xx_rate_5m', 1000, 6],
  ['reco_output_guard_fallback_rate_10m', 100, 10],
  ['transport_errors_2h', 7, 4],
  ['http_5xx_sequential', 0, 4],
  ['http_5xx_sequential', 1000, 6],
])('%s over %i samples is crossed by %i', (id, samples, hits) => {
  expect(computeHitsToCross(gateOf(id), samples)).toBe(hits);
});

describe('the minimum detectable rate', () => {
  it('is the rule of three where the first event fails it', () => {
    expect(computeMinimumDetectableRate(gateOf('schema_violation'), 1000, 90)).toBeCloseTo(
      1 - 0.05 ** (1 / 1000),
      9,
    );
  });

  it.each<[string, number, number, number]>([
    // samples, seconds → share
    ['http_5xx_rate_5m', 907, 90, 0.010062],
    ['http_5xx_rate_5m', 34_000, 7200, 0.003422],
    ['transport_errors_2h', 34_000, 7200, 0.000228],
    ['transport_errors_2h', 412_000, 86_400, 0.0000699],
    ['http_5xx_sequential', 34_000, 7200, 0.00306],
  ])('%s with %i samples in %i s', (id, samples, ranSec, rate) => {
    const seen = computeMinimumDetectableRate(gateOf(id), samples, ranSec)!;
    expect(seen / rate).toBeGreaterThan(0.97);
    expect(seen / rate).toBeLessThan(1.03);
  });

  it.each<[string, string, number]>([
    ['too few samples to judge', 'http_5xx_rate_5m', 199],
    ['no samples', 'schema_violation', 0],
    ['a gate that bounds no promise of the service', 'load_offered', 900],
  ])('is nothing with %s', (_, id, samples) => {
    expect(computeMinimumDetectableRate(gateOf(id), samples, 90)).toBeNull();
  });
});
