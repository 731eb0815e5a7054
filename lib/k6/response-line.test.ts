import { afterAll, expect, test, vi } from 'vitest';
import { SERVICE } from '../../services/aurora/service.ts';
import { type Findings, toTransportFindings } from '../core/answer/findings.ts';
import { type CallFacts, toResponseRow } from '../core/journal/events.ts';

// It keeps the ends of lines of one service, as a bundle has one: here it is another than that of the tests beside.
vi.resetModules();
const { toResponseLine } = await import('./response-line.ts');
afterAll(() => void vi.resetModules());

const CALL: CallFacts = {
  ts: 1789.25,
  n: 7,
  call: 2,
  journey: 'photo_usable',
  request_phase: 'analysis',
  load_phase: 'chaos',
  variant: 'CN',
  code: 200,
  duration_ms: 12.25,
  request_id: 'req "quoted" \\ 中',
  retried: false,
};
const CLEAN: Findings = {
  violations: [],
  detail: '',
  judged: true,
  flags: [],
};

const cases: readonly (readonly [string, CallFacts, Findings])[] = [
  ['a clean answer', CALL, CLEAN],
  ['no answer, after a retry', { ...CALL, code: 0, retried: true }, toTransportFindings('reset "by" peer\n')],
  ['a call that met a fault on the edge', { ...CALL, edge_fault: 'reset' }, CLEAN],
  [
    'a broken answer',
    CALL,
    { ...CLEAN, violations: ['http_5xx', 'schema_violation'], detail: 'status 500; "x"' },
  ],
  ...SERVICE.rowFlags.map(
    (flag) => [`${flag} alone`, CALL, { ...CLEAN, judged: false, flags: [flag] }] as const,
  ),
];

test.each(cases)('the line says what the row says: %s', (_, call, findings) => {
  expect(JSON.parse(toResponseLine(SERVICE, call, findings))).toEqual(toResponseRow(SERVICE, call, findings));
});
