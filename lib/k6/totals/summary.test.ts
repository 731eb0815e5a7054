import { afterEach, expect, it, test, vi } from 'vitest';
import { makeFresh } from '../../../test/k6/fresh.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { PROFILES } from '../../../thresholds/profiles.ts';
import {
  DURATION_METRIC,
  toMetricName,
  toTimingMetricName,
  toWindowMetricName,
} from '../../../thresholds/to-k6.ts';
import { parsePlan } from '../../core/plan/plan.ts';
import type { K6Data } from './figures.ts';

/** handleSummary of a script that was built for the shop, and what it writes to the journal. */
async function load(env: Readonly<Record<string, string>> = {}) {
  const rows = makeFresh(env);
  const { SERVICE } = await import('../../../test/k6/shop.ts');
  const { summarize } = await import('./summary.ts');
  const plan = parsePlan(
    SERVICE,
    { DURATION_SECONDS: '90', OUTPUT_DIR: 'out', BASE: 'http://shop' },
    PROFILES,
    () => 3,
  );
  const gates = listGates(SERVICE, plan);
  const end = (more: Partial<Record<string, number>> = {}, data: Partial<K6Data> = {}, forbidden?: string) =>
    summarize({ ...toData({ ...HEALTHY, ...more }), ...data }, plan, gates, forbidden);
  return { rows, plan, gates, end };
}

/** What k6 counts of a run of 90 s in which all went well. */
const HEALTHY = {
  journeys: 400,
  calls: 1000,
  responses: 1000,
  answers_judged: 1000,
  sentinel_reads: 89,
};

/** Of a run that was to take 90 s. */
const CUT_SHORT: Partial<K6Data> = { state: { testRunDurationMs: 40_000 } };

function toData(counts: Readonly<Record<string, number | undefined>>): K6Data {
  const metrics = Object.entries(counts).map(([id, count]) => [
    toMetricName(id),
    { values: { count: count ?? 0 }, thresholds: {} },
  ]);
  return {
    metrics: {
      ...Object.fromEntries(metrics),
      [`${DURATION_METRIC}{phase:baseline}`]: { values: { med: 12, 'p(95)': 40, 'p(99)': 60 } },
      [`${toMetricName('responses')}{phase:baseline}`]: { values: { count: 1000 } },
      [toTimingMetricName('waiting')]: { values: { med: 10, 'p(95)': 31.00049, 'p(99)': 50, max: 70 } },
    },
    state: { testRunDurationMs: 90_500 },
    setup_data: { seed: 7, startedAtSec: 1000, startedAtRunMs: 500 },
  };
}

const toSummary = (files: Readonly<Record<string, string>>) =>
  JSON.parse(files['out/summary.json'] ?? '') as {
    readonly verdict: {
      readonly outcome: string;
      readonly gates: readonly { readonly id: string; readonly outcome: string }[];
    };
  } & Readonly<Record<string, unknown>>;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('of a run that is judged by its journal is the totals there, and no verdict', async () => {
  const { end, rows } = await load({ EVENTS: 'on' });
  expect(end()).toEqual({});
  expect(rows).toMatchObject([{ ts: 1090, type: 'k6.summary', totals: { calls: 1000, journeys_due: 400 } }]);
});

it('tells where the time of a request went, of the calls of journeys alone', async () => {
  const waiting = { p50_ms: 10, p95_ms: 31, p99_ms: 50, max_ms: 70 };
  const told = { runners: 1, waiting, connecting: { p50_ms: 0, p95_ms: 0, p99_ms: 0, max_ms: 0 } };
  const journal = await load({ EVENTS: 'on' });
  journal.end();
  expect(journal.rows[0]).toMatchObject({ request_timings: told });
  const { end } = await load();
  expect(toSummary(end())).toMatchObject({ request_timings: told });
  expect(toSummary(end({ calls: 0 }))).not.toHaveProperty('request_timings');
});

it('of a plain run is a table, a summary and its CSV, in the folder of the plan', async () => {
  const { end, rows } = await load();
  const files = end();
  expect(Object.keys(files)).toEqual(['stdout', 'out/summary.json', 'out/summary.csv']);
  expect(files.stdout).toContain('out/summary.json, out/summary.csv\n');
  expect(files['out/summary.csv']).toContain('calls');
  expect(rows).toEqual([]);
});

