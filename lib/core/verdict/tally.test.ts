import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES, planOf } from '../../../test/runs/good-run.ts';
import { toRow } from '../../../test/runs/samples.ts';
import { listGates } from '../../../thresholds/gates.ts';
import { toTransportFindings } from '../answer/findings.ts';
import type { ResponseRow } from '../journal/events.ts';
import { createTally } from './tally.ts';

const tallyOf = (rows: readonly ResponseRow[], gates = GATES) => {
  const tally = createTally(SERVICE, gates);
  const crossed = rows.flatMap((row) => tally.add(row).map(({ id }) => id));
  return { tally, crossed, ...tally.figures({ injects: true }) };
};
const rowsAt = (times: readonly number[], make: (ts: number) => ResponseRow) => times.map(make);
const broken = (ts: number) => toRow({ ts, code: 500 }, { violations: ['http_5xx'], judged: false });
const lost = (ts: number) => toRow({ ts, code: 0 }, toTransportFindings('reset'));
const fine = (ts: number) => toRow({ ts });
const seconds = (from: number, count: number, step = 1) =>
  Array.from({ length: count }, (_, i) => from + i * step);

const ROWS = [
  toRow({ call: 0, duration_ms: 10 }),
  toRow({ call: 1, duration_ms: 30 }, { flags: ['notice', 'low_confidence'] }),
  toRow(
    { call: 0, variant: 'CN', load_phase: 'chaos', duration_ms: 50, code: 500 },
    { violations: ['http_5xx'], judged: false },
  ),
  toRow(
    { call: 0, journey: 'safety_block', request_phase: 'red_flag_chat', load_phase: 'spike', retried: true },
    toTransportFindings('reset'),
  ),
];

describe('figures', () => {
  it('counts what each call raises', () => {
    expect(tallyOf(ROWS).totals).toMatchObject({
      journeys: 3,
      calls: 4,
      responses: 3,
      answers_judged: 2,
      http_5xx: 1,
      transport_errors: 1,
      transport_retries: 1,
      notices: 1,
      low_confidence_answers: 1,
      red_flag_chats: 0,
    });
  });

  it('groups by phase, and takes latencies only of what was received', () => {
    expect(tallyOf(ROWS).phases).toEqual({
      baseline: {
        journeys: 1,
        requests: 2,
        responses: 2,
        violations: 0,
        p50_ms: 20,
        p95_ms: 29,
        p99_ms: 29.8,
      },
      chaos: { journeys: 1, requests: 1, responses: 1, violations: 1, p50_ms: 50, p95_ms: 50, p99_ms: 50 },
      spike: {
        journeys: 1,
        requests: 1,
        responses: 0,
        violations: 1,
        p50_ms: null,
        p95_ms: null,
        p99_ms: null,
      },
    });
  });

  it('groups by journey and variant', () => {
    const { journeys } = tallyOf(ROWS);
    expect(Object.keys(journeys)).toEqual(['safety_block.EN', 'use_photo_false.CN', 'use_photo_false.EN']);
    expect(journeys['use_photo_false.EN']).toMatchObject({ journeys: 1, requests: 2, p50_ms: 20 });
    expect(journeys['use_photo_false.CN']).toMatchObject({ journeys: 1, requests: 1, violations: 1 });
  });

  it('takes percentiles of latencies in whatever order they came', () => {
    const rows = [900, 20, 100, 3].map((duration_ms) => toRow({ duration_ms }));
    expect(tallyOf(rows).phases.baseline).toMatchObject({ p50_ms: 60, p95_ms: expect.closeTo(780, 9) });
  });

  it('adds up the answers that need the upstream, and those of them that degraded', () => {
    const of = (journey: string, request_phase: string, duration_ms: number, degraded: boolean) =>
      toRow({ journey, request_phase, duration_ms }, { flags: degraded ? ['timeout_degraded'] : [] });
    const { tally: told } = tallyOf([
      of('use_photo_false', 'analysis', 100, true),
      of('use_photo_false', 'reco_chat', 20, false),
      of('use_photo_false', 'profile_update', 5, false),
      toRow({ request_phase: 'analysis', duration_ms: 900 }, toTransportFindings('late')),
    ]);
    expect(told.upstreamAnswers()).toEqual({ calls: 2, errors: 1, durationMs: 120 });
    expect(told.edgeTotals()).toEqual({ calls: 4, errors: 1, durationMs: 1025 });
    expect(told.edgeCalls()).toEqual({});
  });

  it('of nothing are zeros', () => {
    expect(tallyOf([])).toMatchObject({ worst: {}, journeys: {}, totals: { calls: 0 } });
  });

  it('takes what no row carries', () => {
    const tally = createTally(SERVICE, GATES);
    tally.set('journeys_dropped', 4);
    expect(tally.figures({ injects: true }).totals.journeys_dropped).toBe(4);
  });
});

