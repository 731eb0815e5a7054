import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import {
  planOf,
  toChaos,
  toEvidence,
  toFigures,
  toRunSummary,
  toWindow,
} from '../../../test/runs/good-run.ts';
import { listGates } from '../../../thresholds/gates.ts';
import type { GateSample } from '../gates/gate-sample-schema.ts';
import { toTimings } from '../journal/timings.ts';
import type { OptionValues } from '../options/option.ts';
import { type Paint, PLAIN_LOOK, toColumns } from '../text/columns.ts';
import { toSamplePlaces } from './broken-text.ts';
import { toReport } from './report.ts';
import { type SummaryInput, toSummary, toSummaryCsv } from './summary.ts';
import { assess, type RunEvidence } from './verdict.ts';

const START = 1_800_000_000;
const summaryOf = (change: Partial<SummaryInput> = {}) =>
  toSummary({
    service: SERVICE,
    plan: planOf({ PROFILE: 'quick' }),
    base: 'http://127.0.0.1:3300',
    status: 'completed',
    stopReason: null,
    startedAtSec: START,
    finishedAtSec: START + 90,
    figures: toFigures(),
    verdict: assess(toEvidence()),
    chaosWindows: [toWindow()],
    chaosInjected: true,
    ...change,
  });

describe('toSummary', () => {
  it('keeps every key that readers of the earlier summary know', () => {
    expect(summaryOf()).toMatchObject({
      status: 'completed',
      stop_reason: null,
      base: 'http://127.0.0.1:3300',
      started_at: '2027-01-15T08:00:00.000Z',
      finished_at: '2027-01-15T08:01:30.000Z',
      duration_hours: 0.025,
      duration_hours_requested: 0.025,
      total_seconds: 90,
      total_seconds_requested: 90,
      load_profile: { base_rps: 1, chaos_rps: 3, spike_rps: 20 },
      toxiproxy_enabled: true,
    });
    expect(Object.keys(summaryOf().totals)).toEqual(
      expect.arrayContaining([
        'request_iterations',
        'responses',
        'http_5xx',
        'timeout_degraded',
        'reco_output_guard_fallback',
        'schema_violations',
        'empty_cards',
        'notice_without_actions',
        'safety_with_recommendations',
        'low_med_treatment_leak',
        'validator_errors',
        'transport_errors',
      ]),
    );
  });

  test.each<[string, Parameters<typeof toFigures>[0], object]>([
    ['divides by answers received', { http_5xx: 5, responses: 500, calls: 1000 }, { http_5xx_rate: 0.01 }],
    [
      'divides lost calls by calls made',
      { transport_errors: 5, responses: 995, calls: 1000 },
      { transport_error_rate: 0.005 },
    ],
    [
      'counts the rest among answers',
      { timeout_degraded: 10, reco_output_guard_fallback: 20, schema_violations: 30 },
      { timeout_degraded_rate: 0.01, reco_output_guard_fallback_rate: 0.02, schema_violation_rate: 0.03 },
    ],
    ['is 0 of nothing', { responses: 0, calls: 0 }, { http_5xx_rate: 0, transport_error_rate: 0 }],
  ])('%s', (_, totals, rates) => {
    expect(summaryOf({ figures: toFigures(totals) }).rates).toMatchObject(rates);
  });

  it('holds the load that came against the load that was due, by phase', () => {
    // quick: 15 + 6 + 13 s at baseline, 51 s of chaos, 5 s of spike.
    expect(summaryOf().phases).toMatchObject({
      baseline: { seconds: 34, offered_journeys_per_s: 1, achieved_journeys_per_s: 0.882 },
      chaos: {
        seconds: 51,
        offered_journeys_per_s: 3,
        achieved_journeys_per_s: 3.529,
        achieved_requests_per_s: 11.373,
      },
      spike: { seconds: 5, offered_journeys_per_s: 20, achieved_journeys_per_s: 20, p95_ms: 25 },
    });
  });

  it('of a run that was cut, counts the seconds it had', () => {
    expect(summaryOf({ finishedAtSec: START + 20 }).phases).toMatchObject({
      baseline: { seconds: 15 },
      chaos: { seconds: 5 },
      spike: { seconds: 0, offered_journeys_per_s: 0, achieved_journeys_per_s: 0 },
    });
    expect(summaryOf({ finishedAtSec: START - 1 }).total_seconds).toBe(0);
  });
});

