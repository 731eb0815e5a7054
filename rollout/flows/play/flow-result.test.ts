// What was our own fault is never the target's.
import { expect, it, test } from 'vitest';
import type { CheckResult } from '../../../lib/core/smoke/flow.ts';
import { type Circumstances, toCountedRows, toFlowResult } from './flow-result.ts';

const row = (outcome: CheckResult['outcome'], id = 'f.one.status', because = 'status 500'): CheckResult => ({
  ...{ id, variant: '', why: '', call: '', outcome, because },
});
const WELL: Circumstances = { stopped: false, overdue: false, deadlineMs: 1000, stallMs: 0 };
const LATE = row('fail', 'f.one.within', '900 ms where 500 are allowed');
const TIMED_OUT = row('fail', 'f.one.answered', 'no answer: not complete within 500 ms');

test.each<[string, readonly CheckResult[], Partial<Circumstances>, string]>([
  ['all well', [row('pass')], {}, 'pass'],
  ['a failure', [row('pass'), row('fail')], {}, 'fail'],
  ['nothing judged', [], {}, 'inconclusive'],
  ['a failure as we were ended', [row('fail')], { stopped: true }, 'inconclusive'],
  ['a pass as we were ended', [row('pass')], { stopped: true }, 'inconclusive'],
  ['over its deadline', [row('pass')], { overdue: true }, 'fail'],
  ['over its deadline while we stood still', [row('pass')], { overdue: true, stallMs: 700 }, 'inconclusive'],
  ['late', [LATE], {}, 'fail'],
  ['late while we stood still', [LATE], { stallMs: 700 }, 'inconclusive'],
  ['timed out while we stood still', [TIMED_OUT], { stallMs: 700 }, 'inconclusive'],
  ['wrong while we stood still', [row('fail')], { stallMs: 700 }, 'fail'],
])('%s', (_, rows, circumstances, outcome) => {
  const counted = toCountedRows('f', rows, { ...WELL, ...circumstances });
  expect(toFlowResult('f', counted, { startedAtMs: 0, durationMs: 1 }).outcome).toBe(outcome);
});

it('says why', () => {
  const because = (rows: readonly CheckResult[]) =>
    toFlowResult('f', rows, { startedAtMs: 0, durationMs: 1 }).because;
  expect(because([row('pass'), row('fail')])).toBe('f.one.status: status 500');
  expect(because([row('pass')])).toBe('1 check held');
  expect(because([row('pass'), row('pass')])).toBe('2 checks held');
  expect(because([])).toBe('nothing was checked');
});

const LOST = row('fail', 'f.one.answered', 'no answer: connect ECONNREFUSED 127.0.0.1:1');
test.each<[string, readonly CheckResult[], boolean]>([
  ['a connection that was refused', [row('pass'), LOST], true],
  ['an answer that was wrong as well', [LOST, row('fail')], false],
  ['no answer in time', [TIMED_OUT], false],
  ['no failure', [row('pass')], false],
])('unreached: %s', (_, rows, unreached) =>
  expect(toFlowResult('f', rows, { startedAtMs: 0, durationMs: 1 }).unreached).toBe(unreached));
