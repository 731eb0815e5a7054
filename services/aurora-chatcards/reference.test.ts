// The reference that speaks ChatCards v1, on every journey in both languages, held to the contracts and the judge without k6.
import { describe, expect, test } from 'vitest';
import { judgeAnswer } from '../../lib/core/answer/findings.ts';
import { toReceivedBody } from '../../lib/core/answer/received-body.ts';
import { createFaultFinder, readSchemas } from '../../test/own-files.ts';
import { DEFECT_IDS, DEFECTS, type DefectId } from '../aurora/reference/defects/table.ts';
import type { Lang } from '../aurora/reference/envelopes/turn.ts';
import {
  createRig,
  PROFILE,
  RECO_CHAT,
  RED_FLAGS,
  type Reach,
  type Rig,
  walkToAnalysis,
} from '../aurora/reference/rig.ts';
import { judge } from './answer/judge.ts';

const findFault = createFaultFinder({
  ...readSchemas('services/aurora/contracts'),
  ...readSchemas('services/aurora-chatcards/contracts'),
});
const CONTRACTS: Readonly<Record<string, readonly [route: string, contract: string]>> = {
  '/v1/profile/update': ['profile_update', 'profile-update.v1'],
  '/v1/photos/upload': ['photos_upload', 'photos-upload.v1'],
  '/v1/analysis/skin': ['analysis_skin', 'analysis-skin.chatcards-v1'],
  '/v1/chat': ['chat', 'chat.chatcards-v1'],
};
const SERVICE = { judge, claimsContract: (json: unknown) => JSON.stringify(json).includes('"cards"') };

type Seen = {
  readonly path: string;
  readonly violations: readonly string[];
  readonly flags: readonly string[];
  readonly detail: string;
};

/** A user of the rig, each of whose calls is judged. */
function toJudged(rig: Rig, uid: string, step: string, seen: Seen[]): Rig {
  return {
    ...rig,
    call: async (path, init) => {
      const got = await rig.call(path, { ...init, uid });
      const [route = '', contract = ''] = CONTRACTS[path] ?? [];
      const asked = { journey: uid, step, route, variant: init?.lang ?? 'EN', traceId: 'trace-1' };
      const body = toReceivedBody(got.text, () => JSON.parse(got.text) as unknown);
      const validate = (json: unknown) => findFault(contract, json) || undefined;
      const header = (name: string) => got.headers.get(name) ?? undefined;
      const { violations, flags, detail } = judgeAnswer(SERVICE, asked, got.status, body, validate, header);
      seen.push({ path, violations, flags, detail });
      return got;
    },
  };
}

const REACHES: readonly Reach[] = ['high', 'medium', 'low'];
const LANGS: readonly Lang[] = ['EN', 'CN'];

/** Plays the journeys of a reco chat, and that of a red flag, in both languages; what each answer was found to be. */
async function playAll(rig: Rig): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (const lang of LANGS) {
    for (const reach of REACHES) {
      const user = toJudged(rig, `${reach}-${lang}`, 'reco_chat', seen);
      // An upload that cannot be read ends the walk, not the journey.
      await walkToAnalysis(user, reach, lang).catch(() => undefined);
      await user.call('/v1/chat', { body: RECO_CHAT, lang });
    }
    const patient = toJudged(rig, `patient-${lang}`, 'profile_update', seen);
    await patient.call('/v1/profile/update', { body: PROFILE, lang });
    const flagged = toJudged(rig, `patient-${lang}`, 'red_flag_chat', seen);
    await flagged.call('/v1/chat', { body: { ...RECO_CHAT, message: RED_FLAGS[lang] }, lang });
  }
  return seen;
}

const createChatCards = (defects = '') => createRig({ envelope: 'chatcards', defects });

