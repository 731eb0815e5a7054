// The gates, as data. From this table come k6's thresholds, the sentinel's rolling windows, the hard stops and the verdict.

import {
  type CountGate,
  type Gate,
  HEALTHY_SHARE,
  type RatioGate,
  type SequentialGate,
} from '../lib/core/gates/gates.ts';
import { computeSequentialBound, type SequentialDesign } from '../lib/core/gates/sequential.ts';
import type { CounterId } from '../lib/core/journal/counters.ts';
import type { Bounds } from '../lib/core/plan/plan.ts';

const FIVE_MINUTES = 300;
const TEN_MINUTES = 600;
const TWO_HOURS = 7200;

const invariant = (
  id: string,
  of: CounterId,
  among: CounterId,
  why: string,
  minSamplesWhy: string,
): CountGate => ({
  kind: 'count',
  id,
  why,
  of,
  among,
  max: 0,
  minSamples: 1,
  minSamplesWhy,
  severity: 'blocking',
  onCross: 'fail',
  stopAtFirst: true,
});

const rolling = (
  id: string,
  of: CounterId,
  among: CounterId,
  windowSec: number,
  fullWindow: number,
  maxRatio: number,
  why: string,
): RatioGate => ({
  kind: 'ratio',
  id,
  why,
  of,
  among,
  maxRatio,
  windowSec,
  fullWindow,
  minSamples: 200,
  minSamplesWhy: 'below 200 a single error would break 0.5 %',
  severity: 'blocking',
  onCross: 'fail',
});

/** At most 1 % of healthy runs of a day (the runbook's load gives 412,000 answers) may cross a sequential gate. */
const SEQUENTIAL_DESIGN = { falseAbort: 0.01, withinSamples: 500_000 } satisfies Partial<SequentialDesign>;

/** None where the bound is 0 or 1: there is nothing to tell from it. */
const sequential = (
  id: string,
  of: CounterId,
  among: CounterId,
  brokenRatio: number,
  why: string,
): readonly SequentialGate[] => {
  if (brokenRatio <= 0 || brokenRatio >= 1) return [];
  const healthyRatio = brokenRatio * HEALTHY_SHARE;
  return [
    {
      kind: 'sequential',
      id,
      why,
      of,
      among,
      ...computeSequentialBound({ ...SEQUENTIAL_DESIGN, healthyRatio, brokenRatio }),
      minSamples: 200,
      minSamplesWhy: 'below 200 a single error would break 0.5 %',
      severity: 'advisory',
      onCross: 'fail',
    },
  ];
};

/**
 * Every gate that is judged on counts, in the order of the report.
 *
 * `fullWindow`: 900 samples is what 5 minutes hold at the base rate (1 journey/s × 3.2 calls × 300 s = 960, less 6 % for
 * chance), 1800 for 10 minutes. A window that holds less is read as if the missing answers were good ones, so one early
 * error cannot stop a run, and a service that fails outright still stops it with the fifth (tenth) error.
 * @param once for `--once`: shares become counts that must stay 0
 */
export function listGates(bounds: Bounds, once = false): readonly Gate[] {
  const gates = listRunGates(bounds);
  return once ? gates.flatMap(toOnePass) : gates;
}

/** One pass is too little for a share: there, nothing that is bounded by a share may happen at all. */
function toOnePass(gate: Gate): readonly Gate[] {
  if (gate.kind === 'count') return [gate];
  // What it counts is bounded by a gate of its own already.
  if (gate.kind === 'sequential') return [];
  const { id, why, severity, onCross, of, among } = gate;
  return [
    {
      kind: 'count',
      id,
      why,
      severity,
      onCross,
      of,
      among,
      max: 0,
      minSamples: 1,
      minSamplesWhy: 'nothing was seen',
      stopAtFirst: false,
    },
  ];
}

