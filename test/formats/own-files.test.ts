// The schemas of our own files, held against what the code writes: a key that only one of the two knows fails here.
import { describe, expect, it, test } from 'vitest';
import { toTransportFindings } from '../../lib/core/answer/findings.ts';
import { FAULT_IDS } from '../../lib/core/faults/table.ts';
import { createCounts } from '../../lib/core/journal/counters.ts';
import type { FailureRow, JournalRow } from '../../lib/core/journal/events.ts';
import { toTimings } from '../../lib/core/journal/timings.ts';
import { PHASES } from '../../lib/core/plan/schedule.ts';
import { toServiceNames } from '../../lib/core/service/names.ts';
import type { toSummary } from '../../lib/core/verdict/summary.ts';
import { assess } from '../../lib/core/verdict/verdict.ts';
import { compileByAjv, loadRowCheck, readRowSchemas } from '../../lib/node/run-folder/row-form.ts';
import { type FormatId, toServiceSchemas } from '../../schemas/formats.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { toEvidence, toFigures, toGroup, toRunSummary, toWindow } from '../runs/good-run.ts';
import { toRow } from '../runs/samples.ts';
import { createFaultFinder, readSchemas } from './own-files.ts';

/** Of the files of a run against Aurora: with its names and no other. */
const findFault = createFaultFinder(toServiceSchemas(SERVICE));
/** Of the files of a run against any service. */
const findAnyFault = createFaultFinder(readSchemas('schemas'));

const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

const NAMES = toServiceNames(SERVICE);

const FAILURE: FailureRow = {
  ts: 1_800_000_000.25,
  type: 'failure',
  n: 3,
  call: 1,
  violations: ['http_5xx'],
  detail: 'status 502',
  request: { path: '/v1/chat', headers: { 'X-Lang': 'CN' }, body: '{}' },
  status: 502,
  headers: { 'Content-Type': 'text/html' },
  body: '<html>',
};
const slot = { ts: 1, window: 0, mode: 'latency' } as const;
const why = 'because';

/** What k6 tells beside its totals. */
const TIMINGS = toTimings(1, () => ({ p50_ms: 0, p95_ms: 1, p99_ms: 2, max_ms: 3.25 }));

/** One row of each type; a type without one does not compile. */
const ROWS: { readonly [T in JournalRow['type']]: Extract<JournalRow, { type: T }> } = {
  response: toRow(),
  counts: {
    ...{ ts: 1.5, type: 'counts', since_ts: 1 },
    numbers: [{ call: 0, n: [3, 1, 1, 2] }],
    answers: [
      {
        ...{ journey: 'use_photo_false', request_phase: 'reco_chat', load_phase: 'baseline', variant: 'EN' },
        ...{ call: 0, code: 200, retried: 0, judged: 1, flags: ['notice'], times: 1 },
        ...{ at_ms: [12], duration_ms: [10.5] },
      },
      {
        ...{ journey: 'use_photo_false', request_phase: 'reco_chat', load_phase: 'baseline', variant: 'CN' },
        ...{ call: 0, code: 200, retried: 0, judged: 1, flags: [], times: 2, latency: [3, 2] },
      },
    ],
  },
  failure: FAILURE,
  'run.started': {
    ts: 1,
    type: 'run.started',
    service: 'aurora',
    run_id: 'r1',
    options: { PROFILE: 'quick' },
    base: 'http://127.0.0.1:3300',
    seed: 7,
  },
  'phase.entered': { ts: 1, type: 'phase.entered', phase: 'chaos' },
  'journey.cut': {
    ...{ ts: 1, type: 'journey.cut', n: 3, journey: 'photo_usable', variant: 'EN', stranded: 1 },
    ...{ after: 'photo_upload', step: 'analysis', why: 'no photoId' },
  },
  'toxic.on': { ...slot, type: 'toxic.on', read_back: true, why: '' },
  'toxic.off': { ...slot, type: 'toxic.off', healed: true, rung: 'removed', why },
  'upstream.read': {
    ...slot,
    type: 'upstream.read',
    point: 'slot_start',
    calls: 4,
    errors: 1,
    durationMs: 12.5,
    bytes: null,
  },
  'resources.read': {
    ts: 1,
    type: 'resources.read',
    rss_bytes: 120e6,
    open_fds: null,
    started_at: 1_799_999_000.5,
    lag_ms: 1.25,
  },
  'baseline.disturbed': { ts: 2, type: 'baseline.disturbed', since: 1, why },
  'gate.crossed': { ts: 1, type: 'gate.crossed', gate: 'http_4xx', value: 1, limit: 0, why },
  'run.stopped': { ts: 1, type: 'run.stopped', gate: 'http_4xx', why },
  'suite.error': { ts: 1, type: 'suite.error', why },
  'k6.summary': { ts: 1, type: 'k6.summary', totals: createCounts(SERVICE) },
  'k6.exited': { ts: 1, type: 'k6.exited', code: 0, signal: null },
  'run.signalled': { ts: 1, type: 'run.signalled', signal: 'SIGINT' },
  'leftover.healed': { ts: 1, type: 'leftover.healed', why },
  'runner.started': { ts: 1, type: 'runner.started', runner: 2 },
  'runner.ended': {
    ts: 1,
    type: 'runner.ended',
    runner: 2,
    code: null,
    why: 'Evicted',
    journeys: 4,
    calls: 12,
    behind_s: 0.25,
  },
  'fleet.broken': { ts: 1, type: 'fleet.broken', why },
  verdict: { ts: 1, type: 'verdict', outcome: 'pass', why },
};

