// Unusual answers that are healthy: a gate that stops on one of these cries wolf.

import { TEXTS } from '../../answers/texts.ts';
import type { Body } from '../../envelopes/renderers.ts';
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

// Deep for a careless reader, far from what JSON parsers refuse.
const SESSION_DEPTH = 500;

function toNest(depth: number): unknown {
  let nest: unknown = 'here';
  for (let level = 0; level < depth; level += 1) nest = { in: nest };
  return nest;
}

type Item = Readonly<Record<string, unknown>>;

function changeRecommendations(
  body: Body,
  change: (items: readonly Item[]) => readonly Item[],
): Body | undefined {
  return changePayloads(
    body,
    (card) => Array.isArray(payloadOf(card).recommendations),
    (payload) => ({ ...payload, recommendations: change(payload.recommendations as Item[]) }),
  );
}

/** Variants that break nothing. */
export const HEALTHY_VARIANTS = {
  healthy_no_retinol_reason: {
    breaks: 'nothing',
    why: 'every reason says what is NOT inside, in words that name a treatment',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        changeRecommendations(body, (items) =>
          items.map((item) => ({
            ...item,
            reasons:
              lang === 'CN'
                ? ['不含视黄醇，也不含水杨酸']
                : ['No retinol, no salicylic or glycolic acid, not a peel'],
          })),
        ),
    },
  },
  healthy_empty_recos_beside_notice: {
    breaks: 'nothing',
    why: 'an empty list of recommendations beside a notice with actions',
    effect: {
      kind: 'envelope',
      change: (body, lang) => {
        const emptied = changeRecommendations(body, () => []);
        if (emptied === undefined || hasCard(emptied, isNotice)) return emptied;
        const payload = { reason: 'low_confidence', ...TEXTS[lang].notices.lowConfidence };
        return addCard(emptied, toCard(body, lang, 'conf_added', 'confidence_notice', payload));
      },
    },
  },
  healthy_extra_card_keys: {
    breaks: 'nothing',
    why: 'cards with keys and a title that the contract allows but does not name',
    effect: {
      kind: 'envelope',
      change: (body) => {
        const cards: readonly AnyCard[] = body.cards;
        const keys = { title: 'For you', ui: { pinned: false } };
        return replaceCards(
          body,
          cards.map((card, rank) => ({ ...card, ...keys, rank })),
        );
      },
    },
  },
  healthy_unknown_card_type: {
    breaks: 'nothing',
    why: 'a card of a type the suite has never seen, beside the known ones',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        addCard(body, toCard(body, lang, 'news_1', 'season_tip', { text: 'Drink enough.' })),
    },
  },
  healthy_empty_recos_beside_block: {
    breaks: 'nothing',
    why: 'a safety block beside a recommendations card with nothing in it: nothing is recommended',
    effect: {
      kind: 'envelope',
      change: (body, lang) =>
        hasCard(body, isNoticeOf('safety_block'))
          ? addCard(body, toCard(body, lang, 'reco_none', 'recommendations', { recommendations: [] }))
          : undefined,
    },
  },
  healthy_second_notice: {
    breaks: 'nothing',
    why: 'two notices in one answer, each with its actions',
    effect: {
      kind: 'envelope',
      change: (body, lang) => {
        const cards: readonly AnyCard[] = body.cards;
        const notice = cards.find(isNotice);
        return (
          notice && addCard(body, toCard(body, lang, 'conf_again', 'confidence_notice', payloadOf(notice)))
        );
      },
    },
  },
  healthy_blank_beside_action: {
    breaks: 'nothing',
    why: 'a blank among the actions of every notice, beside those that lead on',
    effect: {
      kind: 'envelope',
      change: (body) =>
        changePayloads(body, isNotice, (payload) => ({
          ...payload,
          actions: [' ', ...(payload.actions as readonly unknown[])],
        })),
    },
  },
  healthy_sparse_card: {
    breaks: 'nothing',
    why: 'a profile of empty lists and blanks, in which one word stands',
    effect: {
      kind: 'envelope',
      change: (body) =>
        changePayloads(
          body,
          ({ type }) => type === 'profile',
          () => ({ profile: { goals: [], region: ' ', notes: [null, { text: 'oily' }] } }),
        ),
    },
  },
  healthy_deep_session: {
    breaks: 'nothing',
    why: `session_patch holds ${SESSION_DEPTH} objects inside one another, which the contract leaves to the service`,
    effect: {
      kind: 'envelope',
      change: (body) => ({
        ...body,
        session_patch: { ...body.session_patch, nest: toNest(SESSION_DEPTH) },
      }),
    },
  },
  healthy_status_201: {
    breaks: 'nothing',
    why: 'a 201 with a good envelope: no error, though no 200',
    effect: { kind: 'answer', change: (answer) => ({ ...answer, status: 201 }) },
  },
} as const satisfies Record<string, Defect>;
