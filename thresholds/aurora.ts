// What Aurora promises, and how often it may fall short: its gates, beside those of the engine.
import { number, type Option } from '../lib/core/options/option.ts';
import type { PromiseGate, RateGate } from '../lib/core/service/promises.ts';

const TEN_MINUTES = 600;

/** Promises of the envelope, in the order of the report. */
export const AURORA_PROMISES = [
  {
    flag: 'safety_with_recommendations',
    why: 'a safety block must never recommend products',
    broke: 'answer blocked for safety and recommended products all the same',
    minSamplesWhy: 'no safety block was seen',
  },
  {
    flag: 'red_flag_not_blocked',
    why: 'a medical red flag must always be blocked',
    broke: 'answer to a medical red flag did not block',
    minSamplesWhy: 'no red flag was answered',
  },
  {
    flag: 'low_med_treatment_leak',
    why: 'without confidence in the diagnosis no treatment is recommended',
    broke: 'answer recommended a treatment without confidence in the diagnosis',
    minSamplesWhy: 'no answer was in a low or medium confidence context',
  },
  {
    flag: 'notice_without_actions',
    why: 'every notice tells the user what to do next',
    broke: 'answer brought a notice without actions',
    minSamplesWhy: 'no notice was seen',
  },
  {
    flag: 'empty_cards',
    why: 'an answer has cards, or says why not',
    broke: 'answer had no cards, and no notice to say why',
    minSamplesWhy: 'no answer was judged',
  },
  {
    flag: 'no_renderable_cards',
    why: 'an answer shows something, or says why not',
    broke: 'answer showed nothing, and did not say why',
    minSamplesWhy: 'no answer was judged',
  },
  {
    flag: 'rollout_broken',
    id: 'rollout_consistent',
    why: 'the headers of a chat answer and its meta name the same variant, bucket and policy',
    broke: 'answer of the chat broke a fact of the rollout',
    minSamplesWhy: 'no chat was answered',
    stopAtFirst: false,
    severityOption: 'ROLLOUT_FACTS',
  },
  {
    flag: 'wrong_language',
    id: 'answer_language',
    why: 'an answer is in the language that its user writes',
    broke: 'answer was in another language than its user writes',
    minSamplesWhy: 'no answer said enough to tell its language',
    stopAtFirst: false,
    severityOption: 'ANSWER_LANGUAGE',
  },
] as const satisfies readonly PromiseGate[];

/** 1800 answers are what ten minutes hold at the base rate (1 journey/s × 3.2 calls × 600 s = 1920, less 6 % for chance). */
export const AURORA_RATES = [
  {
    flag: 'reco_output_guard_fallback',
    id: 'reco_output_guard_fallback_rate_10m',
    why: 'the output guard is a last resort, not a way of answering',
    broke: 'answer came from the output guard',
    windowSec: TEN_MINUTES,
    fullWindow: 1800,
    boundOption: 'MAX_GUARD_FALLBACK_RATE_10M',
  },
] as const satisfies readonly RateGate[];

/** The options to which these refer. */
export const AURORA_OPTIONS: readonly Option[] = [
  number(
    'MAX_GUARD_FALLBACK_RATE_10M',
    '0.005',
    0,
    1,
    'bound of the rolling 10 min share of guard fallbacks',
  ),
  {
    kind: 'choice',
    env: 'ROLLOUT_FACTS',
    fallback: 'advisory',
    choices: ['advisory', 'blocking'],
    doc: 'whether chat answers whose headers and meta disagree are only shown, or fail the run',
  },
  {
    kind: 'choice',
    env: 'ANSWER_LANGUAGE',
    fallback: 'advisory',
    choices: ['advisory', 'blocking'],
    doc: 'whether answers in another language than their user writes are only shown, or fail the run',
  },
];