describe('bounds that a run has otherwise than usual', () => {
  const loose = { MAX_5XX_RATE_5M: '0.5', MAX_RECOVER_SEC: '90', MAX_GUARD_FALLBACK_RATE_10M: '0.9' };
  const becauseOf = (values: OptionValues, change: Partial<RunEvidence> = {}) => {
    const plan = planOf(values);
    return toRunSummary({ plan, verdict: assess(toEvidence({ gates: listGates(SERVICE, plan), ...change })) })
      .verdict.because;
  };
  const SAID =
    /held; by bounds of its own: MAX_5XX_RATE_5M 0.5 \(usually 0.005\), MAX_RECOVER_SEC 90 \(usually as the schedule gives it\), MAX_GUARD_FALLBACK_RATE_10M 0.9 \(usually 0.005\)$/;

  test('stand beside a pass, those of the service too', () => expect(becauseOf(loose)).toMatch(SAID));
  test('are none where they are given as they usually are', () =>
    expect(becauseOf({ MAX_5XX_RATE_5M: '0.0050', MAX_TRANSPORT_ERRORS: '3' })).toMatch(/held$/));
  test('are none of another verdict, whose gates say their bounds', () =>
    expect(becauseOf(loose, { figures: toFigures({ http_4xx: 1 }) })).not.toMatch(/bounds of its own/));
});

test('summary.csv is a line of names and a line of values', () => {
  const [names = '', values = '', rest] = toSummaryCsv(
    summaryOf({ status: 'stopped', stopReason: 'http_4xx: "2 > 0", seen' }),
  ).split('\n');
  expect(names).toMatch(
    /^started_at,outcome,status,stop_reason,service,base,.*,http_5xx_rate,.*,toxiproxy_enabled$/,
  );
  expect(values).toContain('"http_4xx: ""2 > 0"", seen"');
  expect(rest).toBe('');
});

const INTERRUPTED = { interruptedBy: 'signal SIGINT' };

