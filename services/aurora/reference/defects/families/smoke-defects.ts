// What goes wrong on the routes around the conversation, and in the answers that must come before any recommendation.
import { CATALOG } from '../../catalog.ts';
import type { Card, Envelope, Lang } from '../../envelopes/turn.ts';
import type { Defect } from '../defect.ts';

type Payload = Card['payload'];

/** Changes the payload of each card of a type; undefined where there is none of it, or nothing of it changes. */
function changeCards(
  envelope: Envelope,
  type: string,
  change: (payload: Payload) => Payload | undefined,
): Envelope | undefined {
  const cards = envelope.cards.map((card) => {
    const payload = card.type === type ? change(card.payload) : undefined;
    return payload === undefined ? card : { ...card, payload };
  });
  return cards.some((card, index) => card !== envelope.cards[index]) ? { ...envelope, cards } : undefined;
}

const isGate = ({ type }: Card): boolean => type === 'diagnosis_gate';
const isArtifactMissing = ({ type, payload }: Card): boolean =>
  type === 'confidence_notice' && payload.reason === 'artifact_missing';

/** Puts a card with gentle products where one that asks for something first should be. */
function openGate(
  envelope: Envelope,
  lang: Lang,
  isClosed: (card: Card) => boolean,
  type: string,
): Envelope | undefined {
  if (!envelope.cards.some(isClosed)) return undefined;
  const products = CATALOG[lang].slice(0, 2);
  const payload = type === 'offers' ? { offers: products } : { recommendations: products };
  return {
    ...envelope,
    cards: [...envelope.cards, { card_id: 'too_early', type, payload } as unknown as Card],
  };
}

/** Changes the notice that says why a photo was not read. */
const changePhotoNotice = (envelope: Envelope, change: (payload: Payload) => Payload) =>
  changeCards(envelope, 'analysis_summary', (payload) =>
    payload.photo_notice === undefined ? undefined : change(payload),
  );

/** Defects that the smoke is there for. */
export const SMOKE_DEFECTS = {
  database_lost: {
    breaks: 'smoke',
    why: '/healthz/db still answers 200 with ok, and only db_ready says that the database is away',
    effect: { kind: 'handler', fault: 'lose_database' },
  },
  events_take_anything: {
    breaks: 'smoke',
    why: '/v1/events answers 204 to a batch that it must refuse',
    effect: { kind: 'handler', fault: 'take_any_events' },
  },
  events_refused: {
    breaks: 'smoke',
    why: '/v1/events refuses a good batch',
    effect: { kind: 'handler', fault: 'refuse_events' },
  },
  origin_refused: {
    breaks: 'smoke',
    why: 'the front end has dropped out of the allowed origins: its preflights are answered without the header',
    effect: { kind: 'handler', fault: 'refuse_origins' },
  },
  profile_forgotten: {
    breaks: 'smoke',
    why: 'what the user said is confirmed, and gone at the next session',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        changeCards(envelope, 'session_bootstrap', (payload) =>
          payload.profile === null ? undefined : { ...payload, profile: null, is_returning: false },
        ),
    },
  },
  profile_of_another: {
    breaks: 'smoke',
    why: 'a new session gets the profile of somebody else',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        changeCards(envelope, 'session_bootstrap', (payload) => ({
          ...payload,
          profile: { skinType: 'dry', sensitivity: 'high', barrierStatus: 'impaired', goals: ['wrinkles'] },
        })),
    },
  },
  diagnosis_skipped: {
    breaks: 'smoke',
    why: 'products beside the questions, for a user of whom nothing is known',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) => openGate(envelope, lang, isGate, 'recommendations'),
    },
  },
  diagnosis_with_offers: {
    breaks: 'smoke',
    why: 'an offers card beside the questions, for a user of whom nothing is known',
    effect: { kind: 'envelope', change: (envelope, lang) => openGate(envelope, lang, isGate, 'offers') },
  },
  diagnosis_without_chips: {
    breaks: 'smoke',
    why: 'the questions come without chips to answer them with',
    effect: {
      kind: 'envelope',
      change: (envelope) => (envelope.cards.some(isGate) ? { ...envelope, suggested_chips: [] } : undefined),
    },
  },
  artifact_gate_open: {
    breaks: 'smoke',
    why: 'products beside the notice that there is no analysis they could rest on',
    effect: {
      kind: 'envelope',
      change: (envelope, lang) => openGate(envelope, lang, isArtifactMissing, 'recommendations'),
    },
  },
  photo_code_unknown: {
    breaks: 'smoke',
    why: 'the photo notice carries a code that is none of the six',
    effect: {
      kind: 'envelope',
      change: (envelope) =>
        changePhotoNotice(envelope, (payload) => ({
          ...payload,
          photo_notice: { ...(payload.photo_notice as object), failure_code: 'PHOTO_BROKEN' },
        })),
    },
  },
  photo_notice_missing: {
    breaks: 'smoke',
    why: 'nothing says that the photo was not read',
    effect: {
      kind: 'envelope',
      change: (envelope) => changePhotoNotice(envelope, ({ photo_notice: _, ...payload }) => payload),
    },
  },
  photo_claimed: {
    breaks: 'smoke',
    why: 'the analysis says it used a photo that could not be read',
    effect: {
      kind: 'envelope',
      change: (envelope) => changePhotoNotice(envelope, (payload) => ({ ...payload, used_photos: true })),
    },
  },
} as const satisfies Record<string, Defect>;
