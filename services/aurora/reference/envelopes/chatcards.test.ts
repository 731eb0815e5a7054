// The service that speaks ChatCards v1, in every situation and both languages; its other routes keep the envelope they had.
import { describe, expect, it } from 'vitest';
import {
  type Answered,
  answerHealthy,
  createRig,
  createUpload,
  findEvent,
  listCards,
  listProducts,
  PROFILE,
  RECO_CHAT,
  type Rig,
  walkToAnalysis,
  walkToReco,
  walkToRedFlag,
} from '../rig.ts';
import { CATALOG } from '../upstream/catalog.ts';
import type { CallUpstream } from '../upstream/upstream-call.ts';
import { toEnvelope } from './aurora.ts';
import { createNotice, createTurn, type Lang, type NoticeReason } from './turn.ts';

const LANGS = ['EN', 'CN'] as const;
const HAN = /[\u4e00-\u9fff]/;
const ROOT_KEYS = [
  'assistant_message',
  'assistant_text',
  'cards',
  'follow_up_questions',
  'meta',
  'ops',
  'request_id',
  'safety',
  'session_patch',
  'suggested_quick_replies',
  'telemetry',
  'trace_id',
  'version',
];

const speakChatCards = (callUpstream: CallUpstream = answerHealthy) =>
  createRig({ envelope: 'chatcards', callUpstream });
const chat = (rig: Rig, lang: Lang, body: unknown = RECO_CHAT) => rig.call('/v1/chat', { body, lang });

type Situation = (lang: Lang) => Promise<Answered>;
/** A reco chat at this confidence, with an upstream that gives the analysis its notes and the chat `answer`. */
const withUpstream =
  (reach: 'high' | 'medium', answer: (lang: Lang) => unknown): Situation =>
  (lang) => {
    const upstream: CallUpstream = async (question, signal) =>
      question.intent === 'reco_products' ? answer(lang) : answerHealthy(question, signal);
    return walkToReco(speakChatCards(upstream), reach, lang);
  };

const redFlag: Situation = (lang) => walkToRedFlag(speakChatCards(), lang);

/** Every reason that the owners list, and a user who gets it. */
const NOTICES: Readonly<Record<NoticeReason, Situation>> = {
  artifact_missing: async (lang) => {
    const rig = speakChatCards();
    await rig.call('/v1/profile/update', { body: PROFILE, lang });
    return chat(rig, lang);
  },
  low_confidence: (lang) => walkToReco(speakChatCards(), 'low', lang),
  safety_block: redFlag,
  timeout_degraded: withUpstream('high', () => {
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
  }),
  upstream_empty_recommendations: withUpstream('high', () => ({ candidates: [] })),
  upstream_schema_invalid: withUpstream('high', () => ({ products: [] })),
  ingredient_constraint_no_match: async (lang) => {
    const rig = speakChatCards();
    await walkToAnalysis(rig, 'high', lang);
    const contraindications = CATALOG[lang].map(({ ingredients }) => ingredients[0]);
    await rig.call('/v1/profile/update', { body: { contraindications }, lang });
    return chat(rig, lang);
  },
  low_confidence_treatment_filtered: withUpstream('medium', (lang) => ({
    candidates: CATALOG[lang].slice(5),
  })),
};

const OTHERS: Readonly<Record<string, readonly [Situation, readonly string[]]>> = {
  'products at high confidence': [
    (lang) => walkToReco(speakChatCards(), 'high', lang),
    ['recommendations', 'routine'],
  ],
  'products at medium confidence': [
    (lang) => walkToReco(speakChatCards(), 'medium', lang),
    ['recommendations', 'routine', 'confidence_notice:low_confidence'],
  ],
  'no profile yet': [(lang) => chat(speakChatCards(), lang), ['diagnosis_gate']],
  'small talk': [
    (lang) => chat(speakChatCards(), lang, { message: lang === 'CN' ? '下周去海边' : 'off to the sea' }),
    ['travel'],
  ],
  'no words': [(lang) => chat(speakChatCards(), lang, { message: '' }), ['gate_notice']],
};

const SITUATIONS: Readonly<Record<string, Situation>> = {
  ...NOTICES,
  ...Object.fromEntries(Object.entries(OTHERS).map(([name, [situation]]) => [name, situation])),
};