/** Each is wrong for most keys of a row. */
const ODD_VALUES = [null, true, '', 'Odd one', -1, 0.5, 2e9, [], ['Odd'], {}, { odd: '' }];

describe.each(Object.entries(ROWS))('the journal row %s', (type, row) => {
  it('is as agreed', () => {
    expect(findFault('event.v2', row)).toBe('');
    expect(findAnyFault('event.v2', row)).toBe('');
  });

  it('needs each of its keys, and has no other', () => {
    for (const key of Object.keys(row)) expect(findFault('event.v2', without(row, key)), key).not.toBe('');
    expect(findFault('event.v2', { ...row, more: 1 })).not.toBe('');
  });

  it('has no other type, and a time that is a number', () => {
    expect(findFault('event.v2', { ...row, type: `${type}.` })).not.toBe('');
    expect(findFault('event.v2', { ...row, ts: '2027-01-15T08:00:00Z' })).not.toBe('');
  });

  it('is read from a journal as ajv alone would read it', async () => {
    const check = await loadRowCheck();
    const checkByAjv = compileByAjv(await readRowSchemas());
    const changed = Object.keys(row).flatMap((key) => [
      without(row, key),
      ...ODD_VALUES.map((value) => ({ ...row, [key]: value })),
    ]);
    const all = [row, ...changed, { ...row, more: 1 }, { ...row, more: 2 }, { ...row, More: 1 }];
    const faults = all.map(checkByAjv);
    expect(all.map(check)).toEqual(faults);
    expect(faults[0]).toBeUndefined();
    expect(faults.filter((fault) => fault !== undefined).length).toBeGreaterThan(Object.keys(row).length);
  });
});

test.each([
  { ...ROWS['k6.summary'], request_timings: TIMINGS },
  toRow({}, toTransportFindings('reset')),
  ...SERVICE.violations.map((id) => toRow({ code: 500 }, { violations: [id], detail: id })),
  ...SERVICE.journeyIds.map((journey) => toRow({ journey })),
  ...NAMES.steps.map((request_phase) => toRow({ request_phase })),
  ...PHASES.map((load_phase) => toRow({ load_phase, retried: true })),
  ...SERVICE.variantIds.map((variant) => toRow({ variant }, { flags: SERVICE.rowFlags })),
  ...FAULT_IDS.map((mode) => ({ ...ROWS['toxic.on'], mode })),
  {
    ...ROWS['upstream.read'],
    point: 'baseline_end',
    window: -1,
    mode: null,
    calls: null,
    errors: null,
    durationMs: null,
  },
  { ...ROWS['k6.exited'], code: 137, signal: 'SIGKILL' },
  { ...ROWS['run.started'], runners: 4, merged: 'afterwards' },
  { ...ROWS['fleet.broken'], runner: 3 },
  ...(
    ['response', 'phase.entered', 'journey.cut', 'gate.crossed', 'run.stopped', 'suite.error'] as const
  ).map((type) => ({ ...ROWS[type], runner: 1 })),
])('a row that the code writes: $type %#', (row) => {
  expect(findFault('event.v2', row)).toBe('');
  expect(findAnyFault('event.v2', row)).toBe('');
});

