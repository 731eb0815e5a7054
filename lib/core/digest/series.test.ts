import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { planOf } from '../../../test/runs/good-run.ts';
import { playRun, STARTED_SEC } from '../../../test/runs/played-run.ts';
import { toDigestRules } from '../../../thresholds/digest-rules.ts';
import { toFeedRow } from '../journal/feed-row.ts';
import { computeSegments, findSegment } from '../plan/schedule.ts';
import { computeCallsPerJourney } from '../service/journeys.ts';
import { createDigest } from './digest.ts';
import { readGates, readGroups, readProgress } from './readings.ts';
import { toCurves } from './series.ts';

const RULES = toDigestRules(SERVICE);

/** A dry run, cut at a second of it. */
function digestUntil(untilSec: number) {
  const digest = createDigest(RULES);
  for (const row of playRun({ PROFILE: 'dry' }, { errorRatio: 0.004 })) {
    const feedRow = toFeedRow(row);
    if (feedRow && row.ts <= STARTED_SEC + untilSec) digest.add(feedRow);
  }
  return digest.toJSON();
}
const whole = digestUntil(1e6);
const { timing, mix } = planOf({ PROFILE: 'dry' });
const sum = (column: readonly (number | null)[]) => column.reduce<number>((a, b) => a + (b ?? 0), 0);

describe('the curves', () => {
  const curves = toCurves(SERVICE, whole);

  it('have one value a bucket', () => {
    const { journeys, requests, latency, degraded, gates } = curves;
    const columns = [
      ...[curves.timesSec, journeys.offered, journeys.achieved, requests.offered, requests.achieved],
      ...[latency.p50, latency.p95, latency.p99, degraded, ...gates.map(({ values }) => values)],
    ];
    for (const column of columns) expect(column).toHaveLength(whole.buckets.length);
  });

  it('offer what the schedule offers, second by second', () => {
    const segments = computeSegments(timing);
    const offered = curves.journeys.offered.slice(0, 300);
    expect(offered).toEqual(
      offered.map((_, sec) => expect.closeTo(findSegment(segments, sec + 0.5).rateRps, 9)),
    );
    expect(curves.requests.offered[0]).toBeCloseTo(computeCallsPerJourney(SERVICE, mix));
  });

  it('add up to what was counted', () => {
    expect(sum(curves.journeys.achieved.slice(0, 299))).toBeCloseTo(whole.totals.journeys, -1);
    expect(sum(curves.violations.http_5xx ?? [])).toBe(whole.totals.http_5xx);
    expect(Object.keys(curves.violations)).toEqual(['http_5xx']);
  });

  it('have the bound of each rolling gate at hand', () => {
    expect(curves.gates.map(({ gate }) => gate.id)).toEqual([
      'http_5xx_rate_5m',
      'http_5xx_sequential',
      'transport_error_rate_5m',
      'transport_errors_2h',
      'reco_output_guard_fallback_rate_10m',
    ]);
  });

  it('tell no rate of a bucket that has only begun', () => {
    const { journeys } = toCurves(SERVICE, digestUntil(100.2));
    expect(journeys.achieved[99]).not.toBeNull();
    expect(journeys.achieved[100]).toBeNull();
  });

  it('are empty before the first row', () => {
    expect(toCurves(SERVICE, createDigest(RULES).toJSON()).timesSec).toEqual([]);
  });
});

test('calls of a mean journey: 40 × 3, 30 × 4, 20 × 3 and 10 × 2 of a hundred', () => {
  expect(computeCallsPerJourney(SERVICE, mix)).toBeCloseTo(3.2);
});

describe('the readings', () => {
  it('say where a run stands', () => {
    expect(readProgress(SERVICE, digestUntil(70))).toMatchObject({
      phase: 'chaos',
      toxic: 'latency',
      totalSec: 300,
    });
    expect(readProgress(SERVICE, digestUntil(70)).journeysDue).toBeCloseTo(60 + 2 * 10, -1);
    expect(readProgress(SERVICE, whole)).toMatchObject({ phase: null, toxic: null, elapsedSec: 300 });
    // The first of a second is begun before the second is over.
    const { totals, ...young } = digestUntil(70);
    expect(readProgress(SERVICE, { ...young, totals: { ...totals, journeys: 99 } }).journeysDue).toBe(99);
    // What k6 said at its end, and not what the schedule would have.
    const said = { ...whole, totals: { ...whole.totals, journeys_due: 77 } };
    expect(readProgress(SERVICE, said).journeysDue).toBe(77);
    expect(readProgress(SERVICE, createDigest(RULES).toJSON())).toMatchObject({
      elapsedSec: 0,
      totalSec: null,
    });
  });

  it('hold each gate against its bound', () => {
    const readings = readGates(whole);
    const of = (id: string) => readings.find(({ gate }) => gate.id === id)!;
    expect(of('http_5xx_rate_5m').used).toBeCloseTo(of('http_5xx_rate_5m').worst / 0.005);
    expect(of('http_5xx_rate_5m').worst).toBeGreaterThan(0);
    expect(of('schema_violation')).toMatchObject({ worst: 0, limit: 0, used: 0 });
    const broken = { ...whole, totals: { ...whole.totals, schema_violations: 1 } };
    expect(readGates(broken).find(({ gate }) => gate.id === 'schema_violation')?.used).toBe(1);
  });

  it('list what had a call', () => {
    expect(readGroups(whole.phases).map(({ id }) => id)).toEqual(['baseline', 'chaos', 'spike']);
    expect(readGroups(whole.journeys)).toHaveLength(8);
    for (const { p50Ms, p95Ms, p99Ms } of readGroups(whole.journeys)) {
      expect(p50Ms).toBeLessThan(p95Ms!);
      expect(p95Ms).toBeLessThanOrEqual(p99Ms!);
    }
  });
});
