// Notices that leave the user stuck, and recommendations that must not be where they are.

import { type Body, isChatCards } from '../../envelopes/renderers.ts';
import type { Fields, Lang } from '../../envelopes/turn.ts';
import { CATALOG, type Product } from '../../upstream/catalog.ts';
import {
  type AnyCard,
  addCard,
  changePayloads,
  hasCard,
  isNotice,
  isNoticeOf,
  payloadOf,
  replaceCards,
  toCard,
} from '../cards.ts';
import type { Defect } from '../defect.ts';

const isSafetyBlock = isNoticeOf('safety_block');
const changeNotices = (body: Body, change: (payload: Fields) => unknown): unknown =>
  changePayloads(body, isNotice, change);

function toProducts(body: Body, lang: Lang, count: number): unknown {
  const recommendations = CATALOG[lang].slice(0, count);
  return toCard(body, lang, 'reco_injected', 'recommendations', { recommendations });
}

/** The body without a word of what its safety check found. */
function unblock(body: Body, cards: readonly unknown[]): Body {
  const safety = { risk_level: 'none', red_flags: [], disclaimer: '' } as const;
  const replaced = replaceCards(body, cards);
  return isChatCards(replaced) ? { ...replaced, safety } : replaced;
}

/** Whether a recommendation in this answer rests on a low or medium confidence. */
function isCautious(body: Body): boolean {
  return hasCard(body, (card) => {
    const level = payloadOf(card).recommendation_confidence_level;
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

function leakTreatment(body: Body, lang: Lang): unknown {
  if (!isCautious(body)) return undefined;
  const leak = { product_id: 'p_leak', slot: 'pm', brand: 'Harbor Nine', reasons: [], ...LEAKS[lang] };
  const isMeant = (card: AnyCard) => Array.isArray(payloadOf(card).recommendations);
  return changePayloads(body, isMeant, (payload) => ({
    ...payload,
    recommendations: [...(payload.recommendations as readonly unknown[]), leak],
  }));
}

/** Defects in notices and in what is recommended. */
export const NOTICE_DEFECTS = {
  notice_without_actions: {
    breaks: 'notice_without_actions',
    why: 'every notice comes with an empty list of actions: the user is stuck',
    effect: {
      kind: 'envelope',
      change: (body) => changeNotices(body, (payload) => ({ ...payload, actions: [] })),
    },
  },
  notice_actions_wrong_type: {
    breaks: 'notice_without_actions',
    why: 'actions is a string, which has a length but is no list',
    effect: {
      kind: 'envelope',
      change: (body) => changeNotices(body, (payload) => ({ ...payload, actions: 'retry' })),
    },
  },
  notice_actions_missing: {
    breaks: 'notice_without_actions',
    why: 'the key actions is gone from every notice',
    effect: {
      kind: 'envelope',
      change: (body) => changeNotices(body, ({ actions: _, ...payload }) => payload),
    },
  },
  notice_actions_blank: {
    breaks: 'notice_without_actions',
    why: 'every notice has actions, and each is a name of white space or of nothing that has a width',
    effect: {
      kind: 'envelope',
      change: (body) =>
        changeNotices(body, (payload) => ({ ...payload, actions: [' ', '\u200b', '\u3000\u00ad'] })),
    },
  },
  second_notice_without_actions: {
    breaks: 'notice_without_actions',
    why: 'a second notice without actions behind a good one, which a check of "some notice" never reaches',
    effect: {
      kind: 'envelope',
      change: (body, lang) => {
        const payload = { reason: 'low_confidence', actions: [] };
        return hasCard(body, isNotice)
          ? addCard(body, toCard(body, lang, 'conf_second', 'confidence_notice', payload))
          : undefined;
      },
    },
  },
  safety_with_recommendations: {
    breaks: 'safety_with_recommendations',
    why: 'the block is shown, and products beside it all the same',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        hasCard(body, isSafetyBlock) ? addCard(body, toProducts(body, lang, 2)) : undefined,
    },
  },
  red_flag_not_blocked: {
    breaks: 'red_flag_not_blocked',
    why: 'a medical red flag is answered like any other wish for products',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        hasCard(body, isSafetyBlock) ? unblock(body, [toProducts(body, lang, 3)]) : undefined,
    },
  },
  low_med_leak_en: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment among gentle products, recognisable only by its English words; acts on English answers',
    effect: {
      kind: 'envelope',
      change: (body, lang) => (lang === 'EN' ? leakTreatment(body, 'EN') : undefined),
    },
  },
  low_med_leak_cn: {
    breaks: 'low_med_treatment_leak',
    why: 'a treatment among gentle products, recognisable only by its Chinese words; acts on Chinese answers',
    effect: {
      kind: 'envelope',
      change: (body, lang) => (lang === 'CN' ? leakTreatment(body, 'CN') : undefined),
    },
  },
} as const satisfies Record<string, Defect>;
