// Unusual answers that are healthy: a gate that stops on one of these cries wolf.

import { TEXTS } from '../../answers/texts.ts';
import type { Card, Envelope } from '../../envelopes/turn.ts';
import type { Defect } from '../defect.ts';

// Deep for a careless reader, far from what JSON parsers refuse.
const SESSION_DEPTH = 500;

function toNest(depth: number): unknown {
  let nest: unknown = 'here';
  for (let level = 0; level < depth; level += 1) nest = { in: nest };
  return nest;
}

const isNotice = ({ type }: Card): boolean => type === 'confidence_notice';

type Item = Readonly<Record<string, unknown>>;

function changeRecommendations(
  envelope: Envelope,
  change: (items: readonly Item[]) => readonly Item[],
): Envelope | undefined {
  const isTarget = (card: Card): boolean => Array.isArray(card.payload.recommendations);
  if (!envelope.cards.some(isTarget)) return undefined;
  return {
    ...envelope,
    cards: envelope.cards.map((card) =>
      isTarget(card)
        ? {
            ...card,
            payload: { ...card.payload, recommendations: change(card.payload.recommendations as Item[]) },
          }
        : card,
    ),
  };
}

/** Variants that break nothing. */
export const HEALTHY_VARIANTS = {
  healthy_no_retinol_reason: {
    breaks: 'nothing',
    why: 'every reason says what is NOT inside, in words that name a treatment',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) =>
        changeRecommendations(envelope, (items) =>
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
      change: (envelope, lang) => {
        const emptied = changeRecommendations(envelope, () => []);
        if (emptied === undefined || emptied.cards.some(({ type }) => type === 'confidence_notice'))
          return emptied;
        const payload = { reason: 'low_confidence', ...TEXTS[lang].notices.lowConfidence };
        const notice = { card_id: 'conf_added', type: 'confidence_notice', payload, field_missing: [] };
        return { ...emptied, cards: [...emptied.cards, notice] };
      },
    },
  },
  healthy_extra_card_keys: {
    breaks: 'nothing',
    why: 'cards with keys and a title that the contract allows but does not name',
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        cards: envelope.cards.map((card, index) => ({
          ...card,
          title: 'For you',
          rank: index,
          ui: { pinned: false },
        })),
      }),
    },
  },
  healthy_unknown_card_type: {
    breaks: 'nothing',
    why: 'a card of a type the suite has never seen, beside the known ones',
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        cards: [
          ...envelope.cards,
          { card_id: 'news_1', type: 'season_tip', payload: { text: 'Drink enough.' } },
        ],
      }),
    },
  },
  healthy_empty_recos_beside_block: {
    breaks: 'nothing',
    why: 'a safety block beside a recommendations card with nothing in it: nothing is recommended',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        envelope.cards.some((card) => isNotice(card) && card.payload.reason === 'safety_block')
          ? {
              ...envelope,
              cards: [
                ...envelope.cards,
                { card_id: 'reco_none', type: 'recommendations', payload: { recommendations: [] } },
              ],
            }
          : undefined,
    },
  },
  healthy_second_notice: {
    breaks: 'nothing',
    why: 'two notices in one answer, each with its actions',
    effect: {
      kind: 'envelope',
      change: (envelope) => {
        const notice = envelope.cards.find(isNotice);
        return notice && { ...envelope, cards: [...envelope.cards, { ...notice, card_id: 'conf_again' }] };
      },
    },
  },
  healthy_deep_session: {
    breaks: 'nothing',
    why: `session_patch holds ${SESSION_DEPTH} objects inside one another, which the contract leaves to the service`,
    effect: {
      kind: 'envelope',
      change: (envelope) => ({
        ...envelope,
        session_patch: { ...envelope.session_patch, nest: toNest(SESSION_DEPTH) },
      }),
    },
  },
  healthy_status_201: {
    breaks: 'nothing',
    why: 'a 201 with a good envelope: no error, though no 200',
    effect: { kind: 'answer', change: (answer) => ({ ...answer, status: 201 }) },
  },
} as const satisfies Record<string, Defect>;