describe('toReport', () => {
  const report = toReport(summaryOf());

  it('says the verdict first, and of what went as it must no more than that', () => {
    expect(report.split('\n')[1]).toMatch(/verdict: PASS {2}31 gates held$/);
    expect(report).not.toContain('✓');
    expect(report).toMatch(/chaos: 1 of 1 toxic \(latency\) took effect and healed; recovered within 0 s$/m);
    for (const phase of ['baseline', 'chaos', 'spike'])
      expect(report).toMatch(new RegExp(`^ {2}${phase} +\\d`, 'm'));
    expect(report.endsWith('\n')).toBe(true);
  });

  it('has a line for each gate, phase and toxic slot, where all of it is asked for', () => {
    const report = toReport(summaryOf(), { verbose: true });
    for (const { id } of assess(toEvidence()).gates)
      expect(report).toMatch(new RegExp(`^ {2}✓ {2}${id} `, 'm'));
    for (const phase of ['baseline', 'chaos', 'spike'])
      expect(report).toMatch(new RegExp(`^ {2}${phase} +\\d`, 'm'));
    expect(report).toMatch(/✓ {2}window 1 {2}latency {2}healed/);
    expect(report).toMatch(/latency +1 of 1 +1 of 1 +1 of 1 +\+800 ms +0 % of 12 +0 s$/m);
  });

  test.each<[string, Partial<SummaryInput>, RegExp]>([
    [
      'a broken gate',
      { verdict: assess(toEvidence({ figures: toFigures({ http_4xx: 2 }) })) },
      /✗ {2}http_4xx .*2 calls got a 4xx/,
    ],
    [
      'the reason of a fail',
      { verdict: assess(toEvidence({ figures: toFigures({ http_4xx: 2 }) })) },
      /verdict: FAIL {2}http_4xx\n/,
    ],
    [
      'what is inconclusive',
      { verdict: assess(toEvidence({ chaos: toChaos({ effect: 'none' }) })) },
      /\? {2}toxics_bit/,
    ],
    ['what was not judged', { verdict: assess(toEvidence({ chaos: null })) }, /· {2}toxics_bit/],
    [
      'an upstream that failed, and answers that said so',
      { chaosWindows: [toWindow({ upstream_failed: 30, degraded: 9 })] },
      /100 % failed, \+800 ms +75 % of 12/,
    ],
    [
      'a service that took too long',
      { chaosWindows: [toWindow({ recovery: 'not_recovered', recover_s: 45 })] },
      /45 s, too late after 1 of 1$/m,
    ],
    [
      'one that never came back',
      { chaosWindows: [toWindow({ recovery: 'not_recovered', recover_s: null })] },
      /not seen, too late after 1 of 1$/m,
    ],
    [
      'one that nobody watched, of an upstream that nobody read',
      {
        chaosWindows: [
          toWindow({
            recovery: 'not_watched',
            recover_s: null,
            upstream_calls: null,
            upstream_failed: null,
            upstream_added_ms: null,
            answers: 0,
          }),
        ],
      },
      /1 of 1 +– +– +not watched$/m,
    ],
    [
      'a toxic that stayed',
      { chaosWindows: [toWindow({ healed: false })] },
      /\? {2}window 1 {2}latency {2}NOT healed/,
    ],
    [
      'slots of one mode that say the same, in a row with the figures of the first',
      {
        chaosWindows: [0, 1, 2].map((window) =>
          toWindow({ window, effect: 'none', because: `${window + 4} of 90 calls failed` }),
        ),
      },
      /\? {2}windows 1, 2, 3 {2}latency {2}healed {2}4 of 90 calls failed in the first$/m,
    ],
    [
      'how long a phase lasted, as people say it',
      { plan: planOf({ PROFILE: 'soak24' }), startedAtSec: 0, finishedAtSec: 86_400 },
      /^ {2}baseline +19 h 48 min /m,
    ],
    ['a run without chaos', { chaosWindows: [] }, /no chaos was injected/],
    ['the seed', {}, /seed 1$/m],
  ])('shows %s', (_, change, line) => {
    expect(toReport(summaryOf(change), { verbose: true })).toMatch(line);
  });

  test.each<[string, Partial<RunEvidence>, RegExp | null]>([
    [
      'by the reason of the verdict',
      { end: { ...toEvidence().end, ranSec: 9, ...INTERRUPTED } },
      /^ {2}\? {2}run_complete {2}9\.0 s of 90\.0 s were run \(interrupted: signal SIGINT\)$/m,
    ],
    [
      'in a line of its own, where a promise was broken',
      { end: { ...toEvidence().end, ranSec: 9, ...INTERRUPTED }, figures: toFigures({ http_4xx: 2 }) },
      /^ {2}verdict: FAIL {2}http_4xx\n {2}interrupted: signal SIGINT$/m,
    ],
    [
      'in a line of its own, where all held',
      { end: { ...toEvidence().end, ...INTERRUPTED } },
      /^ {2}verdict: PASS {2}31 gates held\n {2}interrupted: signal SIGINT$/m,
    ],
    ['nothing of a run that nobody interrupted', {}, null],
  ])('tells once who interrupted a run: %s', (_, evidence, line) => {
    const verdict = assess(toEvidence(evidence));
    const ending = evidence.end
      ? ({ status: 'interrupted', stopReason: INTERRUPTED.interruptedBy } as const)
      : {};
    const told = toReport(summaryOf({ verdict, ...ending }));
    if (line) expect(told).toMatch(line);
    expect(told.split('interrupted').length - 1).toBe(line ? 1 : 0);
  });

  it('tells where the time of a request went where all of it is asked for', () => {
    const requestTimings = toTimings(3, () => ({ p50_ms: 0.25, p95_ms: 12.4, p99_ms: 30, max_ms: 45 }));
    const summary = summaryOf({ requestTimings });
    expect(toReport(summary, { verbose: true })).toMatch(
      /^ {2}wait +0\.25 +12 +30 +45\n(.*\n)+ {2}of the calls of journeys.* slowest of 3 runners$/m,
    );
    expect(toReport(summary)).not.toContain('of the calls of journeys');
    expect(summaryOf()).not.toHaveProperty('request_timings');
  });

  it('tells what is broken before what could not be told, and gates that say the same together', () => {
    const figures = toFigures({ http_4xx: 2 });
    const broken = toReport(summaryOf({ verdict: assess(toEvidence({ figures, chaos: null })) }));
    expect(broken).toMatch(/^\n {2}verdict: FAIL .*\n\n {2}✗ {2}http_4xx /);
    expect(broken).toMatch(/^ {2}· {2}\d+ gates held, \d+ were not judged$/m);
    const without = toReport(summaryOf({ verdict: assess(toEvidence({ chaos: null })) }));
    expect(without).toMatch(/^ {2}· {2}toxics_on, toxics_bit, .*: no chaos was injected$/m);
    expect(without).not.toContain('✓');
  });

  it('cuts a reason that goes on and on, and says so; all of it is there where it is asked for', () => {
    const verdict = assess(toEvidence({ chaos: toChaos({ effect: 'none' }) }));
    const long = 'window 1: not seen; '.repeat(100);
    const gates = verdict.gates.map((gate) =>
      gate.outcome === 'inconclusive' ? { ...gate, because: long } : gate,
    );
    const summary = summaryOf({ verdict: { ...verdict, gates, because: long } });
    const told = toReport(summary);
    expect(told).toContain('(2000 characters, --verbose shows all)');
    expect(Math.max(...told.split('\n').map((line) => line.length))).toBeLessThan(500);
    expect(told).toMatch(/verdict: INCONCLUSIVE {2}toxics_bit$/m);
    expect(toReport(summary, { verbose: true })).toContain(long.trimEnd());
  });

  it('shows one pass without phases and rates', () => {
    const once = planOf({ ONCE: 'true' });
    const told = toReport(summaryOf({ plan: once }));
    expect(told).toMatch(/\n {2}journeys {2}requests {2}p50 ms.*\n {2}\d+ +\d+ +/);
    expect(told).not.toContain('journeys/s');
    expect(summaryOf({ plan: once }).phases.baseline.offered_journeys_per_s).toBe(0);
  });

  it('names the answer that broke a gate, and what broke by route', () => {
    const sample: GateSample = {
      route: 'chat',
      journey: 'use_photo_false',
      step: 'reco_chat',
      variant: 'EN',
      phase: 'spike',
      status: 404,
      detail: 'a detail\u001b[31m that would colour a terminal',
      n: 3,
      call: 2,
      trace_id: 'trace_\u001b1',
      file: 'failures/01_http_4xx.json',
      command: 'npm run soak -- --once',
    };
    const verdict = assess({
      ...toEvidence({ figures: toFigures({ http_4xx: 2 }) }),
      broken: { http_4xx: { mostly: '2 of chat (status 404)', sample } },
    });
    const broken = Array.from({ length: 12 }, (_, n) => ({
      violation: 'http_4xx',
      route: `route_${n}`,
      status: 404,
      error: '',
      calls: 2,
      of: 9,
    }));
    const told = toReport(summaryOf({ verdict, broken }));
    for (const said of [
      'none is allowed; 2 of chat (status 404)',
      'chat (step reco_chat of use_photo_false, EN, spike): status 404',
      'a detail\\x1b[31m that would colour a terminal',
      'trace trace_\\x1b1, failures/01_http_4xx.json',
      'again: npm run soak -- --once',
      'http_4xx  route_9  404     2 of 9',
      'and 2 more: broken_by_route in summary.json',
    ])
      expect(told).toContain(said);
    expect(told).not.toContain('route_10');
  });

  it('marks advice as such', () => {
    const verdict = assess(toEvidence());
    const [first] = verdict.gates;
    const advice = { ...verdict, gates: [{ ...first!, severity: 'advisory' as const }] };
    expect(toReport(summaryOf({ verdict: advice }), { verbose: true })).toContain('(advisory)');
  });

  it('paints whole lines by outcome, and leaves the text as it is', () => {
    const painted: string[] = [];
    const paint: Paint = (outcome, text) => {
      painted.push(outcome);
      return text;
    };
    expect(toReport(summaryOf(), { look: { ...PLAIN_LOOK, paint }, verbose: true })).toBe(
      toReport(summaryOf(), { verbose: true }),
    );
    expect(painted).toEqual(Array(32).fill('pass'));
  });
});

