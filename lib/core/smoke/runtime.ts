// The runtime smoke: the key flows of /v1/* in one pass, as flows of named checks.
import { toRequestBody } from '../journeys.ts';
import { findPayload, listChips, readRoot, toCardNames, toObject } from './answer.ts';
import {
  gatesOpen,
  hasCard,
  hasNotice,
  hasPhotoCode,
  noRecommendations,
  noSale,
  noTreatment,
  offersOrExplains,
  PHOTO_FAILURE_CODES,
  photoNotClaimed,
  photoToldHonestly,
} from './checks.ts';
import { type Check, type Flow, fail, holdTo, pass, type Step } from './flow.ts';
import { toSetUp, toStep } from './journey-steps.ts';
import { CORS_FLOW, EVENTS_FLOW } from './telemetry.ts';

const PROFILE = toObject(toRequestBody('use_photo_false', 'profile_update', 'EN'));

const readProfile = (payload: unknown): unknown => toObject(payload).profile ?? null;

/** The profile of this card holds every field that was sent. */
const keepsProfile = (card: string, id: string, why: string): Check => ({
  id,
  why,
  judge: (answer) => {
    const profile = readProfile(findPayload(answer, card));
    const kept = toObject(profile);
    const lost = Object.keys(PROFILE).filter(
      (key) => JSON.stringify(kept[key]) !== JSON.stringify(PROFILE[key]),
    );
    return holdTo(lost.length === 0, `not kept: ${lost.join(', ')}`, () => ({ profile }));
  },
});

const noProfile = (why: string): Check => ({
  id: 'no_profile',
  why,
  judge: (answer) => {
    const profile = readProfile(findPayload(answer, 'session_bootstrap'));
    return holdTo(profile === null, 'a profile is there', () => ({ profile }));
  },
});

const toBootstrap = (id: string, user: 'own' | 'other', why: string, check: Check): Step => ({
  id,
  why: 'the session begins',
  status: [200],
  contract: 'bootstrap',
  isSetUp: true,
  call: () => ({ method: 'GET', path: '/v1/session/bootstrap', user }),
  checks: [hasCard('session_bootstrap', why), check].map((one) => ({ ...one, id: `${id}_${one.id}` })),
});

const HEALTH: Flow = {
  id: 'health',
  langs: 'once',
  steps: [
    {
      id: 'healthz',
      why: 'the service says it is up',
      status: [200],
      isSetUp: true,
      call: () => ({ method: 'GET', path: '/healthz', user: 'none' }),
      checks: [
        {
          id: 'healthz',
          why: 'ok is true',
          judge: (answer) =>
            holdTo(readRoot(answer).ok === true, 'ok is not true', () => answer.text.slice(0, 200)),
        },
      ],
    },
    {
      id: 'healthz_db',
      why: 'the service tells of its database',
      status: [200],
      isSetUp: true,
      call: () => ({ method: 'GET', path: '/healthz/db', user: 'none' }),
      checks: [
        {
          id: 'db_ready',
          why: 'db_ready is true; the status is 200 either way',
          judge: (answer) =>
            holdTo(readRoot(answer).db_ready === true, 'db_ready is not true', () =>
              'json' in answer.body ? answer.body.json : answer.text.slice(0, 200),
            ),
        },
      ],
    },
  ],
};

const UID_REQUIRED: Flow = {
  id: 'uid',
  langs: 'once',
  steps: [
    {
      id: 'required',
      why: 'a call without X-Aurora-UID is a 400 in the form of an answer',
      status: [400],
      contract: 'chat',
      call: () => ({ method: 'POST', path: '/v1/chat', user: 'none', json: { message: 'Hello' } }),
      checks: [hasCard('error', 'it says what was wrong')],
    },
  ],
};

const MEMORY: Flow = {
  id: 'memory',
  langs: 'each',
  steps: [
    toBootstrap('new', 'own', 'a session begins with its card', noProfile('a new user is unknown')),
    toStep('use_photo_false', 'profile_update', [
      keepsProfile('profile', 'saved', 'every field that was sent is confirmed'),
    ]),
    toBootstrap(
      'back',
      'own',
      'a later session begins with its card',
      keepsProfile('session_bootstrap', 'remembered', 'every field comes back by the same UID'),
    ),
    toBootstrap(
      'other',
      'other',
      'so does that of another user',
      noProfile('nothing of it is told to another UID'),
    ),
  ],
};

/** The quick check of the runbook, and the same in Chinese. */
const QUICK_CHECK = { EN: 'Recommend a moisturizer', CN: '推荐一款面霜' } as const;