test.each<[string, object]>([
  ['a flag that is no bit', { ...ROWS.response, judged: true }],
  ['a violation that is no id', { ...ROWS.response, violations: ['Oops!'] }],
  ['a violation told twice', { ...ROWS.response, violations: ['http_4xx', 'http_4xx'] }],
  ['a phase nobody knows', { ...ROWS.response, load_phase: 'lull' }],
  ['a status that is text', { ...ROWS.response, code: '200' }],
  ['a negative duration', { ...ROWS.response, duration_ms: -1 }],
  ['a rung nobody knows', { ...ROWS['toxic.off'], rung: 'prayed' }],
  ['a mode nobody knows', { ...ROWS['toxic.on'], mode: 'quake' }],
  ['an option that is no text', { ...ROWS['run.started'], options: { BASE_RPS: 3 } }],
  ['an outcome nobody knows', { ...ROWS.verdict, outcome: 'skipped' }],
  ['a failure without a violation', { ...FAILURE, violations: [] }],
])('no row: %s', (_, row) => expect(findFault('event.v2', row)).not.toBe(''));

describe('a failing sample', () => {
  it.each<[string, object, boolean]>([
    ['as it is written', FAILURE, true],
    [
      'of a lost call',
      { ...FAILURE, violations: ['transport_error'], status: 0, headers: {}, body: '' },
      true,
    ],
    ['at the bound of its body', { ...FAILURE, body: 'x'.repeat(65_536) }, true],
    ['over it', { ...FAILURE, body: 'x'.repeat(65_537) }, false],
    ['without its request', without(FAILURE, 'request'), false],
    [
      'without the headers it was sent with',
      { ...FAILURE, request: without(FAILURE.request, 'headers') },
      false,
    ],
    ['of another type', { ...FAILURE, type: 'response' }, false],
  ])('%s', (_, row, fits) => {
    expect(findFault('failure.v2', row) === '').toBe(fits);
  });
});

describe('summary.json', () => {
  test.each<[string, Partial<Parameters<typeof toSummary>[0]>]>([
    ['a run that passed', {}],
    [
      'a run that was stopped',
      {
        status: 'stopped',
        stopReason: 'http_4xx: 1 > 0',
        verdict: assess(toEvidence({ figures: toFigures({ http_4xx: 1 }) })),
      },
    ],
    [
      'a run that says nothing',
      {
        status: 'interrupted',
        stopReason: 'signal SIGINT',
        figures: toFigures({ calls: 0, responses: 0 }),
        verdict: assess(toEvidence({ figures: toFigures({ calls: 0, responses: 0 }) })),
      },
    ],
    [
      'a run without chaos',
      { chaosWindows: [], chaosInjected: false, verdict: assess(toEvidence({ chaos: null })) },
    ],
    [
      'a toxic that stayed',
      { chaosWindows: [toWindow({ to: null, healed: false, rung: null, effect: 'too_few' })] },
    ],
    [
      'every journey in every variant',
      {
        figures: {
          ...toFigures(),
          journeys: Object.fromEntries(
            SERVICE.journeyIds.flatMap((id) =>
              SERVICE.variantIds.map((variant) => [`${id}.${variant}`, toGroup({ violations: null })]),
            ),
          ),
        },
      },
    ],
  ])('of %s', (_, change) => expect(findFault('summary.v2', toRunSummary(change))).toBe(''));

  const good = toRunSummary();

  test.each(Object.keys(good))('needs %s', (key) =>
    expect(findFault('summary.v2', without(good, key))).not.toBe(''));

  test.each(Object.keys(good.totals))('needs totals.%s', (key) => {
    expect(findFault('summary.v2', { ...good, totals: without(good.totals, key) })).not.toBe('');
    expect(findFault('summary.v2', { ...good, totals: { ...good.totals, [key]: -1 } })).not.toBe('');
  });
  test.each(Object.keys(good.rates))('needs rates.%s', (key) =>
    expect(findFault('summary.v2', { ...good, rates: without(good.rates, key) })).not.toBe(''));

  test.each<[string, object]>([
    ['an extra key', { ...good, more: 1 }],
    ['another version', { ...good, schema_version: 3 }],
    ['an outcome nobody knows', { ...good, verdict: { ...good.verdict, outcome: 'skipped' } }],
    ['no gates', { ...good, verdict: { ...good.verdict, gates: [] } }],
    [
      'a gate without a why',
      { ...good, verdict: { ...good.verdict, gates: [without(good.verdict.gates[0]!, 'why')] } },
    ],
    ['a status nobody knows', { ...good, status: 'done' }],
    ['a rate over 1', { ...good, rates: { ...good.rates, http_5xx_rate: 1.5 } }],
    ['a time that is no time', { ...good, started_at: 'today' }],
    ['no baseline', { ...good, phases: without(good.phases, 'baseline') }],
    ['a phase too many', { ...good, phases: { ...good.phases, calm: good.phases.baseline } }],
    ['a flag that is no count', { ...good, totals: { ...good.totals, notices: 'many' } }],
    ['a journey that is no id', { ...good, journeys: { 'window shopping.EN': toGroup() } }],
    ['a journey without its variant', { ...good, journeys: { window_shopping: toGroup() } }],
    ['a slot without its effect', { ...good, chaos_windows: [without(toWindow(), 'effect')] }],
  ])('is not one with %s', (_, value) => expect(findFault('summary.v2', value)).not.toBe(''));
});

