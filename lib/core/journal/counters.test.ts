import { describe, expect, it, test } from 'vitest';
import {
  type Findings,
  toTransportFindings,
  VIOLATIONS,
} from '../../../services/aurora/answer/invariants.ts';
import type { StepId } from '../../../services/aurora/journeys.ts';
import { CLEAN } from '../../../test/samples.ts';
import {
  COUNTER_IDS,
  COUNTERS,
  type CounterId,
  createCounts,
  toRaisedCounters,
  VIOLATION_COUNTERS,
} from './counters.ts';

test('counts begin at 0, under every name', () => {
  expect(Object.keys(createCounts())).toEqual(Object.keys(COUNTERS));
  expect(new Set(Object.values(createCounts()))).toEqual(new Set([0]));
  expect(COUNTER_IDS).toHaveLength(new Set(COUNTER_IDS).size);
});

const ERROR: Findings = { ...CLEAN, judged: false, violations: ['http_5xx'] };
test.each<[string, StepId, Findings, boolean, CounterId[]]>([
  ['a clean answer', 'analysis', CLEAN, false, ['answers_judged', 'calls', 'responses']],
  ['a clean chat', 'reco_chat', CLEAN, false, ['answers_judged', 'calls', 'chat_answers', 'responses']],
  [
    'a chat whose headers and meta disagree',
    'reco_chat',
    { ...CLEAN, rolloutBroken: true },
    false,
    ['answers_judged', 'calls', 'chat_answers', 'responses', 'rollout_broken'],
  ],
  ['a lost call', 'reco_chat', toTransportFindings('reset'), false, ['calls', 'transport_errors']],
  [
    'a lost call, tried twice',
    'reco_chat',
    toTransportFindings('reset'),
    true,
    ['calls', 'transport_errors', 'transport_retries'],
  ],
  ['an error is received, not judged', 'reco_chat', ERROR, false, ['calls', 'http_5xx', 'responses']],
  [
    'a red flag',
    'red_flag_chat',
    { ...CLEAN, notice: true, safetyBlock: true },
    false,
    ['answers_judged', 'calls', 'chat_answers', 'notices', 'red_flag_chats', 'responses', 'safety_blocks'],
  ],
  ['a red flag that met an error', 'red_flag_chat', ERROR, false, ['calls', 'http_5xx', 'responses']],
  [
    'low confidence, degraded, guarded',
    'reco_chat',
    { ...CLEAN, notice: true, lowConfidence: true, timeoutDegraded: true, guardFallback: true },
    false,
    [
      'answers_judged',
      'calls',
      'chat_answers',
      'low_confidence_answers',
      'notices',
      'reco_output_guard_fallback',
      'responses',
      'timeout_degraded',
    ],
  ],
])('%s', (_, step, findings, retried, want) => {
  expect(toRaisedCounters(step, findings, retried).sort()).toEqual(want);
});

describe.each(VIOLATIONS)('%s', (id) => {
  it('raises its counter once', () => {
    const raised = toRaisedCounters('reco_chat', { ...CLEAN, violations: [id] }, false);
    expect(raised.filter((counter) => counter === VIOLATION_COUNTERS[id])).toHaveLength(1);
  });
});
