// The runtime smoke: the key flows of /v1/* in one pass, as flows of named checks.

import { readRoot } from '../../../lib/core/smoke/answer.ts';
import {
  type Check,
  cannotTell,
  type Flow,
  fail,
  holdTo,
  pass,
  type Smoke,
  type Step,
} from '../../../lib/core/smoke/flow.ts';
import { toObject } from '../../../lib/core/text/json.ts';
import { PROFILE, ROUTES } from '../journeys.ts';
import { findPayload, listChips, toCardNames } from './answer.ts';
import { gatesOpen, hasCard, hasNotice, noSale, noTreatment, offersOrExplains } from './checks.ts';
import { toSetUp, toStep } from './journey-steps.ts';
import { PHOTO_FLOWS } from './photos.ts';
import { SAFETY_WITHOUT_PROFILE, toSafetyFlow } from './safety.ts';
import { toSmoke } from './smoke.ts';
import { CORS_FLOW, EVENTS_FLOW } from './telemetry.ts';

const readProfile = (payload: unknown): unknown => toObject(payload).profile ?? null;

/** The profile of this card holds every field that was sent. */
const keepsProfile = (card: string, id: string, why: string): Check => ({
  id,
  why,
  judge: (answer) => {
    const profile = readProfile(findPayload(answer, card));
    const kept = toObject(profile);
    const lost = Object.keys(PROFILE).filter(
      (key) => JSON.stringify(kept[key]) !== JSON.stringify(toObject(PROFILE)[key]),
    );
    return holdTo(lost.length === 0, `not kept: ${lost.join(', ')}`, () => ({ profile }));
  },
});

const noProfile = (why: string): Check => ({
  id: 'no_profile',
  why,
  judge: (answer) => {
    const card = findPayload(answer, 'session_bootstrap');
    if (!card) return cannotTell('no session_bootstrap card to tell it', toCardNames(answer));
    const profile = readProfile(card);
    return holdTo(profile === null, 'a profile is there', () => ({ profile }));
  },
});

const toBootstrap = (id: string, user: 'own' | 'other', why: string, check: Check): Step => ({
  id,
  why: 'the session begins',
  status: [200],
  contract: 'envelope.v1',
  isSetUp: true,
  call: () => ({ method: 'GET', path: '/v1/session/bootstrap', user }),
  checks: [hasCard('session_bootstrap', why), check].map((one) => ({ ...one, id: `${id}_${one.id}` })),
});

const HEALTH: Flow = {
  id: 'health',
  variants: 'once',
  independent: true,
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
  variants: 'once',
  steps: [
    {
      id: 'required',
      why: 'a call without X-Aurora-UID is a 400 in the form of an answer',
      status: [400],
      contract: ROUTES.chat.contract,
      call: () => ({ method: 'POST', path: '/v1/chat', user: 'none', json: { message: 'Hello' } }),
      checks: [hasCard('error', 'it says what was wrong')],
    },
  ],
};

const MEMORY: Flow = {
  id: 'memory',
  variants: 'each',
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
    toBootstrap('other', 'other', 'so does that of another user', noProfile('another UID gets none of it')),
  ],
};

/** The quick check of the runbook, and the same in Chinese. */
const QUICK_CHECK: Readonly<Record<string, string>> = { EN: 'Recommend a moisturizer', CN: '推荐一款面霜' };

const DIAGNOSIS_FIRST: Flow = {
  id: 'diagnosis_first',
  variants: 'each',
  steps: [
    {
      id: 'chat',
      why: 'a wish for products by an unknown user is answered',
      status: [200],
      contract: ROUTES.chat.contract,
      asked: { step: 'reco_chat', route: 'chat' },
      call: ({ variant }) => ({
        method: 'POST',
        path: '/v1/chat',
        user: 'own',
        json: { message: QUICK_CHECK[variant] },
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
  variants: 'each',
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
  variants: 'each',
  steps: [
    toSetUp('use_photo_false', 'profile_update'),
    toStep('use_photo_false', 'analysis', [hasCard('analysis_summary', 'the analysis is summed up')]),
    toStep('use_photo_false', 'reco_chat', [gatesOpen, offersOrExplains, noTreatment]),
  ],
};

const FLOWS: readonly Flow[] = [
  HEALTH,
  CORS_FLOW,
  UID_REQUIRED,
  MEMORY,
  DIAGNOSIS_FIRST,
  ARTIFACT_GATE,
  NO_PHOTO,
  ...PHOTO_FLOWS,
  toSafetyFlow('safety'),
  SAFETY_WITHOUT_PROFILE,
  EVENTS_FLOW,
];

export const SMOKE: Smoke = toSmoke('runtime smoke', FLOWS);
