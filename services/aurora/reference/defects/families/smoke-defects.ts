// What goes wrong on the routes around the conversation, and in the answers that must come before any recommendation.

import { type Body, isChatCards } from '../../envelopes/renderers.ts';
import type { Fields, Lang } from '../../envelopes/turn.ts';
import { CATALOG } from '../../upstream/catalog.ts';
import { type AnyCard, addCard, changePayloads, hasCard, isNoticeOf, payloadOf, toCard } from '../cards.ts';
import type { Defect } from '../defect.ts';

const isGate = ({ type }: AnyCard): boolean => type === 'diagnosis_gate';
const isArtifactMissing = isNoticeOf('artifact_missing');
const isSession = ({ type }: AnyCard): boolean => type === 'session_bootstrap';
const tellsOfPhoto = (card: AnyCard): boolean =>
  card.type === 'analysis_summary' && payloadOf(card).photo_notice !== undefined;

/** Puts a card with gentle products where one that asks for something first should be. */
function openGate(body: Body, lang: Lang, isClosed: (card: AnyCard) => boolean, type: string): unknown {
  if (!hasCard(body, isClosed)) return undefined;
  const products = CATALOG[lang].slice(0, 2);
  const payload = type === 'offers' ? { offers: products } : { recommendations: products };
  return addCard(body, toCard(body, lang, 'too_early', type, payload));
}

/** The body without anything to answer its questions with. */
function takeChips(body: Body): unknown {
  if (!hasCard(body, isGate)) return undefined;
  return isChatCards(body)
    ? { ...body, follow_up_questions: [], suggested_quick_replies: [] }
    : { ...body, suggested_chips: [] };
}

/** Changes the card with the notice that says why a photo was not read. */
const changePhotoNotice = (body: Body, change: (payload: Fields) => Fields) =>
  changePayloads(body, tellsOfPhoto, change);

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
      change: (body) =>
        changePayloads(
          body,
          (card) => isSession(card) && payloadOf(card).profile !== null,
          (payload) => ({ ...payload, profile: null, is_returning: false }),
        ),
    },
  },
  profile_of_another: {
    breaks: 'smoke',
    why: 'a new session gets the profile of somebody else',
    effect: {
      kind: 'envelope',
      change: (body) =>
        changePayloads(body, isSession, (payload) => ({
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
      change: (body, lang) => openGate(body, lang, isGate, 'recommendations'),
    },
  },
  diagnosis_with_offers: {
    breaks: 'smoke',
    why: 'an offers card beside the questions, for a user of whom nothing is known',
    effect: { kind: 'envelope', change: (body, lang) => openGate(body, lang, isGate, 'offers') },
  },
  diagnosis_without_chips: {
    breaks: 'smoke',
    why: 'the questions come without chips to answer them with',
    effect: {
      kind: 'envelope',
      change: takeChips,
    },
  },
  artifact_gate_open: {
    breaks: 'smoke',
    why: 'products beside the notice that there is no analysis they could rest on',
    effect: {
      kind: 'envelope',
      change: (body, lang) => openGate(body, lang, isArtifactMissing, 'recommendations'),
    },
  },
  photo_code_unknown: {
    breaks: 'smoke',
    why: 'the photo notice carries a code that is none of the six',
    effect: {
      kind: 'envelope',
      change: (body) =>
        changePhotoNotice(body, (payload) => ({
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
      change: (body) => changePhotoNotice(body, ({ photo_notice: _, ...payload }) => payload),
    },
  },
  photo_claimed: {
    breaks: 'smoke',
    why: 'the analysis says it used a photo that could not be read',
    effect: {
      kind: 'envelope',
      change: (body) => changePhotoNotice(body, (payload) => ({ ...payload, used_photos: true })),
    },
  },
} as const satisfies Record<string, Defect>;