it('of a k6 that was told to judge no threshold, or was given what takes the gate away, can tell nothing', async () => {
  const { end } = await load();
  const { metrics } = toData(HEALTHY);
  const bare = Object.fromEntries(
    Object.entries(metrics).map(([id, m]) => [id, { values: m?.values ?? {} }]),
  );
  for (const files of [end({}, { metrics: bare }), end({}, {}, 'k6 was given rps')])
    expect(toSummary(files).verdict).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringMatching(/^run_complete: k6 (judged no threshold|was given rps)/) as string,
    });
});

it('tells the run as it was: its seed, its time, its figures by phase', async () => {
  const { end } = await load();
  expect(toSummary(end())).toMatchObject({
    base: 'http://shop',
    seed: 7,
    started_at: '1970-01-01T00:16:40.000Z',
    finished_at: '1970-01-01T00:18:10.000Z',
    totals: { responses: 1000 },
    phases: { baseline: { p50_ms: 12, p95_ms: 40, p99_ms: 60 } },
  });
});

test.each<[string, string, string, Partial<Record<string, number>>, Partial<K6Data>]>([
  ['that went well', 'completed', 'pass', {}, {}],
  ['that was ended by a broken promise', 'stopped', 'fail', { unpaid_order: 1 }, CUT_SHORT],
  ['that was ended by a broken contract', 'stopped', 'fail', { schema_violations: 1 }, CUT_SHORT],
  ['that broke a promise as it came to its end', 'completed', 'fail', { unpaid_order: 1 }, {}],
  ['that ended early', 'interrupted', 'inconclusive', {}, CUT_SHORT],
  ['that did not get through its setup', 'stopped', 'inconclusive', {}, { setup_data: null }],
  ['that could not offer its load', 'completed', 'inconclusive', { journeys_dropped: 100 }, {}],
  ['that saw too little to tell', 'completed', 'inconclusive', { responses: 3, answers_judged: 3 }, {}],
  ['whose windows nobody read', 'completed', 'inconclusive', { sentinel_reads: 0 }, {}],
])('of a run %s is %s: %s', async (_, status, outcome, counts, data) => {
  const { end } = await load();
  const summary = toSummary(end(counts, data));
  expect([summary.status, summary.verdict.outcome]).toEqual([status, outcome]);
});

it('says why the run was stopped, by the first gate that broke', async () => {
  const { end } = await load();
  expect(toSummary(end({ unpaid_order: 1 }, CUT_SHORT)).stop_reason).toBe(
    'unpaid_order: 1 of 1000 answers judged, 0 allowed',
  );
  expect(toSummary(end()).stop_reason).toBeNull();
});

it('holds the worst window that the sentinel saw against its gate', async () => {
  const { end, gates } = await load();
  const gate = gates.find(
    ({ id, kind, windowSec }) => kind === 'ratio' && windowSec !== undefined && /5xx/.test(id),
  )!;
  const files = end(
    {},
    { metrics: { ...toData(HEALTHY).metrics, [toWindowMetricName(gate)]: { values: { max: 0.5 } } } },
  );
  const { verdict } = toSummary(files);
  expect(verdict.outcome).toBe('fail');
  expect(verdict.gates.filter((one) => one.outcome === 'fail').map(({ id }) => id)).toEqual([gate.id]);
});

it('is not stopped by a gate that only advises', async () => {
  const { end, gates } = await load();
  const gate = gates.find(({ kind, severity }) => kind === 'sequential' && severity === 'advisory')!;
  const metrics = { ...toData(HEALTHY).metrics, [toWindowMetricName(gate)]: { values: { max: 1000 } } };
  const { status, stop_reason, verdict } = toSummary(end({}, { metrics }));
  expect([status, stop_reason, verdict.outcome]).toEqual(['completed', null, 'pass']);
  expect(verdict.gates.find(({ id }) => id === gate.id)?.outcome).toBe('fail');
});
