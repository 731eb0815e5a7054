// What the bench's server answers: made by hand, in the size and with about as many JSON values as the recorded traffic.
import { ROLLOUT_FACTS } from '../../services/aurora/answer/rollout.ts';

/** Recorded size of the answer to each step in bytes, and how many JSON values (objects, arrays, scalars) it holds. */
export const RECORDED = {
  profile_update: { bytes: 1103, values: 56 },
  photo_upload: { bytes: 911, values: 39 },
  analysis: { bytes: 18106, values: 846 },
  reco_chat: { bytes: 10349, values: 481 },
  red_flag_chat: { bytes: 2309, values: 83 },
} as const;
export type StepId = keyof typeof RECORDED;
export const STEP_IDS = Object.keys(RECORDED) as readonly StepId[];

export const LANGS = ['EN', 'CN'] as const;
export type Lang = (typeof LANGS)[number];

/** What a chat's answer tells of the rollout, in its body and in its headers. */
export const META = { rollout_variant: 'v2_core', rollout_bucket: 17, policy_version: 'aurora_chat_bench' };
export const META_HEADERS: readonly (readonly [string, string])[] = ROLLOUT_FACTS.map(({ header, fact }) => [
  header,
  String(META[fact]),
]);
export const isChat = (step: StepId) => step === 'reco_chat' || step === 'red_flag_chat';

/** Where an answer carries back the trace id of its call. */
export const TRACE_ID = '0f9e8d7c-6b5a-4c3d-9e2f-1a0b2c3d4e5f';

const SENTENCES: Readonly<Record<Lang, readonly string[]>> = {
  EN: [
    'Cheeks and chin shine by noon, the rest of the face stays calm.',
    'Give the barrier two quiet weeks before anything new is added.',
    'Rinse with lukewarm water, pat dry, and keep the second layer thin.',
    'Daylight pictures would make this estimate a good deal firmer.',
  ],
  CN: [
    '中午前后两颊与下巴偏油，其余部位稳定。',
    '先让屏障安静两周，再添加新的步骤。',
    '用温水清洁，轻轻按干，第二层要薄。',
    '补充日光下的照片会让判断更可靠。',
  ],
};

const sentence = (lang: Lang, i: number) => SENTENCES[lang][i % SENTENCES[lang].length] ?? '';
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function toTarget(lang: Lang, i: number): unknown {
  return {
    ingredient_id: `soothing_agent_${i}`,
    role: i % 2 ? 'support' : 'lead',
    priority: 90 - i,
    confidence: { score: 0.91, level: 'high' },
    why: [sentence(lang, i)],
    usage_guidance: ['AM', 'PM'],
    products: times(2, (n) => ({ sku: `sku_${i}_${n}`, price: 12.5 + n, in_stock: true })),
  };
}

function toPlan(lang: Lang, targets: number): unknown {
  return {
    intensity: 'gentle',
    targets: times(targets, (i) => toTarget(lang, i)),
    avoid: ['fragrance', 'scrub'],
    conflicts: [
      { pair: ['soothing_agent_0', 'soothing_agent_3'], message: sentence(lang, 2), blocking: false },
    ],
    confidence: { score: 0.9, level: 'high', rationale: ['photo', 'routine'] },
  };
}

function toFinding(lang: Lang, i: number): unknown {
  return {
    issue: `area_${i}`,
    severity: i % 4,
    confidence: 0.8,
    evidence: sentence(lang, i),
    regions: times(3, (n) => ({ x: 10 * n, y: 20 + i, weight: 0.25 })),
  };
}

function toProduct(lang: Lang, i: number): unknown {
  return {
    slot: i % 2 ? 'cleanser' : 'moisturizer',
    category: 'daily care',
    name: `Quiet Meadow ${i}`,
    key_ingredients: ['glycerin', 'panthenol', 'ceramide np'],
    price: { amount: 18 + i, currency: 'USD' },
    reasons: [sentence(lang, i), sentence(lang, i + 1)],
    evidence: times(3, (n) => ({ source: `catalogue_${n}`, weight: 0.5, note: 'match' })),
    offers: times(2, (n) => ({ store: `store_${n}`, price: 17.5 + n, url: 'https://shop.invalid/item' })),
  };
}

