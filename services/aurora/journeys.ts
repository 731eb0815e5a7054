// The four journeys of the mix: which calls a user makes, in order. Facts: the service's runbook and recorded traffic.
import type { Journey, Route, Step, Taken, User } from '../../lib/core/service/service.ts';
import { isObject, type Json, toList } from '../../lib/core/text/json.ts';
import { asObject } from './answer/json.ts';
import { RECO_ACTION } from './wire.ts';

export type JourneyId = 'use_photo_false' | 'photo_usable' | 'photo_forced_fail' | 'safety_block';
export type RouteId = 'profile_update' | 'photos_upload' | 'analysis_skin' | 'chat';

/** Hard budgets in production are 12 s (analysis) and 9 s (reco chat); past them the service must answer degraded. 3 s are for the network. */
export const ROUTES = {
  profile_update: {
    method: 'POST',
    path: '/v1/profile/update',
    timeoutMs: 10_000,
    contract: 'profile-update.v1',
  },
  photos_upload: {
    method: 'POST',
    path: '/v1/photos/upload',
    timeoutMs: 15_000,
    contract: 'photos-upload.v1',
  },
  analysis_skin: {
    method: 'POST',
    path: '/v1/analysis/skin',
    timeoutMs: 15_000,
    contract: 'analysis-skin.v1',
  },
  chat: { method: 'POST', path: '/v1/chat', timeoutMs: 12_000, contract: 'chat.v1' },
} as const satisfies Readonly<Record<RouteId, Route>>;

/** The profile that every journey begins with. */
export const PROFILE = {
  skinType: 'oily',
  sensitivity: 'low',
  barrierStatus: 'healthy',
  goals: ['acne', 'hydration'],
  budgetTier: '$50',
  region: 'US',
};
const RED_FLAG_MESSAGES: Readonly<Record<string, string>> = {
  EN: 'I have severe pain, oozing pus and bleeding. recommend products now.',
  CN: '我脸上有剧痛、化脓和出血，请推荐产品。',
};
const ROUTINE_ONLY = { use_photo: false, currentRoutine: 'AM cleanser + SPF; PM moisturizer + niacinamide' };
const FORCED_FAIL = {
  use_photo: true,
  photos: [{ photo_id: 'missing_photo_forced_fail', slot_id: 'daylight', qc_status: 'failed' }],
};

/** The body of a chat that asks for products. */
export const toChatBody = (message: string) => ({ message, action: RECO_ACTION, session: { state: 'idle' } });

/** The payload of the first card of a type; empty where there is none. */
function findPayload(answer: unknown, type: string): Json {
  const cards = toList(asObject(answer).cards).map(asObject);
  return asObject(cards.find((card) => card.type === type)?.payload);
}

/** That the service took up the profile: without one it rightly asks for it, whatever else is asked of it. */
export function takeProfile(answer: unknown): Taken {
  return isObject(findPayload(answer, 'profile').profile) ? { profile: 'saved' } : {};
}

/** What an uploaded photo was called by the service; nothing where it did not take it. */
export function takePhoto(answer: unknown): Taken {
  const { photo_id: photoId, qc_status: qcStatus } = findPayload(answer, 'photo_confirm');
  return typeof photoId === 'string' && photoId !== '' ? { photoId, qcStatus: String(qcStatus ?? '') } : {};
}

/** The analysis of the photo that was uploaded. */
function toPhotoBody({ taken: { photoId, qcStatus } }: Pick<User, 'taken'>): unknown {
  return {
    use_photo: true,
    currentRoutine: 'AM cleanser + SPF; PM moisturizer',
    photos: [{ photo_id: photoId, slot_id: 'daylight', qc_status: qcStatus }],
  };
}

const PROFILE_UPDATE: Step<RouteId> = {
  id: 'profile_update',
  route: 'profile_update',
  upstream: 'none',
  body: () => PROFILE,
  takes: takeProfile,
};
/** What every later step rests on. */
const NEEDS: readonly string[] = ['profile'];
/** Recommendations need the upstream only after an analysis that ended well. */
const RECO_CHAT: Step<RouteId> = {
  id: 'reco_chat',
  route: 'chat',
  upstream: 'maybe',
  needs: NEEDS,
  body: () => toChatBody('recommend products'),
};
const toAnalysis = (
  upstream: Step['upstream'],
  body: Step['body'] & {},
  needs: readonly string[] = NEEDS,
): Step<RouteId> => ({ id: 'analysis', route: 'analysis_skin', upstream, needs, body });

export const JOURNEYS: Readonly<Record<JourneyId, Journey<RouteId>>> = {
  use_photo_false: {
    why: 'a user who gives a routine and no photo',
    weight: 40,
    weightOption: 'SCENARIO_USE_PHOTO_FALSE_WEIGHT',
    steps: [PROFILE_UPDATE, toAnalysis('always', () => ROUTINE_ONLY), RECO_CHAT],
    healthyFlags: { notice: 1, low_confidence: 2, language_told: 1 },
  },
  photo_usable: {
    why: 'a user with a good daylight photo',
    weight: 30,
    weightOption: 'SCENARIO_PHOTO_USABLE_WEIGHT',
    steps: [
      PROFILE_UPDATE,
      {
        id: 'photo_upload',
        route: 'photos_upload',
        upstream: 'none',
        needs: NEEDS,
        form: 'daylight',
        takes: takePhoto,
      },
      toAnalysis('always', toPhotoBody, [...NEEDS, 'photoId']),
      RECO_CHAT,
    ],
    healthyFlags: { language_told: 1 },
  },
  photo_forced_fail: {
    why: 'a user whose photo is not there when it is needed',
    weight: 20,
    weightOption: 'SCENARIO_PHOTO_FORCED_FAIL_WEIGHT',
    // A photo that is missing is not asked about upstream.
    steps: [PROFILE_UPDATE, toAnalysis('maybe', () => FORCED_FAIL), RECO_CHAT],
    healthyFlags: { notice: 2, low_confidence: 2, language_told: 1 },
  },
  safety_block: {
    why: 'a user who describes a medical red flag',
    weight: 10,
    weightOption: 'SCENARIO_SAFETY_BLOCK_WEIGHT',
    steps: [
      PROFILE_UPDATE,
      {
        id: 'red_flag_chat',
        route: 'chat',
        upstream: 'none',
        needs: NEEDS,
        body: ({ variant }) => toChatBody(RED_FLAG_MESSAGES[variant] ?? ''),
      },
    ],
    healthyFlags: { notice: 1, low_confidence: 1, safety_block: 1, language_told: 1 },
  },
};