test('as it is, it breaks nothing, and its flags are those of each situation', async () => {
  const seen = await playAll(createChatCards());
  expect(seen.filter(({ violations }) => violations.length > 0)).toEqual([]);
  const flags = (path: string) => seen.filter((one) => one.path === path).map((one) => one.flags);
  const CAUTIOUS = ['notice', 'low_confidence'];
  const chat = [[], CAUTIOUS, CAUTIOUS, ['notice', 'safety_block', 'low_confidence']];
  expect(flags('/v1/chat')).toEqual([...chat, ...chat]);
  const analysis = [[], ['low_confidence'], CAUTIOUS];
  expect(flags('/v1/analysis/skin')).toEqual([...analysis, ...analysis]);
});

/** What no answer shows: the connection, the time, the upstream leg, and the business of other checks. */
const NOT_IN_AN_ANSWER = [
  'transport_error',
  'latency',
  'chaos_effect',
  'chaos_degraded_honestly',
  'chaos_recovered',
  'rollout_probe',
  'prefetch_counters',
  'page_backfill',
  'smoke',
  'photo_store',
];
/** Those that are flags, and those that break nothing that an answer promises. */
const FLAGS = ['reco_output_guard_fallback', 'timeout_degraded'];
const HARMLESS = ['nothing', 'rollout_probe', 'smoke', ...FLAGS];
/** Ten megabytes for each of 28 answers would take this test half a minute. */
const toSpec = (id: DefectId) => (id === 'huge_body_10mb' ? `${id},times=1` : id);
const visible = DEFECT_IDS.filter(
  (id) => !NOT_IN_AN_ANSWER.includes(DEFECTS[id].breaks) || 'change' in DEFECTS[id].effect,
);
/** What else it is, by its nature. */
const ALSO: Readonly<Partial<Record<DefectId, readonly string[]>>> = {
  assembler_failed: ['red_flag_not_blocked'],
  waf_403: ['http_4xx'],
  cdn_54113: ['http_5xx'],
  photo_code_unknown: ['schema_violation'],
};

describe('a defect breaks what its table says, and nothing else', () => {
  test.each(visible)('%s', async (id) => {
    const { breaks } = DEFECTS[id];
    const seen = await playAll(createChatCards(toSpec(id)));
    const first = new Set(seen.flatMap(({ violations }) => violations.slice(0, 1)));
    const own = HARMLESS.includes(breaks) ? [] : [breaks];
    expect([...first].sort()).toEqual([...own, ...(ALSO[id] ?? [])].sort());
    if (FLAGS.includes(breaks)) expect(seen.flatMap(({ flags }) => flags)).toContain(breaks);
    if (breaks === 'rollout_probe' && id.startsWith('rollout_') && id !== 'rollout_split_drift')
      expect(seen.flatMap(({ flags }) => flags)).toContain('rollout_broken');
  });
});

describe('a defect is found in any shape that the envelope allows', () => {
  test.each([
    ['guard_fallback;healthy_event_names', 'reco_output_guard_fallback'],
    ['guard_fallback;healthy_events_at_root', 'reco_output_guard_fallback'],
    ['leak_told_by_event;healthy_event_names', 'low_med_treatment_leak'],
    ['leak_told_by_event;healthy_events_at_root', 'low_med_treatment_leak'],
    ['rollout_variant_mismatch;healthy_meta_in_session_patch', 'rollout_broken'],
    ['notice_reason_unlisted', 'planner_untrusted'],
    ['red_flag_planner_untrusted', 'planner_untrusted'],
    ['schema_unknown_notice_reason', 'other_unlisted_reason'],
  ])('%s: %s', async (defects, found) => {
    const seen = await playAll(createChatCards(defects));
    expect(seen.flatMap(({ violations, flags }) => [...violations, ...flags])).toContain(found);
  });
});

test('the detail of a broken contract names the reason that is not on the list', async () => {
  const seen = await playAll(createChatCards('notice_reason_unlisted'));
  const broken = seen.filter(({ violations }) => violations.includes('schema_violation'));
  expect(broken.length).toBeGreaterThan(0);
  for (const { detail } of broken)
    expect(detail).toMatch(/allowed values; the notice reason planner_untrusted is not on the list$/);
});