function toEnvelope(step: StepId, cards: readonly unknown[], events: readonly unknown[], more = {}): unknown {
  return {
    // As the service's are: numbers in hex, which the journal takes as they stand.
    request_id: '5b1f6a52-90c4-4d0e-8c3e-2f6b7d8a9e10',
    trace_id: TRACE_ID,
    assistant_message: null,
    suggested_chips: [],
    cards: cards.map((card, i) => ({ card_id: `card_${step}_${i}`, field_missing: [], ...(card as object) })),
    session_patch: { state: 'idle', profile: { skinType: 'oily', sensitivity: 'low', goals: ['acne'] } },
    events,
    ...(isChat(step) ? { meta: META } : {}),
    ...more,
  };
}

const toEvent = (event_name: string, data: unknown) => ({
  event_name,
  brief_id: 'bench',
  timestamp_ms: 1,
  data,
});

const SKIN = { skinType: 'oily', sensitivity: 'low', barrierStatus: 'healthy', goals: ['acne', 'hydration'] };

function toCards(step: StepId, lang: Lang): readonly unknown[] {
  switch (step) {
    case 'profile_update':
      return [{ type: 'profile', payload: { profile: { ...SKIN, budgetTier: '$50', region: 'US' } } }];
    case 'photo_upload':
      return [
        {
          type: 'photo_confirm',
          payload: {
            photo_id: 'photo_bench_1',
            slot_id: 'daylight',
            qc_status: 'passed',
            qc: { state: 'done' },
          },
        },
      ];
    case 'analysis':
      return [
        {
          type: 'analysis_summary',
          payload: {
            analysis: { summary: sentence(lang, 0), findings: times(21, (i) => toFinding(lang, i)) },
            photos_provided: true,
            ingredient_plan: toPlan(lang, 10),
          },
        },
        { type: 'ingredient_plan', payload: toPlan(lang, 10) },
      ];
    case 'reco_chat':
      return [
        { type: 'recommendations', payload: { recommendations: times(3, (i) => toProduct(lang, i)) } },
        { type: 'ingredient_plan', payload: toPlan(lang, 11) },
        {
          type: 'confidence_notice',
          payload: { reason: 'low_confidence', severity: 'warn', actions: ['add_photo', 'add_routine'] },
        },
      ];
    case 'red_flag_chat':
      return [
        {
          type: 'confidence_notice',
          payload: {
            reason: 'safety_block',
            actions: ['see_doctor'],
            details: times(10, (i) => ({ sign: `sign_${i}`, seen: true, weight: i })),
          },
        },
      ];
  }
}

/** A text of so many bytes in UTF-8, up to a character's. */
function toText(lang: Lang, bytes: number): string {
  const bytesEach = lang === 'CN' ? 3 : 1;
  const chars = Math.max(0, Math.round(bytes / bytesEach));
  return times(Math.ceil(chars / 10), (i) => sentence(lang, i))
    .join('')
    .slice(0, chars);
}

/**
 * The answer to a step, as JSON: of the recorded size within 1 %, and clean by every contract and invariant, so that a
 * judge must look at all of it. The reco chat recommends in a low-confidence context: there every product is read.
 */
export function createAnswer(step: StepId, lang: Lang): string {
  const events = [
    toEvent('value_moment', { step, rank: 1 }),
    toEvent(step === 'reco_chat' ? 'recos_requested' : 'state_entered', {
      source: 'bench',
      low_confidence: step === 'reco_chat',
    }),
  ];
  const bare = toEnvelope(step, toCards(step, lang), events);
  const missing = RECORDED[step].bytes - Buffer.byteLength(JSON.stringify(bare)) - '"content":""'.length;
  const message = {
    assistant_message: { role: 'assistant', format: 'markdown', content: toText(lang, missing - 40) },
  };
  return JSON.stringify(toEnvelope(step, toCards(step, lang), events, message));
}
