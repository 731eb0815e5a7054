// Promises that are judged when the run is over, and stop nothing before.
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { BASELINE, LATE, LONG, LONGER, OUTAGE } from '../../../teeth/loads.ts';
import type { Tooth, Way } from '../../../teeth/teeth.ts';

/** A row of a gate that is judged when its run is over. */
export const atTheEnd = (
  gate: string,
  way: Way,
  defects: string,
  options: OptionValues,
  why: string,
): Tooth => ({
  id: `${gate}/${way.replaceAll(' ', '-')}`,
  gate,
  way,
  expect: 'fail',
  defects,
  options,
  withinMs: null,
  why,
});

/** The rollout facts are advice unless a run asks them to decide. */
const ROLLOUT_DECIDES: OptionValues = { ...BASELINE, ROLLOUT_FACTS: 'blocking' };

/** What is known only when the run is over, and stops nothing before. */
export const END_ROWS: readonly Tooth[] = [
  {
    ...atTheEnd(
      'http_5xx_sequential',
      'full rate',
      'http_500_json',
      LONG,
      'every answer that can be broken is',
    ),
    advisory: true,
  },
  {
    ...atTheEnd(
      'rollout_consistent',
      'full rate',
      'rollout_policy_mismatch',
      BASELINE,
      'advice, unless asked to decide',
    ),
    id: 'rollout_consistent/full-rate/advice',
    advisory: true,
  },
  atTheEnd(
    'rollout_consistent',
    'full rate',
    'rollout_meta_missing',
    ROLLOUT_DECIDES,
    'every chat, asked to decide',
  ),
  atTheEnd(
    'rollout_consistent',
    'rare',
    'rollout_bucket_mismatch,rate=0.05',
    ROLLOUT_DECIDES,
    'one chat in twenty',
  ),
  atTheEnd(
    'baseline_degraded',
    'full rate',
    'timeout_degraded',
    BASELINE,
    'every answer that asks the upstream',
  ),
  atTheEnd(
    'baseline_degraded',
    'rare',
    'timeout_degraded,rate=0.1',
    BASELINE,
    'one in ten of the answers that ask the upstream',
  ),
  atTheEnd(
    'baseline_degraded',
    'one route',
    'timeout_degraded,route=/v1/chat',
    BASELINE,
    'in the chat alone',
  ),
  atTheEnd('baseline_degraded', 'one variant', 'timeout_degraded,lang=CN', BASELINE, 'in Chinese alone'),
  atTheEnd(
    'baseline_degraded',
    'one journey',
    'timeout_degraded,header=x-trace-id:_photo_usable_',
    BASELINE,
    'in the journey photo_usable alone',
  ),
  atTheEnd(
    'baseline_degraded',
    'late',
    `timeout_degraded,${LATE}`,
    { ...BASELINE, ...LONGER },
    'after two thirds of the run',
  ),
  atTheEnd(
    'chaos_degraded_honestly',
    'under a toxic',
    'hide_upstream_failure',
    OUTAGE,
    'an invented answer where the upstream was lost',
  ),
  atTheEnd(
    'chaos_recovered',
    'under a toxic',
    'recover_late',
    OUTAGE,
    'keeps degrading after its upstream is back',
  ),
];
