// What is counted in a run. k6 has one Counter metric per name; Node counts the same names from the journal.
import type { Findings, ViolationId } from '../../../services/aurora/answer/invariants.ts';
import { STEP_ROUTES, type StepId } from '../../../services/aurora/journeys.ts';

/** Name → what it counts. The names are the summary's keys. */
export const COUNTERS = {
  journeys: 'journeys started',
  journeys_due: 'journeys that were due',
  journeys_dropped: 'journeys that k6 could not start in time',
  calls: 'requests made, answered or not',
  responses: 'answers received',
  answers_judged: 'answers below status 400, held to contract and invariants',
  http_5xx: 'answers with a status of 500 and above',
  http_4xx: 'answers with a status of 400 to 499',
  transport_errors: 'calls that got no answer, but for those a fault on the edge explains',
  edge_calls: 'calls that met a fault on the edge which cuts connections',
  edge_losses: 'of them, those that got no answer',
  transport_retries: 'calls made once more after a reset while connecting',
  timeout_degraded: 'answers that said timeout_degraded',
  reco_output_guard_fallback: 'answers in which the output guard replaced the recommendations',
  notices: 'answers with a confidence notice',
  safety_blocks: 'answers with a safety_block notice',
  red_flag_chats: 'answers to a medical red flag',
  chat_answers: 'answers of the chat, held to the rollout facts',
  rollout_broken: 'answers of the chat whose headers and meta break a rollout fact',
  low_confidence_answers: 'answers in a low or medium confidence context',
  schema_violations: 'answers that broke their contract',
  empty_cards: 'answers without cards and without a notice',
  no_renderable_cards: 'answers without a notice and without a card a person could see',
  notice_without_actions: 'answers with a notice that has no actions',
  safety_with_recommendations: 'answers that block for safety and recommend all the same',
  red_flag_not_blocked: 'red flags that were not blocked',
  low_med_treatment_leak: 'treatments recommended under low or medium confidence',
  validator_errors: "errors of the suite's own script",
  sentinel_reads: "readings of the run's own counters by the sentinel",
} as const;
export type CounterId = keyof typeof COUNTERS;
export const COUNTER_IDS = Object.keys(COUNTERS) as readonly CounterId[];

export type Counts = Record<CounterId, number>;

/** Every counter at 0. */
export function createCounts(): Counts {
  return Object.fromEntries(COUNTER_IDS.map((id) => [id, 0])) as Counts;
}

export const VIOLATION_COUNTERS: Readonly<Record<ViolationId, CounterId>> = {
  transport_error: 'transport_errors',
  http_5xx: 'http_5xx',
  http_4xx: 'http_4xx',
  safety_with_recommendations: 'safety_with_recommendations',
  red_flag_not_blocked: 'red_flag_not_blocked',
  low_med_treatment_leak: 'low_med_treatment_leak',
  notice_without_actions: 'notice_without_actions',
  empty_cards: 'empty_cards',
  no_renderable_cards: 'no_renderable_cards',
  schema_violation: 'schema_violations',
};

/**
 * The counters that one finished call raises by 1.
 * @param retried it was made once more after a reset while connecting
 * @param cutOnEdge it met a fault on the edge that may have cost it its answer
 */
export function toRaisedCounters(
  step: StepId,
  findings: Findings,
  retried: boolean,
  cutOnEdge = false,
): CounterId[] {
  const raised: CounterId[] = ['calls'];
  if (retried) raised.push('transport_retries');
  if (cutOnEdge) raised.push('edge_calls');
  if (!findings.violations.includes('transport_error')) raised.push('responses');
  if (findings.judged) {
    raised.push('answers_judged');
    if (step === 'red_flag_chat') raised.push('red_flag_chats');
    if (STEP_ROUTES[step] === 'chat') raised.push('chat_answers');
  }
  if (findings.notice) raised.push('notices');
  if (findings.safetyBlock) raised.push('safety_blocks');
  if (findings.lowConfidence) raised.push('low_confidence_answers');
  if (findings.timeoutDegraded) raised.push('timeout_degraded');
  if (findings.rolloutBroken) raised.push('rollout_broken');
  if (findings.guardFallback) raised.push('reco_output_guard_fallback');
  for (const id of findings.violations)
    raised.push(cutOnEdge && id === 'transport_error' ? 'edge_losses' : VIOLATION_COUNTERS[id]);
  return raised;
}
