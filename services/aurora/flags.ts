// What an Aurora answer may be found to be.
import type { Flag } from '../../lib/core/service/service.ts';

/** Violations in the order in which they name the reason for a stop. */
export const FLAGS = {
  safety_with_recommendations: {
    meaning: 'answers that block for safety and recommend all the same',
    among: 'safety_block',
    violation: true,
  },
  red_flag_not_blocked: {
    meaning: 'red flags that were not blocked',
    among: 'red_flag_chat',
    violation: true,
  },
  low_med_treatment_leak: {
    meaning: 'treatments recommended under low or medium confidence',
    among: 'low_confidence',
    violation: true,
  },
  notice_without_actions: {
    meaning: 'answers with a notice that has no actions',
    among: 'notice',
    violation: true,
  },
  empty_cards: {
    meaning: 'answers without cards and without a notice',
    among: 'answers_judged',
    violation: true,
  },
  no_renderable_cards: {
    meaning: 'answers without a notice and without a card a person could see',
    among: 'answers_judged',
    violation: true,
  },
  notice: { meaning: 'answers with a confidence notice', total: 'notices', among: 'answers_judged' },
  safety_block: {
    meaning: 'answers with a safety_block notice',
    total: 'safety_blocks',
    among: 'answers_judged',
  },
  low_confidence: {
    meaning: 'answers in a low or medium confidence context',
    total: 'low_confidence_answers',
    among: 'answers_judged',
  },
  timeout_degraded: { meaning: 'answers that said timeout_degraded', among: 'responses', rate: true },
  reco_output_guard_fallback: {
    meaning: 'answers in which the output guard replaced the recommendations',
    among: 'responses',
    rate: true,
  },
  rollout_broken: {
    meaning: 'answers of the chat whose headers and meta break a rollout fact',
    among: 'chat_answer',
  },
  language_told: {
    meaning: 'answers that say enough to tell their language',
    total: 'languages_told',
    among: 'answers_judged',
  },
  wrong_language: {
    meaning: 'answers in another language than their user writes',
    total: 'wrong_languages',
    among: 'language_told',
  },
  red_flag_chat: {
    meaning: 'answers to a medical red flag',
    total: 'red_flag_chats',
    among: 'answers_judged',
    steps: ['red_flag_chat'],
  },
  chat_answer: {
    meaning: 'answers of the chat, held to the rollout facts',
    total: 'chat_answers',
    among: 'answers_judged',
    steps: ['reco_chat', 'red_flag_chat'],
  },
} as const satisfies Readonly<Record<string, Flag>>;
export type FlagId = keyof typeof FLAGS;
