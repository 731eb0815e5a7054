import { constants } from 'node:os';
import { expect, test } from 'vitest';
import {
  decideExitCode,
  decideInTrouble,
  decideOutcome,
  type GateOutcome,
  OUTCOME_MARKS,
  toSignalCode,
} from './outcome.ts';

const OUTCOMES = ['pass', 'fail', 'inconclusive'] as const;
type Outcome = (typeof OUTCOMES)[number];

test.each<[readonly GateOutcome[], Outcome]>([
  [[], 'inconclusive'],
  [['skipped'], 'inconclusive'],
  [['pass'], 'pass'],
  [['pass', 'skipped'], 'pass'],
  [['pass', 'inconclusive'], 'inconclusive'],
  [['skipped', 'inconclusive'], 'inconclusive'],
  [['pass', 'inconclusive', 'fail'], 'fail'],
  [['fail'], 'fail'],
])('%j come to %s', (outcomes, want) => {
  expect(decideOutcome(outcomes.map((outcome) => ({ outcome })))).toBe(want);
});

test.each<[Outcome, string | undefined, Outcome]>([
  ['pass', undefined, 'pass'],
  ['pass', 'the disk is full', 'inconclusive'],
  ['pass', '', 'inconclusive'],
  ['fail', 'the disk is full', 'fail'],
  ['fail', undefined, 'fail'],
  ['inconclusive', 'the disk is full', 'inconclusive'],
  ['inconclusive', undefined, 'inconclusive'],
])('%s, where %s went wrong beside it, is %s', (outcome, trouble, want) => {
  expect(decideInTrouble(outcome, trouble)).toBe(want);
});

test.each<[Outcome, string | undefined, number]>([
  ['pass', undefined, 0],
  ['fail', undefined, 1],
  ['inconclusive', undefined, 3],
  ['pass', 'SIGINT', 130],
  ['fail', 'SIGTERM', 143],
  ['inconclusive', 'SIGHUP', 129],
])('%s, ended by %s: exit code %i', (outcome, signal, code) => {
  expect(decideExitCode(outcome, signal)).toBe(code);
});

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGILL', 132],
  ['SIGTRAP', 133],
  ['SIGABRT', 134],
  ['SIGFPE', 136],
  ['SIGKILL', 137],
  ['SIGSEGV', 139],
  ['SIGPIPE', 141],
  ['SIGALRM', 142],
  ['SIGTERM', 143],
  ['SIGUNKNOWN', 128],
])('%s: exit code %i', (signal, code) => {
  expect(toSignalCode(signal)).toBe(code);
});

test.each(Object.entries(constants.signals))('%s is %i here too, or not known', (signal, number) => {
  expect([128, 128 + number]).toContain(toSignalCode(signal));
});

test('each outcome has a sign of its own', () => {
  expect(OUTCOME_MARKS).toEqual({ pass: '✓', fail: '✗', inconclusive: '?', skipped: '·', left_out: '–' });
});
