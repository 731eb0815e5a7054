import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { startFresh } from '../../../test/k6/fresh.ts';
import {
  FINAL_READS_METRIC,
  MARKER_METRIC,
  toMetricName,
  toOverallMetricName,
  toWindowMetricName,
} from '../../../thresholds/to-k6.ts';
import type { CountGate, Gate, RatioGate, SequentialGate } from '../../core/gates/gates.ts';
import type { Phase } from '../../core/plan/schedule.ts';

const ADDRESS = 'localhost:6565';
const MARKER = 1_790_000_000.25;

const LOSSES: CountGate = {
  id: 'losses_2h',
  why: 'calls are answered',
  severity: 'blocking',
  onCross: 'fail',
  kind: 'count',
  of: 'transport_errors',
  among: 'calls',
  max: 3,
  windowSec: 7200,
  stopAtFirst: false,
  minSamples: 1,
  minSamplesWhy: 'one call',
};
const ERRORS: RatioGate = {
  id: 'errors_5m',
  why: 'answers are no errors',
  severity: 'blocking',
  onCross: 'fail',
  kind: 'ratio',
  of: 'http_5xx',
  among: 'responses',
  maxRatio: 0.1,
  windowSec: 300,
  fullWindow: 50,
  minSamples: 1,
  minSamplesWhy: 'one answer',
};
const LOAD: RatioGate = {
  id: 'load',
  why: 'the load is offered',
  severity: 'blocking',
  onCross: 'inconclusive',
  kind: 'ratio',
  of: 'journeys_dropped',
  among: 'journeys_due',
  maxRatio: 0.01,
  fullWindow: 1,
  minSamples: 1,
  minSamplesWhy: 'one journey',
};

const SEQUENTIAL: SequentialGate = {
  id: 'errors',
  why: 'answers are no errors',
  severity: 'blocking',
  onCross: 'fail',
  kind: 'sequential',
  of: 'http_5xx',
  among: 'responses',
  allowedRatio: 0,
  maxExcess: 1,
  headStart: 0,
  minSamples: 1,
  minSamplesWhy: 'one answer',
};

type Totals = Readonly<Record<string, number>>;

/** A sentinel in a run of k6 whose REST API answers with `totals`; `at` says when it was asked, in seconds of the run. */
async function makeSentinel(gates: readonly Gate[], totals: (atSec: number) => Totals = () => ({})) {
  const { k6, rows } = await startFresh();
  const { createGateMetrics } = await import('./metrics.ts');
  const { runSentinel, tellPhases, publishOverall, readTotals } = await import('./sentinel.ts');
  const sample = (value: object) => ({ body: JSON.stringify({ data: { attributes: { sample: value } } }) });
  k6.world.otherwise = ({ url, atMs }) => {
    const metric = url.replace(`http://${ADDRESS}/v1/metrics/`, '');
    if (metric === MARKER_METRIC) return { ...sample({ value: MARKER }), durationMs: 0 };
    const now = Object.entries(totals(atMs / 1000));
    const found = now.find(([id]) => toMetricName(id) === metric);
    return { ...(found ? sample({ count: found[1] }) : { status: 404 }), durationMs: 0 };
  };
  const metrics = createGateMetrics(gates);
  const options = {
    gates,
    metrics,
    address: ADDRESS,
    marker: MARKER,
    phaseNow: (): Phase => 'baseline',
    untilSec: 10,
  };
  return { ...k6, rows, options, runSentinel, tellPhases, readTotals, metrics, publishOverall };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a reading', () => {
  it('is of the counters that are asked for, and 0 of those that k6 has not', async () => {
    const { readTotals, world } = await makeSentinel([], () => ({ calls: 12, responses: 11 }));
    expect(readTotals(ADDRESS, MARKER, new Set(['calls', 'http_5xx']))).toMatchObject({
      calls: 12,
      responses: 0,
      http_5xx: 0,
    });
    expect(world.sent.map(({ url }) => url.replace(/^.*metrics\//, ''))).toEqual([
      MARKER_METRIC,
      toMetricName('calls'),
      toMetricName('http_5xx'),
    ]);
  });

  it('counts as due what was started and what was dropped', async () => {
    const { readTotals } = await makeSentinel([], () => ({ journeys: 90, journeys_dropped: 3 }));
    const totals = readTotals(ADDRESS, MARKER, new Set(['journeys', 'journeys_dropped']));
    expect(totals).toMatchObject({ journeys_due: 93 });
  });

  test.each<[string, number, { readonly status: number; readonly error?: string }, string]>([
    ['of another run', 1, { status: 200 }, 'the REST API at localhost:6565 belongs to another k6 run'],
    [
      'with no API',
      MARKER,
      { status: 0, error: 'refused' },
      "k6's REST API does not answer at localhost:6565 (refused)",
    ],
    [
      'with an API that fails',
      MARKER,
      { status: 500 },
      "k6's REST API does not answer at localhost:6565 (status 500)",
    ],
  ])('says why there is none: %s', async (_, marker, answer, why) => {
    const { readTotals, world } = await makeSentinel([]);
    if (answer.status !== 200) world.answers.push(answer);
    expect(readTotals(ADDRESS, marker, new Set(['calls']))).toBe(why);
  });

  it('says why, where the API goes between two counters', async () => {
    const { readTotals, world } = await makeSentinel([]);
    const { otherwise } = world;
    world.otherwise = (sent) =>
      sent.url.endsWith(toMetricName('responses')) ? { status: 0, error: 'gone' } : (otherwise?.(sent) ?? {});
    expect(readTotals(ADDRESS, MARKER, new Set(['calls', 'responses']))).toMatch('(gone)');
  });
});