it('counts apart, by its fault, what a fault on the edge cost', () => {
  const reset = toTransportFindings('reset');
  const { tally, totals, phases } = tallyOf([
    toRow({ edge_fault: 'reset', duration_ms: 10 }),
    toRow({ edge_fault: 'reset', duration_ms: 20 }, reset),
    toRow({ edge_fault: 'reset', duration_ms: 30 }, { violations: ['schema_violation'] }),
    toRow({ edge_fault: 'down', duration_ms: 40 }, reset),
    toRow({ duration_ms: 50 }, reset),
  ]);
  expect(tally.edgeCalls()).toEqual({ reset: { calls: 3, losses: 1 }, down: { calls: 1, losses: 1 } });
  expect(tally.edgeTotals()).toEqual({ calls: 5, errors: 3, durationMs: 150 });
  expect(totals).toMatchObject({ edge_calls: 4, edge_losses: 2, transport_errors: 1, schema_violations: 1 });
  // Of the service are the broken answer and the loss that no fault explains.
  expect(phases.baseline).toMatchObject({ requests: 5, responses: 2, violations: 2 });
});

describe('worst windows', () => {
  test.each<[string, ResponseRow[], string, number]>([
    ['errors close together', rowsAt(seconds(0, 3), broken), 'http_5xx_rate_5m', 3 / 900],
    ['errors five minutes apart', rowsAt([0, 302], broken), 'http_5xx_rate_5m', 1 / 900],
    ['the worst is kept when it has passed', rowsAt([0, 1, 1000], broken), 'http_5xx_rate_5m', 2 / 900],
    [
      'a busy window has its own share',
      [...rowsAt(seconds(0, 1800, 0.1), fine), broken(181)],
      'http_5xx_rate_5m',
      1 / 1801,
    ],
    ['lost calls within two hours', rowsAt([0, 7000, 7100], lost), 'transport_errors_2h', 3],
    ['lost calls over a day', rowsAt(seconds(0, 12, 7202), lost), 'transport_errors_2h', 1],
  ])('%s', (_, rows, id, value) => {
    expect(tallyOf(rows).worst[id]).toBeCloseTo(value, 9);
  });

  it('are only of gates that have one', () => {
    expect(tallyOf([toRow({}, { violations: ['empty_cards'] })]).worst).toEqual({});
  });

  it('never goes back in time for a row whose line comes late', () => {
    expect(tallyOf([broken(0), broken(350), broken(299)]).worst.http_5xx_rate_5m).toBeCloseTo(2 / 900, 9);
  });
});

describe('crossings', () => {
  test.each<[string, ResponseRow[], string[]]>([
    ['none', rowsAt(seconds(0, 50), fine), []],
    [
      'an invariant, at its first',
      [toRow({}, { violations: ['low_med_treatment_leak'] })],
      ['low_med_treatment_leak'],
    ],
    [
      'each gate once',
      [
        toRow({}, { violations: ['empty_cards'] }),
        toRow({}, { violations: ['empty_cards', 'schema_violation'] }),
      ],
      ['empty_cards', 'schema_violation'],
    ],
    ['four errors early are not enough', rowsAt(seconds(0, 4), broken), []],
    ['the fifth is', rowsAt(seconds(0, 6), broken), ['http_5xx_rate_5m']],
    ['the fourth lost call', rowsAt(seconds(0, 4), lost), ['transport_errors_2h']],
  ])('%s', (_, rows, want) => {
    expect(tallyOf(rows).crossed).toEqual(want);
  });

  it('in one pass, a single error crosses nothing that stops it; the verdict comes at its end', () => {
    expect(tallyOf([broken(0)], listGates(SERVICE, planOf({ ONCE: 'true' }))).crossed).toEqual([]);
  });
});

describe('the live p95', () => {
  const p95Of = (durations: readonly number[]) =>
    tallyOf(durations.map((duration_ms) => toRow({ duration_ms }))).tally.recentP95Ms();

  test.each<[string, number[], number | null]>([
    ['nothing yet', [], null],
    ['one answer', [40], 40],
    ['two', [0, 100], 95],
    ['a hundred and one', seconds(0, 101), 95],
    ['in whatever order', [900, 0, 100], 820],
    ['only the last 300', [...seconds(5000, 300), ...seconds(0, 300)], 0.95 * 299],
  ])('%s', (_, durations, want) => {
    const p95 = p95Of(durations);
    if (want === null) expect(p95).toBeNull();
    else expect(p95).toBeCloseTo(want, 9);
  });

  it('leaves out calls that got no answer', () => {
    expect(
      tallyOf([
        toRow({ duration_ms: 7 }),
        toRow({ duration_ms: 15_000 }, toTransportFindings('late')),
      ]).tally.recentP95Ms(),
    ).toBe(7);
  });
});
