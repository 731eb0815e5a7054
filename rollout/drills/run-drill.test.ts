import { expect, test } from 'vitest';
import { CANARIES } from '../../services/aurora/canaries.ts';
import { type Drill, listDrills } from './drill.ts';
import { hasEnded, toEnding } from './figures/ending.ts';
import { type DrillRun, toGateReasons } from './run-drill.ts';
import type { GateExit } from './stage/gate-exits.ts';

const toExit = (code: number): GateExit => ({
  pod: `gate-${code}`,
  code,
  verdict: ({ 0: 'pass', 1: 'fail', 3: 'inconclusive' } as const)[code as 0 | 1 | 3],
  finishedAt: '2026-01-31T12:00:00Z',
});

test.each<[string, 'pass' | 'fail', readonly number[], string | undefined, boolean]>([
  ['a pass that must be one', 'pass', [0], undefined, true],
  ['a pass at the second try', 'pass', [3, 0], undefined, true],
  ['no run at all', 'pass', [], undefined, false],
  ['a fail that must be a pass', 'pass', [1], 'gate', false],
  ['a pass beside a question that failed', 'pass', [0], 'decision-watch', false],
  ['a fail that ended it', 'fail', [1], 'gate', true],
  ['a fail of a canary that somebody else had ended', 'fail', [1], 'decision-watch', false],
  ['a fail that ended nothing', 'fail', [1], undefined, false],
  ['a Job that could not be set up', 'fail', [2], 'gate', false],
  ['a pass that must be a fail', 'fail', [0], 'gate', false],
  ['nobody who could tell', 'fail', [3, 3], 'gate', false],
  ['no run, and a question that failed', 'fail', [], 'gate', false],
])('%s', (_, must, codes, failedQuestion, isAsItMust) => {
  const found = toGateReasons(must, codes.map(toExit), failedQuestion);
  expect(found.isAsItMust).toBe(isAsItMust);
  expect(found.reasons.join(' ')).toContain(codes.length === 0 ? 'no end' : `exit code ${codes.at(-1)}`);
});

const named = (id: string): Drill => {
  const drill = listDrills(CANARIES).find((one) => one.id === id);
  if (drill === undefined) throw new Error(`there is no drill ${id}`);
  return drill;
};
test.each<[string, string, 'promoted' | 'aborted' | 'held', number | null, boolean]>([
  ['a toxic that the rollback answers', 'toxic-step', 'aborted', 28, true],
  ['one that it answers too late', 'toxic-step', 'aborted', 61, false],
  ['one of which nobody saw it answer', 'toxic-step', 'aborted', null, false],
  ['one that it does not answer', 'toxic-step', 'promoted', null, false],
  ['one that nobody could tell', 'toxic-step', 'held', null, false],
  ['a drill that has no bound', 'bad-canary', 'aborted', 300, true],
  ['a bad version that was promoted', 'bad-canary', 'promoted', null, false],
])('%s', (_, id, end, backS, isAsItMust) => {
  expect(hasEnded(named(id), { end, backS })).toBe(isAsItMust);
});

test.each<[string, string, 'promoted' | 'aborted', number | null, boolean, string]>([
  ['another end', 'toxic-step', 'promoted', null, false, 'must end aborted, and ended promoted'],
  ['an end too late', 'toxic-step', 'aborted', 61, false, 'within 60 s: it took 61 s'],
  ['an end that nobody saw', 'toxic-step', 'aborted', null, false, 'nobody saw when they were'],
  ['an end by somebody else', 'gate-treatment', 'aborted', 9, false, 'not in the way that it must: The Job.'],
  ['the end that it must have', 'toxic-step', 'aborted', 28, true, 'ended aborted, as it must'],
])('%s is told by what is wrong with it', (_, id, end, backS, isAsItMust, says) => {
  const run = { drill: named(id), figures: { end, backS }, isAsItMust, reasons: ['The Job.'] };
  const ending = toEnding(run as unknown as DrillRun);
  expect(ending).toContain(says);
  expect(ending).not.toMatch(/must end (\w+), and ended \1/);
});