describe('the files of a run against any service', () => {
  const own = Object.fromEntries(NAMES.flags.map((flag) => [flag, undefined]));
  const row = { ...toRow(), ...own, journey: 'buying', request_phase: 'pay', variant: 'all' };
  const started = ROWS['run.started'];
  const summary = toRunSummary();
  const { totals, rates } = summary;
  const pick = (from: object, names: readonly string[]) =>
    Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
  const bare = {
    ...summary,
    service: 'shop',
    totals: { ...pick(totals, NAMES.counters), wrong_prices: 2 },
    rates: { ...pick(rates, NAMES.rates), wrong_price_rate: 0.5 },
    journeys: { 'buying.all': toGroup() },
  };

  test.each<[string, FormatId, object]>([
    ['a row with flags of its own', 'event.v2', { ...row, in_stock: 1, violations: ['wrong_price'] }],
    ['a start that names it', 'event.v2', { ...started, service: 'my-shop' }],
    ['a summary with counters of its own', 'summary.v2', bare],
  ])('hold %s', (_, id, value) => {
    expect(findAnyFault(id, value)).toBe('');
    expect(findFault(id, value), 'and Aurora has no such file').not.toBe('');
  });

  test.each<[string, FormatId, object]>([
    ['a flag that is no bit', 'event.v2', { ...row, in_stock: true }],
    ['a flag that is a count', 'event.v2', { ...row, in_stock: 2 }],
    ['a flag whose name is no id', 'event.v2', { ...row, inStock: 1 }],
    ['a journey whose name is no id', 'event.v2', { ...row, journey: 'Buying it' }],
    ['a step whose name is no id', 'event.v2', { ...row, request_phase: '' }],
    ['a variant whose name is no id', 'event.v2', { ...row, variant: 'en-GB' }],
    ['a violation whose name is no id', 'event.v2', { ...row, violations: ['wrong price'] }],
    ['a failure whose violation is no id', 'failure.v2', { ...FAILURE, violations: ['wrong price'] }],
    ['a service whose name is no folder', 'event.v2', { ...started, service: '../shop' }],
    ['a start without its service', 'event.v2', without(started, 'service')],
    ['a total below 0', 'summary.v2', { ...bare, totals: { ...bare.totals, wrong_prices: -1 } }],
    ['a total that is no number', 'summary.v2', { ...bare, totals: { ...bare.totals, wrong_prices: '2' } }],
    ['a share over 1', 'summary.v2', { ...bare, rates: { ...bare.rates, wrong_price_rate: 1.5 } }],
    ['a total whose name is no id', 'summary.v2', { ...bare, totals: { ...bare.totals, 'Wrong prices': 2 } }],
    ['a journey without its variant', 'summary.v2', { ...bare, journeys: { buying: toGroup() } }],
    ['a service whose name is no folder', 'summary.v2', { ...bare, service: 'My shop' }],
  ])('hold no %s', (_, id, value) => expect(findAnyFault(id, value)).not.toBe(''));

  test.each(Object.keys(bare.totals).filter((id) => id !== 'wrong_prices'))('need totals.%s', (id) =>
    expect(findAnyFault('summary.v2', { ...bare, totals: without(bare.totals, id) })).not.toBe(''));
  test.each(Object.keys(bare.rates).filter((id) => id !== 'wrong_price_rate'))('need rates.%s', (id) =>
    expect(findAnyFault('summary.v2', { ...bare, rates: without(bare.rates, id) })).not.toBe(''));
});
