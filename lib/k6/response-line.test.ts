import { expect, test } from 'vitest';
import { type Findings, toTransportFindings } from '../../services/aurora/answer/invariants.ts';
import { type CallFacts, toResponseRow } from '../core/journal/events.ts';
import { toResponseLine } from './response-line.ts';

const CALL: CallFacts = {
  ts: 1789.25,
  n: 7,
  call: 2,
  journey: 'photo_usable',
  request_phase: 'analysis',
  load_phase: 'chaos',
  lang: 'CN',
  code: 200,
  duration_ms: 12.25,
  request_id: 'req "quoted" \\ 中',
  retried: false,
};
const CLEAN: Findings = {
  violations: [],
  detail: '',
  judged: true,
  notice: false,
  safetyBlock: false,
  lowConfidence: false,
  timeoutDegraded: false,
  guardFallback: false,
  rolloutBroken: false,
};
const FLAGS = [
  'judged',
  'notice',
  'safetyBlock',
  'lowConfidence',
  'timeoutDegraded',
  'guardFallback',
  'rolloutBroken',
] as const;

const cases: readonly (readonly [string, CallFacts, Findings])[] = [
  ['a clean answer', CALL, CLEAN],
  ['no answer, after a retry', { ...CALL, code: 0, retried: true }, toTransportFindings('reset "by" peer\n')],
  ['a call that met a fault on the edge', { ...CALL, edge_fault: 'reset' }, CLEAN],
  [
    'a broken answer',
    CALL,
    { ...CLEAN, violations: ['http_5xx', 'schema_violation'], detail: 'status 500; "x"' },
  ],
  ...FLAGS.map((flag) => [`${flag} alone`, CALL, { ...CLEAN, judged: false, [flag]: true }] as const),
];

test.each(cases)('the line says what the row says: %s', (_, call, findings) => {
  expect(JSON.parse(toResponseLine(call, findings))).toEqual(toResponseRow(call, findings));
});
