import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { CLEAN } from '../../../test/runs/samples.ts';
import { type Findings, toTransportFindings } from '../answer/findings.ts';
import { createCounts, raise, readCount, toRaisedCounters } from './counters.ts';

test('counts begin at 0, under every name', () => {
  expect(Object.keys(createCounts(SERVICE))).toEqual(Object.keys(SERVICE.counters));
  expect(new Set(Object.values(createCounts(SERVICE)))).toEqual(new Set([0]));
});

test('a counter that nobody counts cannot be read, and one that is new begins at 1', () => {
  expect(() => readCount({ calls: 1 }, 'moods')).toThrow(new RangeError('there is no counter moods'));
  expect(readCount({ calls: 0 }, 'calls')).toBe(0);
  const counts: Record<string, number> = { calls: 4 };
  raise(counts, 'calls');
  raise(counts, 'moods');
  expect(counts).toEqual({ calls: 5, moods: 1 });
});

const ERROR: Findings = { ...CLEAN, judged: false, violations: ['http_5xx'] };
test.each<[string, string, Findings, boolean, string[]]>([
  ['a clean answer', 'analysis', CLEAN, false, ['answers_judged', 'calls', 'responses']],
  ['a clean chat', 'reco_chat', CLEAN, false, ['answers_judged', 'calls', 'chat_answers', 'responses']],
  [
    'a chat whose headers and meta disagree',
    'reco_chat',
    { ...CLEAN, flags: ['rollout_broken'] },
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
    { ...CLEAN, flags: ['notice', 'safety_block'] },
    false,
    ['answers_judged', 'calls', 'chat_answers', 'notices', 'red_flag_chats', 'responses', 'safety_blocks'],
  ],
  ['a red flag that met an error', 'red_flag_chat', ERROR, false, ['calls', 'http_5xx', 'responses']],
  [
    'low confidence, degraded, guarded',
    'reco_chat',
    { ...CLEAN, flags: ['notice', 'low_confidence', 'timeout_degraded', 'reco_output_guard_fallback'] },
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
  expect(toRaisedCounters(SERVICE, step, findings, retried).sort()).toEqual(want);
});

describe.each(SERVICE.violations)('%s', (id) => {
  it('raises its counter once', () => {
    const raised = toRaisedCounters(SERVICE, 'reco_chat', { ...CLEAN, violations: [id] }, false);
    expect(raised.filter((counter) => counter === SERVICE.counterOf[id])).toHaveLength(1);
  });
});
