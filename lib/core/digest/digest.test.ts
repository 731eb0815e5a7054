import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES } from '../../../test/runs/good-run.ts';
import { playRun, STARTED_SEC } from '../../../test/runs/played-run.ts';
import { toRow } from '../../../test/runs/samples.ts';
import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import type { JournalRow } from '../journal/events.ts';
import { type FeedRow, toFeedRow } from '../journal/feed-row.ts';
import { createTally } from '../verdict/tally.ts';
import type { DigestData } from './data.ts';
import { createDigest, fromJSON } from './digest.ts';
import { computePercentiles } from './histogram.ts';

const RULES = toDigestRules(SERVICE);

const toRows = (rows: Iterable<JournalRow>) => [...rows].flatMap((row) => toFeedRow(row) ?? []);
const digestOf = (rows: readonly FeedRow[]) => {
  const digest = createDigest(RULES);
  for (const row of rows) digest.add(row);
  return digest.toJSON();
};
const copy = (data: DigestData) => JSON.parse(JSON.stringify(data)) as DigestData;
const sum = (column: readonly number[] | undefined) => (column ?? []).reduce((a, b) => a + b, 0);

const QUICK = toRows(playRun({ PROFILE: 'quick' }, { errorRatio: 0.01, lostRatio: 0.005, guardRatio: 0.01 }));
const calls = QUICK.filter((row) => row.type === 'response');

describe('a quick run', () => {
  const data = digestOf(QUICK);

  it('is counted as the judge counts it', () => {
    const tally = createTally(SERVICE, GATES);
    for (const row of calls) tally.add(row);
    const { totals, phases, journeys } = tally.figures({ injects: true });
    expect(data.totals).toEqual({
      ...totals,
      ...{ sentinel_reads: 90, journeys_due: totals.journeys, journeys_dropped: 0 },
    });
    for (const [counted, shown] of [
      [phases, data.phases],
      [journeys, data.journeys],
    ] as const)
      for (const [id, group] of Object.entries(counted)) {
        const { latency, errors: _, maxMs: __, ...counts } = shown[id]!;
        expect(counts).toEqual({
          journeys: group.journeys,
          requests: group.requests,
          violations: group.violations,
        });
        const [p50, p95] = computePercentiles(latency, [0.5, 0.95]);
        // The judge reads between two ranks, the digest at one.
        expect(p50! / group.p50_ms!).toBeCloseTo(1, 0);
        expect(p95! / group.p95_ms!).toBeCloseTo(1, 0);
      }
  });

  it('has the parts of a request once k6 has told them, at its end', () => {
    const end = QUICK.findIndex(({ type }) => type === 'k6.summary');
    expect(digestOf(QUICK.slice(0, end)).timings).toBeNull();
    expect(data.timings).toMatchObject({ runners: 1, waiting: { p50_ms: 20, p99_ms: 120 } });
    expect(fromJSON(copy(data), RULES).toJSON().timings).toEqual(data.timings);
  });

  it('has its times', () => {
    expect(data.startedSec).toBe(STARTED_SEC);
    expect(data.run).toMatchObject({ profile: 'quick', seed: 1 });
    expect(sum(data.buckets.counts.calls)).toBe(calls.length);
    expect(data.buckets.widthSec).toBe(1);
    expect(data.phaseSpans.map(({ phase, fromSec, toSec }) => [phase, fromSec, toSec])).toEqual([
      ['baseline', 0, 15],
      ['chaos', 15, 66],
      ['baseline', 66, 72],
      ['spike', 72, 77],
      ['baseline', 77, 90],
    ]);
    expect(data.toxicSpans.map(({ mode, healed }) => [mode, healed])).toEqual(
      ['latency', 'timeout', 'reset', 'bandwidth', 'mix'].map((mode) => [mode, true]),
    );
    expect(data.endedSec).toBe(90);
  });

  it('keeps the last 20 failing samples, without their bodies', () => {
    const seen = QUICK.filter((row) => row.type === 'failure');
    expect(seen.length).toBeGreaterThan(10);
    expect(data.failures.map(({ n, call }) => [n, call])).toEqual(
      seen.slice(-20).map(({ n, call }) => [n, call]),
    );
    expect(JSON.stringify(data)).not.toContain('upstream said no');
  });

  it('shows the peak of every rolling rate', () => {
    const worst = data.meters.http_5xx_rate_5m!.worst;
    expect(worst).toBeGreaterThan(0);
    expect(Math.max(...data.buckets.peaks.http_5xx_rate_5m!.map(Number))).toBeCloseTo(worst, 5);
  });
});

test('written down and read again anywhere, it goes on as if nothing had happened', () => {
  const whole = digestOf(QUICK);
  fc.assert(
    fc.property(fc.array(fc.nat(QUICK.length), { minLength: 1, maxLength: 4 }), (cuts) => {
      let digest = createDigest(RULES);
      QUICK.forEach((row, index) => {
        if (cuts.includes(index)) digest = fromJSON(copy(digest.toJSON()), RULES);
        digest.add(row);
      });
      expect(copy(digest.toJSON())).toEqual(copy(whole));
    }),
    { numRuns: 15 },
  );
});

describe('a journal that is not what it should be', () => {
  const [started] = QUICK;
  test.each<[string, unknown]>([
    ['a call without violations', { ...toRow(), violations: undefined }],
    ['a violation that is none', { ...toRow(), violations: ['__proto__'] }],
    ['a step that is none', { ...toRow(), request_phase: 'constructor' }],
    ['a call that lasts no number', { ...toRow(), duration_ms: '<b>' }],
    ['no time', { ...toRow(), ts: null }],
    ['a time years later', { ...toRow(), ts: 9e12 }],
    ['a failing sample without a request', { ts: STARTED_SEC, type: 'failure', violations: [] }],
    ['a summary without totals', { ts: STARTED_SEC, type: 'k6.summary' }],
    [
      'a summary with a part of a request that has no figures',
      { ...QUICK.findLast(({ type }) => type === 'k6.summary'), request_timings: { waiting: {} } },
    ],
  ])('%s is left out and counted', (_, row) => {
    const data = digestOf([started!, row as FeedRow]);
    expect({ rows: data.rows, oddRows: data.oddRows }).toEqual({ rows: 2, oddRows: 1 });
    expect(data).toEqual({ ...digestOf([started!]), rows: 2, oddRows: 1 });
  });

  it('counts journeys and languages that nobody knows in no table', () => {
    const row = { ...toRow(), ts: STARTED_SEC, journey: '__proto__', lang: 'XX' } as unknown as FeedRow;
    expect(digestOf([started!, row]).journeys).toEqual(digestOf([started!]).journeys);
  });

  it('cuts what is too long, and keeps the last notes', () => {
    const why = 'x'.repeat(5000);
    const many = Array.from({ length: 80 }, () => ({ ts: STARTED_SEC, type: 'suite.error', why }) as const);
    const { notes, totals } = digestOf([started!, ...many]);
    expect(notes).toHaveLength(50);
    expect(notes[0]?.text).toHaveLength(500);
    expect(totals.validator_errors).toBe(80);
  });

  it('says so when the options cannot be read, and goes on', () => {
    const odd = { ...started, options: { PROFILE: 'nonesuch' } } as FeedRow;
    const data = digestOf([odd, toRow({ ts: STARTED_SEC + 5 })]);
    expect({ run: data.run, latestSec: data.latestSec }).toEqual({ run: null, latestSec: 5 });
    expect(data.notes[0]?.text).toMatch(/^its options cannot be read: PROFILE=nonesuch/);
  });
});
