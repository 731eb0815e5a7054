import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { CLEAN, toRow } from '../../../test/runs/samples.ts';
import { type Findings, toTransportFindings } from '../answer/findings.ts';
import { parseRow, toFindings } from './events.ts';

const FINDINGS: readonly Findings[] = [
  CLEAN,
  toTransportFindings('connection reset'),
  { ...CLEAN, judged: false },
  ...SERVICE.rowFlags.map((flag) => ({ ...CLEAN, flags: [flag] })),
  { ...CLEAN, violations: ['http_5xx', 'schema_violation'], detail: 'status 500; /cards must be array' },
];

describe('a row of the journal', () => {
  test.each(FINDINGS)('gives back what was found: %j', (findings) => {
    const row = toRow({}, findings);
    expect(toFindings(SERVICE, row)).toEqual(findings);
    expect(toFindings(SERVICE, parseRow(JSON.stringify(row)) as typeof row)).toEqual(findings);
  });

  it('tells what was received from what was lost', () => {
    expect(toRow().response_received).toBe(1);
    expect(toRow({ code: 0 }, toTransportFindings('reset'))).toMatchObject({
      response_received: 0,
      judged: 0,
      detail: 'reset',
    });
  });

  it('holds the call as it was, and every flag as 0 or 1', () => {
    expect(toRow({ retried: true, call: 2, load_phase: 'chaos' })).toMatchObject({
      type: 'response',
      retried: 1,
      call: 2,
      load_phase: 'chaos',
    });
  });
});

test.each([
  '',
  'text',
  '7',
  'null',
  '[]',
  '{}',
  '{"ts":1}',
  '{"type":"response"}',
  '{"ts":1,"type":"resp',
])('the line %j is no row', (line) => expect(() => parseRow(line)).toThrow(SyntaxError));

test('a line that is JSON and no row is told so', () => {
  expect(() => parseRow('7')).toThrow(new SyntaxError('a journal line without ts and type'));
});
