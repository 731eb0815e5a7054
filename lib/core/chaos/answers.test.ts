import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { toAnswers } from '../../../test/runs/answers.ts';
import { toRow } from '../../../test/runs/samples.ts';
import type { ResponseRow } from '../journal/events.ts';
import { countAnswers, createAnswerLog, touches } from './answers.ts';

const toAnswer = (service: typeof SERVICE, row: ResponseRow) => {
  const log = createAnswerLog(service);
  log.add([row]);
  return log.list()[0]!;
};

test.each<[string, string, string]>([
  ['use_photo_false', 'analysis', 'always'],
  ['photo_usable', 'analysis', 'always'],
  ['photo_forced_fail', 'analysis', 'maybe'],
  ['use_photo_false', 'reco_chat', 'maybe'],
  ['use_photo_false', 'profile_update', 'none'],
  ['photo_usable', 'photo_upload', 'none'],
  ['safety_block', 'red_flag_chat', 'none'],
])('%s %s: needs the upstream: %s', (journey, request_phase, need) =>
  expect(toAnswer(SERVICE, toRow({ journey, request_phase })).need).toBe(need));

test('a row tells when its call began, and what came back', () => {
  const facts = {
    journey: 'use_photo_false',
    request_phase: 'analysis',
    ts: 100.5,
    duration_ms: 500,
  } as const;
  expect(toAnswer(SERVICE, toRow(facts, { flags: ['timeout_degraded'] }))).toEqual({
    beganSec: 100,
    endedSec: 100.5,
    durationMs: 500,
    phase: 'baseline',
    need: 'always',
    answered: true,
    degraded: true,
  });
  expect(toAnswer(SERVICE, toRow(facts)).degraded).toBe(false);
  expect(toAnswer(SERVICE, toRow({ ...facts, code: 499 })).answered).toBe(true);
  expect(toAnswer(SERVICE, toRow({ ...facts, code: 500 })).answered).toBe(false);
  expect(toAnswer(SERVICE, toRow({ ...facts, code: 0 }, { violations: ['transport_error'] })).answered).toBe(
    false,
  );
});

test.each([
  [1, 9, false],
  [1, 10, true],
  [1, 30, true],
  [12, 15, true],
  [19.9, 21, true],
  [20, 21, false],
])('a call from %d s to %d s lies in the stretch of 10 to 20 s: %s', (beganSec, endedSec, want) => {
  const answer = { ...toAnswer(SERVICE, toRow()), beganSec, endedSec };
  expect(touches(answer, { fromSec: 10, toSec: 20 })).toBe(want);
});

test('counted are answers that lie in the stretch and came', () => {
  const inside = { from: 10, to: 20, perSec: 1, degraded: () => true };
  const answers = [
    ...toAnswers(inside),
    ...toAnswers({ ...inside, failed: () => true }),
    ...toAnswers({ ...inside, from: 0, to: 10 }),
    ...toAnswers({ ...inside, from: 9, to: 10, ms: () => 1500 }),
    ...toAnswers({ ...inside, from: 19.5, to: 20, ms: () => 1500 }),
    ...toAnswers({ ...inside, to: 15, degraded: () => false, ms: () => 40 }),
  ];
  expect(countAnswers(answers, { fromSec: 10, toSec: 20 })).toEqual({
    answers: 15,
    degraded: 10,
    durationMs: 10 * 20 + 5 * 40,
  });
});