test('columns are as wide as their widest cell, the last is not padded', () => {
  expect(
    toColumns([
      ['a', 'bb', 'c'],
      ['aaa', 'b', 'cc'],
    ]),
  ).toEqual(['a    bb  c', 'aaa  b   cc']);
  expect(toColumns([])).toEqual([]);
});

describe('a run of several runners', () => {
  const well = { runner: 1, code: 0, why: '', journeys: 155, calls: 500, behind_s: 0 };
  const runners = [
    well,
    { ...well, runner: 2, code: 137, why: 'OOMKilled', behind_s: 0.257 },
    { ...well, runner: 3, code: null, behind_s: null },
  ];
  const rowsOf = (report: string) =>
    report
      .split('\n')
      .filter((line) => /^ {2}[123] {2}/.test(line))
      .map((line) => line.replaceAll(/ {2,}/g, ' | '));

  it('names each where one did not end well', () => {
    expect(rowsOf(toReport(summaryOf({ runners })))).toEqual([
      ' | 1 | 155 | 500 | 0.00 s | exit code 0',
      ' | 2 | 155 | 500 | 0.26 s | exit code 137, OOMKilled',
      ' | 3 | 155 | 500 | – | exit code not known',
    ]);
    expect(summaryOf({ runners }).runners).toEqual(runners);
  });

  it('says in a line how many there were where all did', () => {
    const report = toReport(summaryOf({ runners: [well, { ...well, runner: 2 }] }));
    expect(report).toContain('2 runners: 155 journeys each');
    expect(rowsOf(report)).toEqual([]);
    expect(rowsOf(toReport(summaryOf({ runners: [well] }), { verbose: true })).length).toBe(1);
  });

  it('is none where one machine played it', () => {
    expect(summaryOf({ runners: [] })).not.toHaveProperty('runners');
    expect(toReport(summaryOf(), { verbose: true })).not.toContain('clock behind');
  });

  it('tells which of them saw the answer that a gate points to', () => {
    const sample = { ...{ trace_id: 't', file: null }, runner: 2 } as GateSample;
    expect(toSamplePlaces(sample)).toBe('trace t, seen by runner 2');
  });
});
