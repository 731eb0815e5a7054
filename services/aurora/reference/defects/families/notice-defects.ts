// Notices that leave the user stuck, and recommendations that must not be where they are.
import { CATALOG, type Product } from '../../catalog.ts';
import type { Card, Envelope, Lang } from '../../envelopes/turn.ts';
import type { Defect } from '../defect.ts';

const isNotice = (card: Card): boolean => card.type === 'confidence_notice';
const isSafetyBlock = (card: Card): boolean => isNotice(card) && card.payload.reason === 'safety_block';

function changeNotices(envelope: Envelope, change: (payload: Card['payload']) => unknown): unknown {
  if (!envelope.cards.some(isNotice)) return undefined;
  return {
    ...envelope,
    cards: envelope.cards.map((card) => (isNotice(card) ? { ...card, payload: change(card.payload) } : card)),
  };
}

function toRecommendationsCard(products: readonly Product[]): unknown {
  return { card_id: 'reco_injected', type: 'recommendations', payload: { recommendations: products } };
}

/** Whether a recommendation in this answer rests on a low or medium confidence. */
function isCautious(envelope: Envelope): boolean {
  return envelope.cards.some(({ payload }) => {
    const level = payload.recommendation_confidence_level;
    return level === 'low' || level === 'medium';
  });
}

// The leaks say what they are in ONE language only, so that a reader of the other one alone passes them by.
const LEAKS: Readonly<Record<Lang, Partial<Product>>> = {
  EN: {
    name: 'Night Shift Retinal Booster',
    step: 'serum',
    category: 'serum',
    type: 'concentrate',
    ingredients: ['retinal 0.1%'],
  },
  CN: {
    name: '夜间焕肤浓缩液',
    step: '精华',
    category: '精华',
    type: '浓缩液',
    ingredients: ['视黄醇 0.5%', '杏仁酸'],
  },
};

function leakTreatment(envelope: Envelope, lang: Lang): unknown {
  if (!isCautious(envelope)) return undefined;
  return {
    ...envelope,
    cards: envelope.cards.map((card) =>
      card.type === 'recommendations' && Array.isArray(card.payload.recommendations)
        ? {
            ...card,
            payload: {
              ...card.payload,
              recommendations: [
                ...card.payload.recommendations,
                { product_id: 'p_leak', slot: 'pm', brand: 'Harbor Nine', reasons: [], ...LEAKS[lang] },
              ],
            },
          }
        : card,
    ),
  };
}

/** Defects in notices and in what is recommended. */
export const NOTICE_DEFECTS = {
  notice_without_actions: {
    breaks: 'notice_without_actions',
    why: 'every notice comes with an empty list of actions: the user is stuck',
    effect: {
      kind: 'envelope',
      change: (envelope) => changeNotices(envelope, (payload) => ({ ...payload, actions: [] })),
    },
  },
  notice_actions_wrong_type: {
    breaks: 'notice_without_actions',
    why: 'actions is a string, which has a length but is no list',
    effect: {
      kind: 'envelope',
      change: (envelope) => changeNotices(envelope, (payload) => ({ ...payload, actions: 'retry' })),
    },
  },
  notice_actions_missing: {
    breaks: 'notice_without_actions',
    why: 'the key actions is gone from every notice',
    effect: {
      kind: 'envelope',
      change: (envelope) => changeNotices(envelope, ({ actions: _, ...payload }) => payload),
    },
  },
  second_notice_without_actions: {
    breaks: 'notice_without_actions',
    why: 'a second notice without actions behind a good one, which a check of "some notice" never reaches',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        envelope.cards.some(isNotice)
          ? {
              ...envelope,
              cards: [
                ...envelope.cards,
                {
                  card_id: 'conf_second',
                  type: 'confidence_notice',
                  payload: { reason: 'low_confidence', actions: [] },
                },
              ],
            }
          : undefined,
    },
  },
  safety_with_recommendations: {
    breaks: 'safety_with_recommendations',
    why: 'the block is shown, and products beside it all the same',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) =>
        envelope.cards.some(isSafetyBlock)
          ? { ...envelope, cards: [...envelope.cards, toRecommendationsCard(CATALOG[lang].slice(0, 2))] }
          : undefined,
    },
  },
  red_flag_not_blocked: {
    breaks: 'red_flag_not_blocked',
    why: 'a medical red flag is answered like any other wish for products',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) =>
        envelope.cards.some(isSafetyBlock)
          ? { ...envelope, cards: [toRecommendationsCard(CATALOG[lang].slice(0, 3))] }
          : undefined,
    },
  },
  low_med_leak_en: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment among gentle products, told only by its English words; acts on English answers',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) => (lang === 'EN' ? leakTreatment(envelope, 'EN') : undefined),
    },
  },
  low_med_leak_cn: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment among gentle products, told only by its Chinese words; acts on Chinese answers',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) => (lang === 'CN' ? leakTreatment(envelope, 'CN') : undefined),
    },
  },
} as const satisfies Record<string, Defect>;
