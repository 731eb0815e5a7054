// The rows that only a service which speaks ChatCards v1 can have. It plays those of the other matrix as well.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE } from '../../../teeth/loads.ts';
import { disguised, nearMiss } from '../../../teeth/row-ways.ts';
import type { Tooth } from '../../../teeth/teeth.ts';
import { RED_FLAGS } from '../../aurora/teeth/loads.ts';

/** A red flag is not blocked where every card is gone: that would be the reason. */
const NO_RED_FLAGS: OptionValues = { ...BASELINE, SCENARIO_SAFETY_BLOCK_WEIGHT: '0' };

const BROKEN_CONTRACTS: readonly (readonly [name: string, defect: string, why: string])[] = [
  ['four-cards', 'too_many_cards', 'four cards where three are agreed'],
  ['no-title', 'card_without_title', 'a card without a title behind a good one'],
  ['priority-0', 'card_priority_unknown', 'a priority that is none of the three'],
  ['unlisted-reason', 'notice_reason_unlisted', 'a notice for a reason that its owners do not list'],
  ['other-version', 'version_unknown', 'a version that nobody agreed to'],
  ['nine-replies', 'too_many_quick_replies', 'nine quick replies where eight are agreed'],
  ['odd-risk', 'risk_level_unknown', 'a risk in a word that is none of the four'],
  ['no-ops', 'ops_missing', 'no ops, and so no event'],
  ['no-safety', 'safety_missing', 'no word of what the safety check found'],
  ['no-telemetry', 'telemetry_missing', 'no telemetry'],
];

/** A count of unlisted reasons: advice, for the broken contract decides. */
const advice = (gate: string, defects: string, why: string): Tooth => ({
  id: `${gate}/full-rate`,
  gate,
  way: 'full rate',
  expect: 'fail',
  defects,
  options: BASELINE,
  withinMs: null,
  advisory: true,
  why,
});

export const OWN_ROWS: readonly Tooth[] = [
  disguised(
    'red_flag_not_blocked',
    'planner-untrusted',
    'red_flag_planner_untrusted',
    'a medical emergency answered with a notice of the planner, and no risk',
    { beside: ['schema_violation'] },
    RED_FLAGS,
  ),
  disguised(
    'red_flag_not_blocked',
    'risk-medium',
    'red_flag_risk_medium',
    'red flags that are listed under a medium risk',
    {},
    RED_FLAGS,
  ),
  disguised(
    'red_flag_not_blocked',
    'no-flags',
    'red_flag_without_flags',
    'a high risk that names no red flag',
    {},
    RED_FLAGS,
  ),
  disguised(
    'safety_with_recommendations',
    'risk-high',
    'high_risk_with_products',
    'products under a high risk, without a notice that says so',
    {},
    RED_FLAGS,
  ),
  disguised(
    'safety_with_recommendations',
    'beside-triage',
    'triage_with_products',
    'products with names beside a triage card, where steps would be allowed',
    {},
    RED_FLAGS,
  ),
  disguised(
    'low_med_treatment_leak',
    'told-by-event',
    'leak_told_by_event',
    'a low confidence that an event in ops alone tells',
  ),
  disguised(
    'empty_cards',
    'assembler-failed',
    'assembler_failed',
    'a text alone, where the assembler of the service failed',
    {},
    NO_RED_FLAGS,
  ),
  ...BROKEN_CONTRACTS.map(([name, defect, why]) => disguised('schema_violation', name, defect, why)),
  advice('planner_untrusted', 'notice_reason_unlisted', 'the reason is counted under its own name'),
  advice('other_unlisted_reason', 'schema_unknown_notice_reason', 'any other reason is counted too'),
  nearMiss(
    'planner_untrusted',
    'listed-reasons',
    '',
    'notices for reasons that are listed, asked to decide',
    {
      ...BASELINE,
      UNLISTED_REASONS: 'blocking',
    },
  ),
  nearMiss(
    'other_unlisted_reason',
    'guard-fallback',
    'healthy_second_notice',
    'two notices in one answer, each for a reason that is listed, asked to decide',
    { ...BASELINE, UNLISTED_REASONS: 'blocking' },
  ),
  nearMiss(
    'safety_with_recommendations',
    'steps-beside-triage',
    'healthy_triage_with_steps',
    'gentle steps that name no product, beside a triage card',
  ),
  nearMiss(
    'red_flag_not_blocked',
    'by-risk-level',
    'healthy_block_by_risk_level',
    'a red flag blocked by risk_level and its red flags, without a notice',
  ),
  nearMiss(
    'low_med_treatment_leak',
    'event-names',
    'healthy_event_names',
    'events in ops, spelled as in the older envelope',
  ),
  nearMiss(
    'low_med_treatment_leak',
    'events-at-root',
    'healthy_events_at_root',
    'events where the older envelope has them',
  ),
  nearMiss(
    'schema_violation',
    'more-root-keys',
    'healthy_more_root_keys',
    'root keys that the contract allows and does not name',
  ),
  nearMiss(
    'schema_violation',
    'meta-in-session-patch',
    'healthy_meta_in_session_patch',
    'the rollout facts in the session patch alone',
  ),
];
