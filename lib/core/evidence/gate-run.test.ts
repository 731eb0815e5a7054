import { expect, test } from 'vitest';
import { toRunSummary } from '../../../test/runs/good-run.ts';
import { toEffort } from './effort.ts';
import { toSoakPredicate } from './gate-run.ts';

const RUN = { actor: 'Ann', files: [], journal: 'ab'.repeat(32) };

test('a pass without load is none', () => {
  const signed = toSoakPredicate({ ...toRunSummary(), once: true }, undefined, RUN);
  expect(signed).toMatchObject({ outcome: 'inconclusive', verdict: 'inconclusive' });
  expect(signed.reasons.at(-1)).toContain('plays no load');
});

test('it is signed how much was tried', () => {
  const summary = toRunSummary();
  expect(toSoakPredicate(summary, undefined, RUN).details).toMatchObject({ ...toEffort(summary) });
});

test('which options an option file gave is signed, where one did', () => {
  const summary = { ...toRunSummary(), options_from_file: 'aurora-gate.config.json: BASE_RPS' };
  expect(toSoakPredicate(summary, undefined, RUN).details).toMatchObject({
    optionsFromFile: 'aurora-gate.config.json: BASE_RPS',
  });
  expect(toSoakPredicate(toRunSummary(), undefined, RUN).details).not.toHaveProperty('optionsFromFile');
});

test.each<['pass' | 'fail' | 'inconclusive', string | undefined, string]>([
  ['pass', undefined, 'pass'],
  // The command exits with 3, and nobody may show its statement as that of a pass.
  ['pass', 'the disk is full', 'inconclusive'],
  ['fail', 'the disk is full', 'fail'],
  ['inconclusive', undefined, 'inconclusive'],
])('a soak that came to %s, with the trouble %j, is signed as %s', (outcome, trouble, signed) => {
  const summary = toRunSummary();
  const run = { ...summary, verdict: { ...summary.verdict, outcome } };
  expect(toSoakPredicate(run, trouble, RUN)).toMatchObject({
    outcome: signed,
    verdict: signed,
    journal: RUN.journal,
    reasons: [summary.verdict.because, ...(trouble === undefined ? [] : [trouble])],
  });
});
