import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { GATES } from '../../../test/runs/good-run.ts';
import { toRow } from '../../../test/runs/samples.ts';
import { toTransportFindings } from '../answer/findings.ts';
import type { FailureRow, ResponseRow } from '../journal/events.ts';
import { createBrokenCalls, toErrorKind } from './broken-calls.ts';

const failed = (n: number, code: number, more: Partial<ResponseRow> = {}) => ({
  ...toRow({ n, code }, { violations: [code < 500 ? 'http_4xx' : 'http_5xx'], detail: `status ${code}` }),
  ...more,
});
const upload = { journey: 'photo_usable', request_phase: 'photo_upload' };
const lost = (n: number, why: string) => toRow({ n, code: 0 }, toTransportFindings(why));
const toFailure = ({ ts, n, call, violations, detail, code }: ResponseRow): FailureRow => ({
  ts,
  type: 'failure',
  n,
  call,
  violations,
  detail,
  request: { path: '/v1/chat', headers: {}, body: '' },
  status: code,
  headers: {},
  body: '',
});
const tallyOf = (rows: readonly ResponseRow[], kept: (row: ResponseRow) => boolean = () => true) => {
  const tally = createBrokenCalls(SERVICE, GATES);
  for (const row of rows) {
    tally.addCall(row);
    if (row.violations.length > 0 && kept(row)) tally.addFailure(toFailure(row));
  }
  return tally;
};
const gate = (id: string) => GATES.find((one) => one.id === id)!;

describe('what broke', () => {
  it('is told by route, status and error, the most frequent first', () => {
    const rows = [
      toRow(),
      failed(1, 503),
      failed(2, 501, upload),
      failed(3, 501, upload),
      lost(4, 'read tcp 127.0.0.1:4711->[::1]:3300: read: connection reset by peer (k6 code 1220)'),
      lost(5, 'read tcp 127.0.0.1:4712->[::1]:3300: read: connection reset by peer (k6 code 1220)'),
      lost(6, 'request timeout (k6 code 1050)'),
    ];
    const reset = 'read tcp …->…: read: connection reset by peer (k6 code 1220)';
    expect(tallyOf(rows).list()).toEqual([
      { violation: 'http_5xx', route: 'photos_upload', status: 501, error: '', calls: 2, of: 2 },
      { violation: 'transport_error', route: 'chat', status: 0, error: reset, calls: 2, of: 5 },
      { violation: 'http_5xx', route: 'chat', status: 503, error: '', calls: 1, of: 5 },
      {
        violation: 'transport_error',
        route: 'chat',
        status: 0,
        error: 'request timeout (k6 code 1050)',
        calls: 1,
        of: 5,
      },
    ]);
  });

  it('leaves out what a fault on the edge explains, and what is no violation', () => {
    const rows = [
      { ...lost(1, 'reset'), edge_fault: 'reset' as const },
      toRow({ n: 2 }, { flags: ['reco_output_guard_fallback'] }),
    ];
    expect(tallyOf(rows).list()).toEqual([]);
  });

  it('is held in bounded memory, however many kinds of errors there are', () => {
    const rows = Array.from({ length: 2_000 }, (_, n) => lost(n, `error ${n}`));
    const tally = tallyOf(rows);
    expect(tally.list().length).toBe(201);
    expect(tally.list()[0]).toMatchObject({ error: 'of other kinds', calls: 1_800 });
    expect(tally.failures().length).toBe(70);
  });
});

describe('a gate points', () => {
  it('to the first answer, where none is allowed', () => {
    const rows = [failed(1, 404), failed(2, 429, upload), failed(3, 429, upload)];
    expect(tallyOf(rows).of(gate('http_4xx'))).toMatchObject({
      pointed: { row: { n: 1 }, route: 'chat', failure: { n: 1, status: 404 } },
      mostly: '2 of photos_upload (status 429), 1 of chat (status 404)',
    });
  });

  it('to the first of the most frequent kind, where a share is bounded', () => {
    const rows = [failed(1, 503), failed(2, 501, upload), failed(3, 501, upload)];
    expect(tallyOf(rows).of(gate('http_5xx_rate_5m'))?.pointed).toMatchObject({
      row: { n: 2 },
      route: 'photos_upload',
      failure: { n: 2 },
    });
  });

  it('rather to one of which the sample was kept', () => {
    const rows = [failed(1, 503), failed(2, 503), failed(3, 503)];
    const { pointed } = tallyOf(rows, ({ n }) => n === 2).of(gate('http_5xx_rate_5m'))!;
    expect(pointed).toMatchObject({ row: { n: 2 }, failure: { n: 2 } });
  });

  it('to an answer with a flag that breaks no promise, of which there is no sample', () => {
    const rows = [toRow({ n: 7 }, { flags: ['reco_output_guard_fallback'] })];
    expect(tallyOf(rows).of(gate('reco_output_guard_fallback_rate_10m'))).toMatchObject({
      pointed: { row: { n: 7 }, failure: undefined },
      mostly: '1 of chat (status 200)',
    });
  });

  it('nowhere, where no call broke it', () => {
    expect(tallyOf([toRow(), failed(1, 500)]).of(gate('http_4xx'))).toBeUndefined();
  });
});

test('the sample that a gate points to outlives a flood of others', () => {
  const rows = [failed(0, 404), ...Array.from({ length: 99 }, (_, n) => failed(n + 1, 500))];
  const failures = tallyOf(rows).failures();
  expect(failures.map(({ n }) => n)).toEqual([0, 1, ...Array.from({ length: 50 }, (_, i) => i + 50)]);
});

test.each([
  ['dial tcp 10.0.0.1:443: connect: connection refused', 'dial tcp …: connect: connection refused'],
  ['write tcp [2001:db8::1]:1->[::1]:2: write: broken pipe', 'write tcp …->…: write: broken pipe'],
  ['lookup shop.example: no such host (k6 code 1101)', 'lookup shop.example: no such host (k6 code 1101)'],
])('%s', (detail, kind) => expect(toErrorKind(detail)).toBe(kind));
