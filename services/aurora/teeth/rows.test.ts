// The matrix is whole: a gate, a defect or a way without its rows fails here, long before anything is played.
import { describe, expect, test } from 'vitest';
import { INJECTIONS } from '../../../lib/core/faults/injection.ts';
import { assess } from '../../../lib/core/verdict/verdict.ts';
import { selectTeeth } from '../../../teeth/matrix.ts';
import { planOf, toEvidence } from '../../../test/runs/good-run.ts';
import { parseDefects } from '../reference/defects/parse.ts';
import { DEFECT_IDS, DEFECTS, type DefectId } from '../reference/defects/table.ts';
import { FAST_IDS, ROWS as TEETH } from './rows.ts';

/** A run with faults on the edge has every gate of others, and one of its own. */
const GATES = assess(toEvidence({ edge: { met: {}, faults: INJECTIONS, lostProxy: null } })).gates.map(
  ({ id }) => id,
);
const idsOf = (rows: typeof TEETH) => rows.map(({ id }) => id);

describe.each(GATES)('%s', (gate) => {
  const rows = TEETH.filter((tooth) => tooth.gate === gate);

  test('has a run that must break it', () => {
    expect(idsOf(rows.filter(({ expect }) => expect !== 'pass'))).not.toEqual([]);
  });

  test('has a run that must not', () => {
    expect(idsOf(rows.filter(({ expect }) => expect === 'pass'))).not.toEqual([]);
  });
});

test('every row is of a gate that exists, as is every gate that a row lets break beside it', () => {
  const named = TEETH.flatMap(({ gate, beside = [] }) => [gate, ...beside]);
  expect(named.filter((gate) => !GATES.includes(gate))).toEqual([]);
});

const WAYS = ['full rate', 'rare', 'one phase', 'one variant', 'late', 'under a toxic'] as const;
/** Only a red flag chat can be blocked, and only in its own journey. */
const ONE_ROUTE_AND_JOURNEY = ['safety_with_recommendations', 'red_flag_not_blocked'];
/** What can only be in a list of recommendations, which one route gives. */
const ONE_ROUTE = [...ONE_ROUTE_AND_JOURNEY, 'low_med_treatment_leak', 'reco_output_guard_fallback_rate_10m'];
/** The gates that may stop a run: what they bound can go wrong in any way. */
const PROMISES = toEvidence()
  .gates.filter(({ onCross, severity }) => onCross === 'fail' && severity === 'blocking')
  .map(({ id }) => id);

test('every gate that may stop a run is broken in every way', () => {
  const missing = PROMISES.flatMap((gate) =>
    [
      ...WAYS,
      ...(ONE_ROUTE.includes(gate) ? [] : (['one route'] as const)),
      ...(ONE_ROUTE_AND_JOURNEY.includes(gate) ? [] : (['one journey'] as const)),
    ]
      .filter((way) => !TEETH.some((tooth) => tooth.gate === gate && tooth.way === way))
      .map((way) => `${gate}: ${way}`),
  );
  expect(missing).toEqual([]);
  expect(PROMISES.length).toBeGreaterThan(10);
});

test('every hole of the shell suite has a row that keeps it shut', () => {
  const holes = new Set(TEETH.flatMap(({ hole }) => hole ?? []));
  expect([...holes].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
});

/** The business of other checks than the soak; here they may only do no harm. */
const ELSEWHERE = ['prefetch_counters', 'page_backfill', 'rollout_probe', 'smoke', 'photo_store'];

test.each(
  DEFECT_IDS.filter((id) => DEFECTS[id].only === undefined && !ELSEWHERE.includes(DEFECTS[id].breaks)),
)('the defect %s is in a row that expects of it what the table says', (id) => {
  const harmless = ['nothing', 'latency'].includes(DEFECTS[id].breaks);
  const rows = TEETH.filter(({ defects }) => parseDefects(defects).some((rule) => rule.id === id));
  expect(rows.map(({ expect }) => expect === 'pass')).toContain(harmless);
});

test.each(TEETH.map((tooth) => [tooth.id, tooth] as const))('%s can be played', (_, tooth) => {
  expect(() => parseDefects(tooth.defects)).not.toThrow();
  const plan = planOf(tooth.options);
  expect(plan.timing.totalSec).toBeLessThanOrEqual(45);
  expect(plan.seed).toBeGreaterThan(0);
  expect(tooth.defects !== '' || tooth.means !== undefined || tooth.way !== 'full rate').toBe(true);
  // A toxic needs chaos to be on, and the phase that a header names must be one of the run.
  if (tooth.defects.includes('_chaos_')) expect(plan.chaos.enabled).toBe(true);
  if (tooth.defects.includes('_spike_')) expect(plan.timing.spikeDurationSec).toBeGreaterThan(0);
});

test('the ids name the rows', () => {
  expect(new Set(idsOf(TEETH)).size).toBe(TEETH.length);
  expect(FAST_IDS.filter((id) => !idsOf(TEETH).includes(id))).toEqual([]);
  expect(FAST_IDS.length).toBeLessThanOrEqual(12);
  for (const { id, gate } of TEETH) expect(id.startsWith(`${gate}/`)).toBe(true);
  const defects = (spec: string): DefectId[] => parseDefects(spec).map(({ id }) => id);
  expect(new Set(TEETH.flatMap(({ defects: spec }) => defects(spec))).size).toBeGreaterThan(40);
});

test.each([
  ['http_4xx/full-rate', ['http_4xx/full-rate']],
  ['red_flag*late', ['red_flag_not_blocked/late']],
  ['late*red_flag', []],
  ['no such row,red_flag*late', ['red_flag_not_blocked/late']],
  ['red_flag*late,http_4xx/full-rate', ['red_flag_not_blocked/late', 'http_4xx/full-rate']],
  ['no such row', []],
])('--only %s', (pattern, ids) => {
  expect(idsOf(selectTeeth(TEETH, pattern))).toEqual(ids);
});

test('without a pattern all rows are chosen', () => {
  expect(selectTeeth(TEETH, undefined)).toBe(TEETH);
});
