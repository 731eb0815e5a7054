// What only ChatCards v1 can have, switched on in both languages: what each defect and each healthy shape does to an answer.
import { describe, expect, it } from 'vitest';
import type { Lang } from '../../envelopes/turn.ts';
import {
  type Answered,
  createRig,
  findEvent,
  listCards,
  listProducts,
  PROFILE,
  type Rig,
  walkToReco,
  walkToRedFlag,
} from '../../rig.ts';
import { CHATCARDS_DEFECTS } from './chatcards-defects.ts';
import { CHATCARDS_VARIANTS } from './chatcards-variants.ts';

type Scene = (rig: Rig, lang: Lang) => Promise<Answered>;
const redFlag: Scene = walkToRedFlag;
const full: Scene = (rig, lang) => walkToReco(rig, 'high', lang);
const profile: Scene = (rig, lang) => rig.call('/v1/profile/update', { body: PROFILE, lang });

const raw = (got: Answered): Record<string, unknown> => JSON.parse(got.text);
const titles = (got: Answered) => got.chatCards().cards.map(({ title }) => title);
const risk = (got: Answered) => got.chatCards().safety.risk_level;

type Row = readonly [Scene, (got: Answered) => void];
const ROWS: Readonly<Record<keyof typeof CHATCARDS_DEFECTS | keyof typeof CHATCARDS_VARIANTS, Row>> = {
  red_flag_planner_untrusted: [
    redFlag,
    (got) => {
      expect(listCards(got)).toEqual(['confidence_notice:planner_untrusted']);
      expect(got.chatCards().safety).toEqual({ risk_level: 'none', red_flags: [], disclaimer: '' });
    },
  ],
  red_flag_risk_medium: [
    redFlag,
    (got) => expect([listCards(got), risk(got)]).toEqual([['nudge'], 'medium']),
  ],
  red_flag_without_flags: [
    redFlag,
    (got) => {
      expect([listCards(got), risk(got)]).toEqual([['nudge'], 'high']);
      expect(got.chatCards().safety.red_flags).toEqual([]);
    },
  ],
  high_risk_with_products: [
    redFlag,
    (got) => {
      expect([listCards(got), risk(got)]).toEqual([['recommendations'], 'high']);
      expect(listProducts(got)).toHaveLength(2);
    },
  ],
  triage_with_products: [
    redFlag,
    (got) => {
      expect([listCards(got), risk(got)]).toEqual([['triage', 'recommendations'], 'none']);
      expect(listProducts(got)).toHaveLength(2);
    },
  ],
  leak_told_by_event: [
    full,
    (got) => {
      expect(listCards(got)).toEqual(['recommendations', 'routine']);
      expect(listProducts(got)).toHaveLength(8);
      expect(findEvent(got, 'recos_requested')).toMatchObject({ low_confidence: true });
    },
  ],
  too_many_cards: [full, (got) => expect(got.chatCards().cards).toHaveLength(4)],
  card_without_title: [full, (got) => expect(titles(got)).toEqual([expect.any(String), undefined])],
  card_priority_unknown: [full, (got) => expect(got.chatCards().cards[0]?.priority).toBe(0)],
  notice_reason_unlisted: [
    full,
    (got) => expect(listCards(got)).toEqual(['confidence_notice:planner_untrusted']),
  ],
  version_unknown: [redFlag, (got) => expect(raw(got).version).toBe('2.0')],
  too_many_quick_replies: [redFlag, (got) => expect(got.chatCards().suggested_quick_replies).toHaveLength(9)],
  risk_level_unknown: [redFlag, (got) => expect(risk(got)).toBe('severe')],
  ops_missing: [redFlag, (got) => expect(raw(got)).not.toHaveProperty('ops')],
  safety_missing: [redFlag, (got) => expect(raw(got)).not.toHaveProperty('safety')],
  telemetry_missing: [redFlag, (got) => expect(raw(got)).not.toHaveProperty('telemetry')],
  assembler_failed: [
    full,
    (got) => {
      const { assistant_text, request_id, trace_id, ...rest } = got.chatCards();
      expect([assistant_text, request_id]).not.toContain('');
      expect(trace_id).toBe('trace-1');
      expect(rest).toEqual({
        version: '1.0',
        cards: [],
        follow_up_questions: [],
        suggested_quick_replies: [],
        ops: { thread_ops: [], profile_patch: [], routine_patch: [], experiment_events: [] },
        safety: { risk_level: 'none', red_flags: [], disclaimer: '' },
        telemetry: { intent: 'unknown', intent_confidence: 0, entities: [] },
      });
    },
  ],
  healthy_triage_with_steps: [
    redFlag,
    (got) => {
      expect([listCards(got), risk(got)]).toEqual([['triage', 'recommendations'], 'medium']);
      expect(got.chatCards().cards[0]?.sections).toMatchObject([{ risk_level: 'high' }]);
      for (const step of listProducts(got)) expect(step).not.toHaveProperty('name');
    },
  ],
  healthy_block_by_risk_level: [
    redFlag,
    (got) => {
      expect([listCards(got), risk(got)]).toEqual([['nudge'], 'high']);
      expect(got.chatCards().safety.red_flags).not.toEqual([]);
    },
  ],
  healthy_event_names: [
    redFlag,
    (got) =>
      expect(got.chatCards().ops.experiment_events).toMatchObject([
        { event_name: 'recos_requested', data: { blocked: true } },
      ]),
  ],
  healthy_events_at_root: [
    redFlag,
    (got) => {
      expect(raw(got).events).toMatchObject([{ event_name: 'recos_requested', data: { blocked: true } }]);
      expect(got.chatCards().ops.experiment_events).toEqual([]);
    },
  ],
  healthy_more_root_keys: [redFlag, (got) => expect(raw(got)).toHaveProperty('beauty_expert_v1')],
  healthy_meta_in_session_patch: [
    redFlag,
    (got) => {
      expect(raw(got)).not.toHaveProperty('meta');
      expect(raw(got).session_patch).toHaveProperty('meta.rollout_bucket');
    },
  ],
};

describe.each(['EN', 'CN'] as const)('in %s', (lang) => {
  it.each(Object.entries(ROWS))('%s does what it says, and is counted', async (id, [scene, check]) => {
    const rig = createRig({ envelope: 'chatcards', defects: id });
    check(await scene(rig, lang));
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toMatch(new RegExp(`aurora_defect_applied_total\\{id="${id}"\\} [1-9]`));
  });

  it.each(Object.keys(ROWS))('%s leaves the routes of the older envelope alone', async (id) => {
    const options = { envelope: 'chatcards', now: () => 1_700_000_000_000, createId: () => 'id' } as const;
    const defective = await profile(createRig({ ...options, defects: id }), lang);
    expect(defective.text).toBe((await profile(createRig(options), lang)).text);
  });
});

it('every defect says that only this envelope can have it', () => {
  for (const { only } of Object.values({ ...CHATCARDS_DEFECTS, ...CHATCARDS_VARIANTS }))
    expect(only).toBe('chatcards');
});