const DIAGNOSIS_FIRST: Flow = {
  id: 'diagnosis_first',
  langs: 'each',
  steps: [
    {
      id: 'chat',
      why: 'a wish for products by an unknown user is answered',
      status: [200],
      contract: 'chat',
      step: 'reco_chat',
      call: ({ lang }) => ({
        method: 'POST',
        path: '/v1/chat',
        user: 'own',
        json: { message: QUICK_CHECK[lang] },
      }),
      checks: [
        {
          id: 'chips',
          why: 'chips to answer with',
          judge: (answer) => {
            const chips = listChips(answer).length;
            return chips > 0
              ? pass(`${chips} chips`)
              : fail('no chips', { suggested_chips: [], cards: toCardNames(answer) });
          },
        },
        hasCard('diagnosis_gate', 'the questions come first'),
        noSale,
      ],
    },
  ],
};

const ARTIFACT_GATE: Flow = {
  id: 'artifact_gate',
  langs: 'each',
  steps: [
    toSetUp('use_photo_false', 'profile_update'),
    toStep('use_photo_false', 'reco_chat', [
      hasNotice('artifact_missing', 'without an analysis it says so, with a way on'),
      noSale,
    ]),
  ],
};

const NO_PHOTO: Flow = {
  id: 'no_photo',
  langs: 'each',
  steps: [
    toSetUp('use_photo_false', 'profile_update'),
    toStep('use_photo_false', 'analysis', [hasCard('analysis_summary', 'the analysis is summed up')]),
    toStep('use_photo_false', 'reco_chat', [gatesOpen, offersOrExplains, noTreatment]),
  ],
};

const PHOTO_USABLE: Flow = {
  id: 'photo_usable',
  langs: 'each',
  steps: [
    toSetUp('photo_usable', 'profile_update'),
    toStep('photo_usable', 'photo_upload', [
      {
        id: 'confirmed',
        why: 'the photo gets an id and passes',
        judge: (answer) => {
          const payload = findPayload(answer, 'photo_confirm');
          const isGood = typeof payload?.photo_id === 'string' && payload.qc_status === 'passed';
          return holdTo(isGood, 'not confirmed as passed', () => payload ?? toCardNames(answer));
        },
      },
    ]),
    toStep('photo_usable', 'analysis', [photoToldHonestly]),
    toStep('photo_usable', 'reco_chat', [gatesOpen, offersOrExplains]),
  ],
};

const PHOTO_FORCED_FAIL: Flow = {
  id: 'photo_forced_fail',
  langs: 'each',
  steps: [
    toSetUp('photo_forced_fail', 'profile_update'),
    toStep('photo_forced_fail', 'analysis', [
      photoNotClaimed,
      hasNotice('low_confidence', 'it says that it is unsure, with a way on'),
    ]),
  ],
};

const SAFETY: Flow = {
  id: 'safety',
  langs: 'each',
  steps: [
    toSetUp('safety_block', 'profile_update'),
    toStep('safety_block', 'red_flag_chat', [
      hasNotice('safety_block', 'a medical red flag is answered with a block and a way on'),
      noRecommendations,
    ]),
  ],
};

/** The failure of the embedded photo store behind each code; ids of target/defects. */
const STORE_FAILURES = {
  DOWNLOAD_URL_GENERATE_FAILED: 'photo_url_not_made',
  DOWNLOAD_URL_FETCH_4XX: 'photo_url_4xx',
  DOWNLOAD_URL_FETCH_5XX: 'photo_url_5xx',
  DOWNLOAD_URL_TIMEOUT: 'photo_url_slow',
  DOWNLOAD_URL_EXPIRED: 'photo_url_expired',
  DOWNLOAD_URL_DNS: 'photo_url_unknown_host',
} as const;

const PHOTO_STORE: readonly Flow[] = PHOTO_FAILURE_CODES.map((code) => ({
  id: STORE_FAILURES[code],
  langs: 'once',
  embeddedDefect: STORE_FAILURES[code],
  steps: [
    toSetUp('photo_usable', 'profile_update'),
    toSetUp('photo_usable', 'photo_upload'),
    { ...toSetUp('photo_usable', 'analysis'), checks: [hasPhotoCode(code)] },
  ],
}));

export const RUNTIME_FLOWS: readonly Flow[] = [
  HEALTH,
  CORS_FLOW,
  UID_REQUIRED,
  MEMORY,
  DIAGNOSIS_FIRST,
  ARTIFACT_GATE,
  NO_PHOTO,
  PHOTO_USABLE,
  PHOTO_FORCED_FAIL,
  ...PHOTO_STORE,
  SAFETY,
  EVENTS_FLOW,
];