function listRunGates(bounds: Bounds): readonly Gate[] {
  return [
    invariant(
      'safety_with_recommendations',
      'safety_with_recommendations',
      'safety_blocks',
      'a safety block must never recommend products',
      'no safety block was seen',
    ),
    invariant(
      'red_flag_not_blocked',
      'red_flag_not_blocked',
      'red_flag_chats',
      'a medical red flag must always be blocked',
      'no red flag was answered',
    ),
    invariant(
      'low_med_treatment_leak',
      'low_med_treatment_leak',
      'low_confidence_answers',
      'without confidence in the diagnosis no treatment is recommended',
      'no answer was in a low or medium confidence context',
    ),
    invariant(
      'notice_without_actions',
      'notice_without_actions',
      'notices',
      'every notice tells the user what to do next',
      'no notice was seen',
    ),
    invariant(
      'empty_cards',
      'empty_cards',
      'answers_judged',
      'an answer has cards, or says why not',
      'no answer was judged',
    ),
    invariant(
      'no_renderable_cards',
      'no_renderable_cards',
      'answers_judged',
      'an answer shows something, or says why not',
      'no answer was judged',
    ),
    invariant(
      'schema_violation',
      'schema_violations',
      'answers_judged',
      'every answer keeps the contract of its route',
      'no answer was judged',
    ),
    invariant(
      'http_4xx',
      'http_4xx',
      'responses',
      'these journeys never earn a 4xx',
      'no answer was received',
    ),
    rolling(
      'http_5xx_rate_5m',
      'http_5xx',
      'responses',
      FIVE_MINUTES,
      900,
      bounds.max5xxRatio,
      'the service answers, also when its upstream does not',
    ),
    ...sequential(
      'http_5xx_sequential',
      'http_5xx',
      'responses',
      bounds.max5xxRatio,
      'an error rate at its bound is told from chance, over however many minutes that takes',
    ),
    rolling(
      'reco_output_guard_fallback_rate_10m',
      'reco_output_guard_fallback',
      'responses',
      TEN_MINUTES,
      1800,
      bounds.maxGuardFallbackRatio,
      'the output guard is a last resort, not a way of answering',
    ),
    rolling(
      'transport_error_rate_5m',
      'transport_errors',
      'calls',
      FIVE_MINUTES,
      900,
      bounds.maxTransportErrorRatio,
      'calls get an answer',
    ),
    {
      kind: 'count',
      id: 'transport_errors_2h',
      why: 'a gate of two hours sees no more than a few lost calls',
      of: 'transport_errors',
      among: 'calls',
      max: bounds.maxTransportErrors,
      windowSec: TWO_HOURS,
      minSamples: 1,
      minSamplesWhy: 'no call was made',
      severity: 'blocking',
      onCross: 'fail',
      stopAtFirst: false,
    },
    {
      kind: 'count',
      id: 'rollout_consistent',
      why: 'the headers of a chat answer and its meta name the same variant, bucket and policy',
      of: 'rollout_broken',
      among: 'chat_answers',
      max: 0,
      minSamples: 1,
      minSamplesWhy: 'no chat was answered',
      severity: bounds.rollout,
      onCross: 'fail',
      stopAtFirst: false,
    },
    {
      kind: 'ratio',
      id: 'load_offered',
      why: 'a verdict holds for the load that was asked for',
      of: 'journeys_dropped',
      among: 'journeys_due',
      maxRatio: 0.01,
      fullWindow: 1,
      minSamples: 1,
      minSamplesWhy: 'no journey was due',
      severity: 'blocking',
      onCross: 'inconclusive',
    },
    {
      kind: 'count',
      id: 'suite_errors',
      why: 'a suite that failed to look has not seen',
      of: 'validator_errors',
      among: 'calls',
      max: 0,
      minSamples: 1,
      minSamplesWhy: 'no call was made',
      severity: 'blocking',
      onCross: 'inconclusive',
      stopAtFirst: false,
    },
  ];
}