describe('the watch', () => {
  it('reads once a second until the run is over, and once more, and lets a healthy one be', async () => {
    const { runSentinel, options, world, sumOf } = await makeSentinel([LOSSES], () => ({ calls: 100 }));
    runSentinel(options);
    expect(world.aborted).toBeUndefined();
    expect(world.runMs).toBe(10_200);
    expect(sumOf(toMetricName('sentinel_reads'))).toBe(11);
  });

  test.each<[string, number, string | undefined]>([
    ['its last answers are in no window', 3, undefined],
    ['its last answers break a bound', 4, 'losses_2h: 4 > 3: 4 of 200 calls'],
  ])('goes on until the last journey is over, which is after its end: %s', async (_, lost, aborted) => {
    const { runSentinel, options, world } = await makeSentinel([LOSSES], (atSec) => ({
      calls: 200,
      transport_errors: atSec < 17 ? 0 : lost,
    }));
    world.vusActive = () => (world.runMs < 17_000 ? 40 : 1);
    const play = () => runSentinel(options);
    if (aborted === undefined) play();
    else expect(play).toThrow(aborted);
    expect(world).toMatchObject({ aborted, runMs: 17_200 });
  });

  test.each<[number, string | undefined]>([
    [0.5, undefined],
    [1.5, 'errors: 1.5 > 1.0'],
  ])('is of a sequential gate to its last answer: a score of %d', async (errors, aborted) => {
    const { runSentinel, options, world } = await makeSentinel([SEQUENTIAL], (atSec) => ({
      responses: 100,
      http_5xx: atSec > 10 ? errors : 0,
    }));
    const play = () => runSentinel(options);
    if (aborted === undefined) play();
    else expect(play).toThrow(aborted);
    expect(world.runMs).toBe(10_200);
  });

  it('writes each phase once, when it is entered', async () => {
    const { runSentinel, options, rows, world } = await makeSentinel([LOSSES]);
    runSentinel({ ...options, phaseNow: () => (world.runMs < 4000 ? 'baseline' : 'spike') });
    expect(rows).toEqual([
      { ts: 1000, type: 'phase.entered', phase: 'baseline' },
      { ts: 1004, type: 'phase.entered', phase: 'spike' },
    ]);
  });

  it('is of the phases alone where others play the run too: no window, no reading, no stop', async () => {
    const lossy = () => ({ calls: 200, transport_errors: 50 });
    const { tellPhases, options, rows, world, sumOf } = await makeSentinel([LOSSES], lossy);
    tellPhases({ ...options, phaseNow: () => (world.runMs < 4000 ? 'baseline' : 'spike') });
    expect(rows.map(({ type }) => type)).toEqual(['phase.entered', 'phase.entered']);
    expect(world.aborted).toBeUndefined();
    expect(world.runMs).toBe(10_000);
    expect(sumOf(toMetricName('sentinel_reads'))).toBe(0);
  });

  it('ends the run within a second of a crossing, and says by how much', async () => {
    const { runSentinel, options, rows, world } = await makeSentinel([LOSSES], (atSec) => ({
      calls: 200,
      transport_errors: atSec < 5 ? 3 : 4,
    }));
    expect(() => runSentinel(options)).toThrow('test aborted: losses_2h: 4 > 3: 4 of 200 calls');
    expect(world.runMs).toBe(5000);
    expect(rows.slice(1)).toEqual([
      { ts: 1005, type: 'gate.crossed', gate: 'losses_2h', value: 4, limit: 3, why: '4 > 3: 4 of 200 calls' },
      { ts: 1005, type: 'run.stopped', gate: 'losses_2h', why: '4 > 3: 4 of 200 calls' },
    ]);
  });

  it('looks at the window alone: what came before it is forgotten', async () => {
    const window = { ...LOSSES, windowSec: 3 };
    const { runSentinel, options, world } = await makeSentinel([window], (atSec) => ({
      calls: 10 * atSec,
      transport_errors: Math.floor(atSec),
    }));
    runSentinel(options);
    expect(world.aborted).toBeUndefined();
  });

  it('holds a share against a full window, so that a few answers do not end a run', async () => {
    const early = (atSec: number) => ({ responses: 10 * atSec, http_5xx: Math.min(5, 5 * atSec) });
    const { runSentinel, options, world, valuesOf } = await makeSentinel([ERRORS], early);
    runSentinel(options);
    expect(world.aborted).toBeUndefined();
    expect(valuesOf(toWindowMetricName(ERRORS)).slice(0, 3)).toEqual([0, 0.1, 0.1]);
  });

  test.each<[string, Partial<CountGate>]>([
    ['advisory', { severity: 'advisory' }],
    ['one that makes a run inconclusive', { onCross: 'inconclusive' }],
  ])('does not end the run at a gate that is %s, but tells its value', async (_, more) => {
    const gate = { ...LOSSES, ...more };
    const { runSentinel, options, world, valuesOf } = await makeSentinel([gate], () => ({
      calls: 9,
      transport_errors: 9,
    }));
    runSentinel(options);
    expect(world.aborted).toBeUndefined();
    expect(valuesOf(toWindowMetricName(gate))).toEqual(Array(11).fill(9));
  });

  it('does not watch a gate without a window', async () => {
    const { runSentinel, options, world } = await makeSentinel([LOAD], () => ({ journeys_dropped: 99 }));
    runSentinel(options);
    const once = [MARKER_METRIC, toMetricName('calls'), toMetricName('calls_unsent')];
    expect(world.sent.map(({ url }) => url)).toEqual(
      Array(11)
        .fill(once.map((metric) => `http://${ADDRESS}/v1/metrics/${metric}`))
        .flat(),
    );
  });

  it('ends a run that can learn nothing: the last calls were all such that this machine could not make them', async () => {
    const { runSentinel, options, rows, world } = await makeSentinel([LOAD], (atSec) => ({
      calls: Math.min(atSec, 4),
      calls_unsent: 3 * atSec,
    }));
    expect(() => runSentinel(options)).toThrow('test aborted: calls_sent: the last calls were all');
    expect(world.runMs).toBe(8000);
    expect(rows.at(-1)).toMatchObject({ type: 'run.stopped', gate: 'calls_sent' });
  });
});

