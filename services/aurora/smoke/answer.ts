// The parts of an Aurora answer that the checks of a smoke look at.
import { type Received, readRoot } from '../../../lib/core/smoke/answer.ts';
import { type Json, toList, toObject } from '../../../lib/core/text/json.ts';

export interface SeenCard {
  readonly type: string;
  readonly payload: Json;
}

/** Every card of an answer. */
export function listCards(answer: Received): readonly SeenCard[] {
  return toList(readRoot(answer).cards).map((card) => {
    const { type, payload } = toObject(card);
    return { type: String(type), payload: toObject(payload) };
  });
}

/** The payload of the first card of a type. */
export function findPayload(answer: Received, type: string): Json | undefined {
  return listCards(answer).find((card) => card.type === type)?.payload;
}

/** The payload of the first notice with this reason. */
export function findNotice(answer: Received, reason: string): Json | undefined {
  return listCards(answer).find((card) => card.type === 'confidence_notice' && card.payload.reason === reason)
    ?.payload;
}

/** Everything that is recommended, over all cards. */
export function listRecommended(answer: Received): readonly unknown[] {
  return listCards(answer).flatMap(({ type, payload }) =>
    type === 'recommendations' ? toList(payload.recommendations) : [],
  );
}

/** The chips of an answer; newer releases call them quick replies. */
export function listChips(answer: Received): readonly unknown[] {
  const { suggested_chips: chips, suggested_quick_replies: replies } = readRoot(answer);
  return [...toList(chips), ...toList(replies)];
}

/** Each card as `type` or, for a notice, `type:reason`: what to show where a card is missed. */
export function toCardNames(answer: Received): readonly string[] {
  return listCards(answer).map(({ type, payload }) =>
    type === 'confidence_notice' ? `${type}:${String(payload.reason)}` : type,
  );
}

/** How sure the recommendations say they are: the event of the request, else the card; undefined where neither says. */
export function readLevel(answer: Received): string | undefined {
  const { events, ops } = readRoot(answer);
  for (const event of [...toList(events), ...toList(toObject(ops).experiment_events)].map(toObject)) {
    const level = toObject(event.data ?? event.event_data).confidence_level;
    const name = event.event_name ?? event.event_type;
    if (name === 'recos_requested' && typeof level === 'string') return level;
  }
  const level = findPayload(answer, 'recommendations')?.recommendation_confidence_level;
  return typeof level === 'string' ? level : undefined;
}
