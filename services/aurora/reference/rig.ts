// For tests: a BFF without a socket, a scripted upstream, and the calls of the journeys.
import { type Bff, type BffOptions, createBff } from './app.ts';
import type { AnyCard } from './defects/cards.ts';
import type { Envelope } from './envelopes/aurora.ts';
import type { ChatCards } from './envelopes/chatcards.ts';
import type { Spoken } from './envelopes/renderers.ts';
import type { Fields, Lang } from './envelopes/turn.ts';
import { CATALOG } from './upstream/catalog.ts';
import type { CallUpstream, UpstreamQuestion } from './upstream/upstream-call.ts';

/** What a call came back with. */
export type Answered = {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The parsed body, taken for the envelope of the runbook; throws where it is not JSON. */
  readonly envelope: () => Envelope;
  /** The parsed body, taken for ChatCards v1; throws where it is not JSON. */
  readonly chatCards: () => ChatCards;
};

/** One BFF under test. */
export type Rig = {
  readonly app: Bff;
  readonly spoken: Spoken;
  /** The questions that reached the upstream so far. */
  readonly questions: readonly UpstreamQuestion[];
  /** Of each of them, whether it went over the one shared connection. */
  readonly shared: readonly boolean[];
  readonly call: (
    path: string,
    init?: {
      readonly method?: string;
      readonly body?: unknown;
      readonly lang?: Lang;
      readonly uid?: string | null;
      readonly headers?: Readonly<Record<string, string>>;
      readonly bindings?: object;
    },
  ) => Promise<Answered>;
};

/** An upstream that answers every question at once with the whole catalogue. */
export const answerHealthy: CallUpstream = async ({ lang }) => ({
  candidates: CATALOG[lang],
  notes: [`a note in ${lang}`],
});

/** Makes a BFF with a healthy upstream, unless told otherwise. */
export function createRig(options: Partial<BffOptions> = {}): Rig {
  const questions: UpstreamQuestion[] = [];
  const shared: boolean[] = [];
  const upstream = options.callUpstream ?? answerHealthy;
  const app = createBff({
    ...options,
    callUpstream: (question, signal, isShared = false) => {
      questions.push(question);
      shared.push(isShared);
      return upstream(question, signal, isShared);
    },
  });
  return {
    app,
    spoken: options.envelope ?? 'aurora',
    questions,
    shared,
    call: async (
      path,
      { method = 'POST', body, lang = 'EN', uid = 'user-1', headers = {}, bindings } = {},
    ) => {
      const isForm = body instanceof FormData;
      const response = await app.request(
        path,
        {
          method,
          headers: {
            ...(uid === null ? {} : { 'x-aurora-uid': uid }),
            ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }),
            'x-lang': lang,
            'x-trace-id': 'trace-1',
            ...headers,
          },
          ...(body === undefined
            ? {}
            : { body: isForm || typeof body === 'string' ? body : JSON.stringify(body) }),
        },
        bindings,
      );
      const text = await response.text();
      return {
        status: response.status,
        text,
        headers: response.headers,
        envelope: () => JSON.parse(text) as Envelope,
        chatCards: () => JSON.parse(text) as ChatCards,
      };
    },
  };
}

/** The profile of the journeys. */
export const PROFILE = {
  skinType: 'oily',
  sensitivity: 'low',
  barrierStatus: 'healthy',
  goals: ['acne', 'hydration'],
  budgetTier: '$50',
  region: 'US',
};

/** The chat call that asks for products. */
export const RECO_CHAT = {
  message: 'recommend products',
  action: { action_id: 'chip.start.reco_products', kind: 'chip', data: {} },
  session: { state: 'idle' },
};

/** The medical red flags of the journeys. */
export const RED_FLAGS: Readonly<Record<Lang, string>> = {
  EN: 'I have severe pain, oozing pus and bleeding. recommend products now.',
  CN: '我脸上有剧痛、化脓和出血，请推荐产品。',
};

/** Makes an upload with these first bytes. */
export function createUpload(
  bytes: readonly number[] = [0xff, 0xd8, 0xff, 0xe0],
  consent = 'true',
): FormData {
  const form = new FormData();
  form.set('slot_id', 'daylight');
  form.set('consent', consent);
  form.set('photo', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'daylight.jpg');
  return form;
}

/** The journeys that end in a reco chat, by the confidence they reach. */
export type Reach = 'high' | 'medium' | 'low';

/** Walks a journey up to its analysis and returns the analysis. */
export async function walkToAnalysis({ call }: Rig, reach: Reach, lang: Lang): Promise<Answered> {
  await call('/v1/profile/update', { body: PROFILE, lang });
  if (reach === 'medium') {
    return call('/v1/analysis/skin', {
      body: { use_photo: false, currentRoutine: 'AM cleanser + SPF' },
      lang,
    });
  }
  const missing = { photo_id: 'missing_photo_forced_fail', slot_id: 'daylight', qc_status: 'failed' };
  if (reach === 'low')
    return call('/v1/analysis/skin', { body: { use_photo: true, photos: [missing] }, lang });
  const upload = await call('/v1/photos/upload', { body: createUpload(), lang });
  const { photo_id, qc_status } = findCard(upload, 'photo_confirm')?.payload ?? {};
  const photos = [{ photo_id, slot_id: 'daylight', qc_status }];
  return call('/v1/analysis/skin', { body: { use_photo: true, photos }, lang });
}

/** Walks a journey to its end and returns the reco chat. */
export async function walkToReco(rig: Rig, reach: Reach, lang: Lang): Promise<Answered> {
  await walkToAnalysis(rig, reach, lang);
  return rig.call('/v1/chat', { body: RECO_CHAT, lang });
}

/** Walks the journey of a red flag to its end and returns the chat. */
export async function walkToRedFlag({ call }: Rig, lang: Lang): Promise<Answered> {
  await call('/v1/profile/update', { body: PROFILE, lang });
  return call('/v1/chat', { body: { ...RECO_CHAT, message: RED_FLAGS[lang] }, lang });
}

/** The cards of an answer, in either envelope. */
export function readCards(answered: Answered): readonly (AnyCard & { readonly payload: Fields })[] {
  const { cards } = JSON.parse(answered.text) as { cards: readonly AnyCard[] };
  return cards.map((card) => ({ ...card, payload: card.payload ?? {} }));
}

/** The first card of a type; undefined where there is none. */
export function findCard(
  answered: Answered,
  type: string,
): (AnyCard & { readonly payload: Fields }) | undefined {
  return readCards(answered).find((card) => card.type === type);
}

/** Each card as `type` or, for a notice, `type:reason`. */
export function listCards(answered: Answered): readonly string[] {
  return readCards(answered).map(({ type, payload }) =>
    type === 'confidence_notice' ? `${type}:${payload.reason}` : type,
  );
}

/** The products that an answer recommends. */
export function listProducts(answered: Answered): readonly Fields[] {
  const list = findCard(answered, 'recommendations')?.payload.recommendations;
  return Array.isArray(list) ? list : [];
}

/** The data of an event, in either envelope; undefined where there is none of that name. */
export function findEvent(answered: Answered, name: string): Fields | undefined {
  const { events, ops } = JSON.parse(answered.text) as Partial<Envelope & ChatCards>;
  const own = events?.find((event) => event.event_name === name)?.data;
  const told = ops?.experiment_events.find((event) => event.event_type === name)?.event_data;
  return own ?? (told as Fields | undefined);
}