describe('a watch that cannot see', () => {
  const REFUSED = { status: 0, error: 'connection refused', durationMs: 0 };

  it('ends the run at the third reading in a row that fails', async () => {
    const { runSentinel, options, world, rows, sumOf } = await makeSentinel([LOSSES]);
    world.answers.push(REFUSED, REFUSED, REFUSED);
    expect(() => runSentinel(options)).toThrow(
      /^test aborted: rolling_windows_seen: .*\(connection refused\): the rolling windows are blind; start k6 with K6_ADDRESS=/,
    );
    expect(world.runMs).toBe(2000);
    expect(rows.at(-1)).toMatchObject({ ts: 1002, type: 'run.stopped', gate: 'rolling_windows_seen' });
    expect(sumOf(toMetricName('sentinel_reads'))).toBe(0);
  });

  it('goes on where the third one sees again, as often as that happens', async () => {
    const { runSentinel, options, world, sumOf } = await makeSentinel([LOSSES]);
    const { otherwise } = world;
    world.otherwise = (sent) => (sent.atMs % 3000 === 2000 ? (otherwise?.(sent) ?? {}) : REFUSED);
    runSentinel(options);
    expect(world.aborted).toBeUndefined();
    expect(sumOf(toMetricName('sentinel_reads'))).toBe(3);
  });

  it('ends the run where the port is that of another run', async () => {
    const { runSentinel, options, world } = await makeSentinel([LOSSES]);
    expect(() => runSentinel({ ...options, marker: MARKER + 1 })).toThrow('belongs to another k6 run');
    expect(world.runMs).toBe(2000);
  });

  it('says nothing of a reading that the end of the run cut off', async () => {
    const { runSentinel, options, world, rows } = await makeSentinel([LOSSES]);
    world.answers.push({ status: 0, error: 'Get "…": context canceled', durationMs: 0 });
    runSentinel(options);
    expect(world).toMatchObject({ aborted: undefined, runMs: 0 });
    expect(rows.map(({ type }) => type)).toEqual(['phase.entered']);
  });
});

