import { expect, test } from 'vitest';
import { toRow } from '../../test/samples.ts';
import type { JourneyId, StepId } from './journeys.ts';
import { toUpstreamAnswer } from './upstream-answers.ts';

test.each<[JourneyId, StepId, boolean | undefined]>([
  ['use_photo_false', 'analysis', true],
  ['photo_usable', 'analysis', true],
  ['photo_forced_fail', 'analysis', false],
  ['use_photo_false', 'reco_chat', false],
  ['use_photo_false', 'profile_update', undefined],
  ['photo_usable', 'photo_upload', undefined],
  ['safety_block', 'red_flag_chat', undefined],
])('%s %s: must ask the upstream: %s', (journey, request_phase, mustAsk) =>
  expect(toUpstreamAnswer(toRow({ journey, request_phase }))?.mustAsk).toBe(mustAsk));

test('a row tells when its call began, and what came back', () => {
  const facts = {
    journey: 'use_photo_false',
    request_phase: 'analysis',
    ts: 100.5,
    duration_ms: 500,
  } as const;
  expect(toUpstreamAnswer(toRow(facts, { timeoutDegraded: true }))).toEqual({
    beganSec: 100,
    endedSec: 100.5,
    durationMs: 500,
    phase: 'baseline',
    mustAsk: true,
    answered: true,
    degraded: true,
  });
  expect(toUpstreamAnswer(toRow({ ...facts, code: 503 }))?.answered).toBe(false);
  expect(toUpstreamAnswer(toRow({ ...facts, code: 0 }, { violations: ['transport_error'] }))?.answered).toBe(
    false,
  );
});
