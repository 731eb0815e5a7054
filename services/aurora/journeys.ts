// The four journeys of the mix: which calls a user makes, in order. Facts: the service's runbook and recorded traffic.
import { drawUnit, pickWeighted } from '../../lib/core/stats/draw.ts';

export type Lang = 'EN' | 'CN';
export const LANGS = ['EN', 'CN'] as const satisfies readonly Lang[];

export type JourneyId = 'use_photo_false' | 'photo_usable' | 'photo_forced_fail' | 'safety_block';
export type StepId = 'profile_update' | 'photo_upload' | 'analysis' | 'reco_chat' | 'red_flag_chat';
export type RouteId = 'profile_update' | 'photos_upload' | 'analysis_skin' | 'chat';

/** One HTTP route of the service. `timeoutMs` is the longest answer the service may honestly take, plus 3 s of network. */
export interface Route {
  readonly path: string;
  readonly timeoutMs: number;
}

/** Hard budgets in production are 12 s (analysis) and 9 s (reco chat); past them the service must answer degraded. */
export const ROUTES: Readonly<Record<RouteId, Route>> = {
  profile_update: { path: '/v1/profile/update', timeoutMs: 10_000 },
  photos_upload: { path: '/v1/photos/upload', timeoutMs: 15_000 },
  analysis_skin: { path: '/v1/analysis/skin', timeoutMs: 15_000 },
  chat: { path: '/v1/chat', timeoutMs: 12_000 },
};

export const STEP_ROUTES: Readonly<Record<StepId, RouteId>> = {
  profile_update: 'profile_update',
  photo_upload: 'photos_upload',
  analysis: 'analysis_skin',
  reco_chat: 'chat',
  red_flag_chat: 'chat',
};

export interface Journey {
  readonly why: string;
  readonly weight: number;
  readonly weightOption: string;
  readonly steps: readonly StepId[];
}

export const JOURNEYS: Readonly<Record<JourneyId, Journey>> = {
  use_photo_false: {
    why: 'a user who gives a routine and no photo',
    weight: 40,
    weightOption: 'SCENARIO_USE_PHOTO_FALSE_WEIGHT',
    steps: ['profile_update', 'analysis', 'reco_chat'],
  },
  photo_usable: {
    why: 'a user with a good daylight photo',
    weight: 30,
    weightOption: 'SCENARIO_PHOTO_USABLE_WEIGHT',
    steps: ['profile_update', 'photo_upload', 'analysis', 'reco_chat'],
  },
  photo_forced_fail: {
    why: 'a user whose photo is not there when it is needed',
    weight: 20,
    weightOption: 'SCENARIO_PHOTO_FORCED_FAIL_WEIGHT',
    steps: ['profile_update', 'analysis', 'reco_chat'],
  },
  safety_block: {
    why: 'a user who describes a medical red flag',
    weight: 10,
    weightOption: 'SCENARIO_SAFETY_BLOCK_WEIGHT',
    steps: ['profile_update', 'red_flag_chat'],
  },
};

/**
 * What a call asks of the service's upstream. `always`: an analysis of answers or of a usable photo has nothing else to go
 * by. `maybe`: recommendations need it only after an analysis that ended well, and a photo that is missing is not asked about.
 */
export type UpstreamNeed = 'none' | 'maybe' | 'always';

/** What this call of this journey asks of the service's upstream. Facts: the service's runbook and recorded traffic. */
export function getUpstreamNeed(journey: JourneyId, step: StepId): UpstreamNeed {
  switch (step) {
    case 'analysis':
      return journey === 'photo_forced_fail' ? 'maybe' : 'always';
    case 'reco_chat':
      return 'maybe';
    case 'profile_update':
    case 'photo_upload':
    case 'red_flag_chat':
      return 'none';
  }
}

export const JOURNEY_IDS = Object.keys(JOURNEYS) as readonly JourneyId[];

/** The longest a journey can last, in seconds: every call of its longest chain running into its time-out. */
export const LONGEST_JOURNEY_SEC = Math.max(
  ...JOURNEY_IDS.map((id) =>
    JOURNEYS[id].steps.reduce((sum, step) => sum + ROUTES[STEP_ROUTES[step]].timeoutMs / 1000, 0),
  ),
);

/** What an uploaded photo was called by the service. */
export interface Photo {
  readonly photoId: string;
  readonly qcStatus: string;
}

const PROFILE = {
  skinType: 'oily',
  sensitivity: 'low',
  barrierStatus: 'healthy',
  goals: ['acne', 'hydration'],
  budgetTier: '$50',
  region: 'US',
};
const RECO_ACTION = { action_id: 'chip.start.reco_products', kind: 'chip', data: {} };
const RECO_MESSAGE = 'recommend products';
const RED_FLAG_MESSAGES: Readonly<Record<Lang, string>> = {
  EN: 'I have severe pain, oozing pus and bleeding. recommend products now.',
  CN: '我脸上有剧痛、化脓和出血，请推荐产品。',
};
const FORCED_FAIL_PHOTO = { photo_id: 'missing_photo_forced_fail', slot_id: 'daylight', qc_status: 'failed' };

function toAnalysisBody(journey: JourneyId, photo: Photo | undefined): unknown {
  if (journey === 'photo_forced_fail') return { use_photo: true, photos: [FORCED_FAIL_PHOTO] };
  if (!photo) return { use_photo: false, currentRoutine: 'AM cleanser + SPF; PM moisturizer + niacinamide' };
  return {
    use_photo: true,
    currentRoutine: 'AM cleanser + SPF; PM moisturizer',
    photos: [{ photo_id: photo.photoId, slot_id: 'daylight', qc_status: photo.qcStatus }],
  };
}

function toChatBody(message: string): unknown {
  return { message, action: RECO_ACTION, session: { state: 'idle' } };
}

/** The JSON body of one step; `undefined` for the upload, whose body is a form. `photo` is what the upload answered, if it did. */
export function toRequestBody(journey: JourneyId, step: StepId, lang: Lang, photo?: Photo): unknown {
  switch (step) {
    case 'profile_update':
      return PROFILE;
    case 'photo_upload':
      return undefined;
    case 'analysis':
      return toAnalysisBody(journey, photo);
    case 'reco_chat':
      return toChatBody(RECO_MESSAGE);
    case 'red_flag_chat':
      return toChatBody(RED_FLAG_MESSAGES[lang]);
  }
}

export interface DrawnJourney {
  readonly journey: JourneyId;
  readonly lang: Lang;
}

/** What the mix is drawn from: weights by journey, and the share of Chinese in percent (0..100). */
export interface Mix {
  readonly weights: Readonly<Record<JourneyId, number>>;
  readonly cnPercent: number;
}

/** The journey and language of the n-th journey of a run: the same for the same seed, whoever runs it and when. */
export function drawJourney(mix: Mix, seed: number, index: number): DrawnJourney {
  const journey = pickWeighted(mix.weights, drawUnit(seed, index, 1));
  return { journey, lang: drawUnit(seed, index, 2) * 100 < mix.cnPercent ? 'CN' : 'EN' };
}

/** Every journey in every language the mix allows, once: the order of `--once`. */
export function listEveryJourney(mix: Mix): DrawnJourney[] {
  const langs = LANGS.filter((lang) => (lang === 'CN' ? mix.cnPercent > 0 : mix.cnPercent < 100));
  return JOURNEY_IDS.filter((id) => mix.weights[id] > 0).flatMap((journey) =>
    langs.map((lang) => ({ journey, lang })),
  );
}
