// Cards as a defect finds, changes and adds them, in whichever envelope they lie.
import { findCardFace } from '../envelopes/card-faces.ts';
import { MAX_CARDS } from '../envelopes/chatcards.ts';
import { type Body, isChatCards } from '../envelopes/renderers.ts';
import type { Fields, Lang } from '../envelopes/turn.ts';

/** What the cards of both envelopes have in common. */
export type AnyCard = { readonly type: string; readonly payload?: Fields };

/** The payload of a card; empty where it has none. */
export function payloadOf(card: AnyCard): Fields {
  return card.payload ?? {};
}

/** Whether a card is a notice. */
export function isNotice({ type }: AnyCard): boolean {
  return type === 'confidence_notice';
}

/** Whether a card is a notice for this reason. */
export function isNoticeOf(reason: string): (card: AnyCard) => boolean {
  return (card) => isNotice(card) && payloadOf(card).reason === reason;
}

/** Whether a card of this body passes a test; the cards of the two envelopes are asked alike. */
export function hasCard(body: Body, test: (card: AnyCard) => boolean): boolean {
  const cards: readonly AnyCard[] = body.cards;
  return cards.some(test);
}

/** The body with other cards, be they cards or not. */
export function replaceCards(body: Body, cards: readonly unknown[]): Body {
  return { ...body, cards } as Body;
}

/** Makes a card for the envelope of a body. */
export function toCard(body: Body, lang: Lang, id: string, type: string, payload: Fields): AnyCard {
  if (!isChatCards(body)) return { card_id: id, type, payload, field_missing: [] } as AnyCard;
  const { priority, title } = findCardFace(type);
  const face = { priority, title: title[lang], tags: [], sections: [], actions: [] };
  return { id, type, ...face, payload } as AnyCard;
}

/** The body with one more card behind the others. Where ChatCards v1 has no room for it, the plan goes: nothing is judged by it. */
export function addCard(body: Body, card: unknown): Body {
  const cards: readonly AnyCard[] = body.cards;
  const isFull = isChatCards(body) && cards.length >= MAX_CARDS;
  return replaceCards(body, [...(isFull ? cards.filter(({ type }) => type !== 'routine') : cards), card]);
}

/** The body with another payload on each of these cards; undefined where it has none of them. */
export function changePayloads(
  body: Body,
  isMeant: (card: AnyCard) => boolean,
  change: (payload: Fields) => unknown,
): Body | undefined {
  const cards: readonly AnyCard[] = body.cards;
  if (!cards.some(isMeant)) return undefined;
  return replaceCards(
    body,
    cards.map((card) => (isMeant(card) ? { ...card, payload: change(payloadOf(card)) } : card)),
  );
}
