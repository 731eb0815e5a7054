import { describe, expect, it, test } from 'vitest';
import type { Fault } from './faults/fault.ts';
import { judgeMayhem, type SeenRun, toEnd } from './judge-mayhem.ts';

describe('toEnd', () => {
  test.each<[number | null, SeenRun['outcome'], string | undefined]>([
    [0, 'pass', 'pass'],
    [0, 'fail', undefined],
    [0, 'inconclusive', undefined],
    [0, null, undefined],
    [1, 'fail', 'fail'],
    [1, 'pass', undefined],
    [1, null, undefined],
    [2, null, 'refused'],
    [2, 'pass', undefined],
    [3, 'inconclusive', 'inconclusive'],
    [3, null, 'unjudged'],
    [3, 'pass', undefined],
    [3, 'fail', undefined],
    [130, 'inconclusive', 'interrupted'],
    [143, 'fail', 'interrupted'],
    [129, null, 'interrupted'],
    [130, 'pass', undefined],
    [137, null, 'killed'],
    [134, null, 'killed'],
    [139, 'inconclusive', 'killed'],
    [7, null, undefined],
    [128, null, undefined],
    [null, null, undefined],
  ])('exit code %s, summary %s: %s', (code, outcome, end) => expect(toEnd({ code, outcome })).toBe(end));
});

const FAULT: Fault = {
  id: 'k6-killed',
  does: 'k6 is killed',
  strike: { kind: 'signals', to: 'k6', sends: [{ signal: 'SIGKILL' }] },
  between: [1, 14],
  blinds: true,
  harms: false,
  ends: ['inconclusive'],
};
const RIGHT: SeenRun = { code: 3, outcome: 'inconclusive', struck: true, left: [], wrongs: [] };

describe('judgeMayhem', () => {
  const HARMLESS: Fault = { ...FAULT, blinds: false, ends: ['pass'] };
  const INTERRUPT: Fault = { ...FAULT, ends: ['interrupted'], codes: [130] };
  const HARMFUL: Fault = { ...FAULT, harms: true, ends: ['fail', 'inconclusive'] };
  test.each<[string, Fault, Partial<SeenRun>]>([
    ['an inconclusive run that was blinded', FAULT, {}],
    ['a pass of a run that was not', HARMLESS, { code: 0, outcome: 'pass' }],
    ['an interrupt', INTERRUPT, { code: 130 }],
    ['an interrupt without a summary', INTERRUPT, { code: 130, outcome: null }],
    ['a fail of a service that was harmed', HARMFUL, { code: 1, outcome: 'fail' }],
  ])('takes %s', (_, fault, seen) => expect(judgeMayhem(fault, { ...RIGHT, ...seen })).toEqual([]));

  test.each<[string, Fault, Partial<SeenRun>, RegExp]>([
    ['a run that passed though it was blinded', FAULT, { code: 0, outcome: 'pass' }, /it ended as pass/],
    [
      'one whose summary alone says so',
      { ...FAULT, ends: ['killed'] },
      { code: 137, outcome: 'pass' },
      /it passed, though it could not know/,
    ],
    [
      'a run that failed a healthy service',
      FAULT,
      { code: 1, outcome: 'fail' },
      /failed a service that was healthy/,
    ],
    [
      'one whose summary alone says so',
      INTERRUPT,
      { code: 130, outcome: 'fail' },
      /failed a service that was healthy/,
    ],
    ['a run that could pass and did not', HARMLESS, {}, /it ended as inconclusive, and may as pass/],
    ['another signal', INTERRUPT, { code: 143 }, /ended with 143, and may with 130/],
    [
      'an exit code without its summary',
      HARMLESS,
      { code: 0, outcome: null },
      /contradicts itself: exit code 0, no summary/,
    ],
    ['a run that does not end', FAULT, { code: null, outcome: null }, /it did not end/],
    [
      'a run that was over before',
      HARMLESS,
      { code: 0, outcome: 'pass', struck: false },
      /over before it was struck/,
    ],
    ['a leftover', FAULT, { left: ['left running: 7 k6'] }, /left running: 7 k6/],
    ['what the fault itself found', FAULT, { wrongs: ['the second run ended with 0'] }, /the second run/],
  ])('does not take %s', (_, fault, seen, why) =>
    expect(judgeMayhem(fault, { ...RIGHT, ...seen }).join('; ')).toMatch(why));

  it('says everything that is wrong', () => {
    const seen = { ...RIGHT, code: 1, outcome: 'fail' as const, left: ['left listening: 127.0.0.1:1'] };
    expect(judgeMayhem(FAULT, seen)).toHaveLength(3);
  });
});