describe('the last reading', () => {
  const totals = () => ({ responses: 80, http_5xx: 2, journeys: 99, journeys_dropped: 1 });

  it('tells the share of the whole run of each gate on a share', async () => {
    const { publishOverall, metrics, valuesOf, elapse } = await makeSentinel([ERRORS, LOAD, LOSSES], totals);
    elapse(1000);
    publishOverall([ERRORS, LOAD, LOSSES], metrics, ADDRESS, MARKER, 1000);
    expect(valuesOf(toOverallMetricName(ERRORS))).toEqual([0.025]);
    expect(valuesOf(toOverallMetricName(LOAD))).toEqual([0.01]);
    expect(valuesOf(toOverallMetricName(LOSSES))).toEqual([]);
    expect(valuesOf(FINAL_READS_METRIC)).toEqual([1]);
  });

  test.each<[string, number, number, readonly number[]]>([
    ['no longer than the window', 300, 0, [0.025]],
    ['longer', 301, 0, []],
    ['longer, by the readings: the machine set its clock back', 10, 301, []],
  ])('tells the window of a run that is %s', async (_, ranSec, reads, told) => {
    const { publishOverall, metrics, valuesOf, elapse } = await makeSentinel([ERRORS], () => ({
      ...totals(),
      sentinel_reads: reads,
    }));
    elapse(ranSec);
    publishOverall([ERRORS], metrics, ADDRESS, MARKER, 1000);
    expect(valuesOf(toWindowMetricName(ERRORS))).toEqual(told);
  });

  it('tells nothing where k6 cannot be read, and so counts no final reading', async () => {
    const { publishOverall, metrics, world } = await makeSentinel([ERRORS], totals);
    world.otherwise = () => ({ status: 0, error: 'refused' });
    publishOverall([ERRORS], metrics, ADDRESS, MARKER, 1000);
    expect(world.samples).toEqual([]);
  });
});
