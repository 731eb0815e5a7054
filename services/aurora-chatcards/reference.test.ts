// The defects of the reference in ChatCards v1, each in any shape that the envelope allows: found all the same.
import { expect, test } from 'vitest';
import { createPlayer } from '../../test/aurora/play-reference.ts';
import { SERVICE } from './service.ts';

const play = createPlayer(SERVICE, 'chatcards', [
  'services/aurora/contracts',
  'services/aurora-chatcards/contracts',
]);

test.each([
  ['guard_fallback;healthy_event_names', 'reco_output_guard_fallback'],
  ['guard_fallback;healthy_events_at_root', 'reco_output_guard_fallback'],
  ['leak_told_by_event;healthy_event_names', 'low_med_treatment_leak'],
  ['leak_told_by_event;healthy_events_at_root', 'low_med_treatment_leak'],
  ['rollout_variant_mismatch;healthy_meta_in_session_patch', 'rollout_broken'],
  ['rollout_meta_missing', 'rollout_broken'],
  ['notice_reason_unlisted', 'planner_untrusted'],
  ['red_flag_planner_untrusted', 'planner_untrusted'],
  ['schema_unknown_notice_reason', 'other_unlisted_reason'],
])('%s: %s', async (defects, found) => {
  const answers = await play(defects);
  expect(answers.flatMap(({ violations, flags }) => [...violations, ...flags])).toContain(found);
});

test('the detail of a broken contract names the reason that is not on the list', async () => {
  const answers = await play('notice_reason_unlisted');
  const broken = answers.filter(({ violations }) => violations.includes('schema_violation'));
  expect(broken.length).toBeGreaterThan(0);
  for (const { detail } of broken)
    expect(detail).toMatch(/allowed values.*; the notice reason planner_untrusted is not on the list$/);
});