describe.each(LANGS)('in %s', (lang) => {
  it.each(Object.entries(SITUATIONS))('%s: a whole answer', async (_, situation) => {
    const got = await situation(lang);
    expect(got.status).toBe(200);
    const body = got.chatCards();
    expect(Object.keys(body).sort()).toEqual(ROOT_KEYS);
    expect(body).toMatchObject({ version: '1.0', trace_id: 'trace-1' });
    expect(body.request_id).not.toBe('');
    expect(body.cards.length).toBeGreaterThan(0);
    expect(body.cards.length).toBeLessThanOrEqual(3);
    for (const { id, title, priority, tags, actions } of body.cards) {
      expect(id).toContain(body.request_id);
      expect(HAN.test(title)).toBe(lang === 'CN');
      expect([1, 2, 3]).toContain(priority);
      expect([tags, actions]).toEqual([[], []]);
    }
    expect(HAN.test(body.assistant_text)).toBe(lang === 'CN');
    expect(body.assistant_message).toMatchObject({ content: body.assistant_text });
    expect(body.suggested_quick_replies.length).toBeLessThanOrEqual(8);
    expect(body.telemetry).toMatchObject({ intent_confidence: 1, entities: [], ui_language: lang });
  });

  it.each(Object.entries(SITUATIONS))('%s: the rollout, told three times', async (_, situation) => {
    const got = await situation(lang);
    const { meta, session_patch } = got.chatCards();
    expect(session_patch?.meta).toEqual(meta);
    expect(got.headers.get('x-aurora-variant')).toBe(meta?.rollout_variant);
    expect(got.headers.get('x-aurora-bucket')).toBe(String(meta?.rollout_bucket));
    expect(got.headers.get('x-aurora-policy-version')).toBe(meta?.policy_version);
  });

  it.each(
    Object.entries(NOTICES),
  )('%s: its notice, with actions in the payload', async (reason, situation) => {
    const got = await situation(lang);
    expect(listCards(got)).toContain(`confidence_notice:${reason}`);
    const notice = got.chatCards().cards.find(({ type }) => type === 'confidence_notice');
    expect(notice?.payload?.actions).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(HAN.test(String(notice?.payload?.message))).toBe(lang === 'CN');
  });

  it.each(
    Object.entries(NOTICES).filter(([reason]) => reason !== 'low_confidence'),
  )('%s: no products', async (_, situation) => expect(listProducts(await situation(lang))).toEqual([]));

  it.each(Object.entries(OTHERS))('%s: its cards', async (_, [situation, cards]) => {
    expect(listCards(await situation(lang))).toEqual(cards);
  });

  it('a red flag is a high risk, by the words that were said, and nothing else is', async () => {
    const { safety } = (await redFlag(lang)).chatCards();
    expect(safety).toMatchObject({
      risk_level: 'high',
      red_flags: lang === 'CN' ? ['剧痛', '化脓', '出血'] : ['severe pain', 'oozing', 'pus', 'bleeding'],
    });
    expect(HAN.test(safety.disclaimer)).toBe(lang === 'CN');
    for (const [name, situation] of Object.entries(SITUATIONS)) {
      if (name === 'safety_block') continue;
      expect((await situation(lang)).chatCards().safety).toEqual({
        risk_level: 'none',
        red_flags: [],
        disclaimer: '',
      });
    }
  });

  it('events are in ops', async () => {
    const empty = await NOTICES.upstream_empty_recommendations(lang);
    expect(findEvent(empty, 'recos_requested')).toMatchObject({ low_confidence: true });
    expect(findEvent(empty, 'reco_output_guard_fallback')).toBeDefined();
    expect(empty.chatCards().ops.experiment_events[0]).toMatchObject({ timestamp_ms: expect.any(Number) });
    expect(JSON.parse(empty.text)).not.toHaveProperty('events');
  });

  it('questions come with replies to choose from', async () => {
    const { follow_up_questions, suggested_quick_replies } = (await chat(speakChatCards(), lang)).chatCards();
    expect(follow_up_questions).toMatchObject([{ id: expect.any(String), question: expect.any(String) }]);
    expect(suggested_quick_replies).toHaveLength(4);
  });

  it('a refusal is ChatCards too', async () => {
    const got = await speakChatCards().call('/v1/chat', { body: {}, lang, uid: null });
    expect(got.status).toBe(400);
    expect(got.chatCards()).toMatchObject({
      version: '1.0',
      cards: [{ type: 'nudge', payload: { error: 'MISSING_AURORA_UID' } }],
      telemetry: { intent: 'unknown', intent_confidence: 0 },
    });
  });

  it('the other routes keep the envelope, and an analysis has two root keys more', async () => {
    const keysOf = async (rig: Rig) => {
      const profile = await rig.call('/v1/profile/update', { body: PROFILE, lang });
      const upload = await rig.call('/v1/photos/upload', { body: createUpload(), lang });
      const session = await rig.call('/v1/session/bootstrap', { method: 'GET', lang });
      const analyses = [await walkToAnalysis(rig, 'high', lang), await walkToAnalysis(rig, 'low', lang)];
      return [profile, upload, session, ...analyses].map(({ text }) => Object.keys(JSON.parse(text)).sort());
    };
    const old = await keysOf(createRig());
    const more = (keys: string[] = []) => [...keys, 'analysis_meta', 'meta'].sort();
    expect(await keysOf(speakChatCards())).toEqual([...old.slice(0, 3), more(old[3]), more(old[4])]);
  });
});

describe('the same decisions in the envelope of the runbook', () => {
  it.each<[NoticeReason, string]>([
    ['upstream_empty_recommendations', 'low_confidence'],
    ['upstream_schema_invalid', 'timeout_degraded'],
    ['ingredient_constraint_no_match', 'low_confidence'],
    ['low_confidence_treatment_filtered', 'low_confidence'],
  ])('%s is told as %s, its nearest reason', (reason, nearest) => {
    const caller = {
      requestId: 'r',
      traceId: 't',
      briefId: null,
      uid: 'u',
      lang: 'EN',
      nowMs: 0,
      triggerSource: 'text',
      state: null,
    } as const;
    const text = { message: 'm', actions: ['retry'], details: [] } as const;
    const notice = createNotice(reason, text, { score: 0.4, level: 'low', rationale: [] });
    const turn = createTurn(caller, { cards: [notice], sessionPatch: {}, events: [] });
    expect(toEnvelope(turn).cards[0]?.payload).toMatchObject({ reason: nearest, actions: ['retry'] });
  });
});
