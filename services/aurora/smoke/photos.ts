// What becomes of a photo: used, or honestly not, whatever the store behind the service does.

import { type Flow, holdTo } from '../../../lib/core/smoke/flow.ts';
import { findPayload, toCardNames } from './answer.ts';
import {
  gatesOpen,
  hasNotice,
  hasPhotoCode,
  offersOrExplains,
  PHOTO_FAILURE_CODES,
  photoNotClaimed,
  photoToldHonestly,
} from './checks.ts';
import { toSetUp, toStep } from './journey-steps.ts';

const PHOTO_USABLE: Flow = {
  id: 'photo_usable',
  variants: 'each',
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
  variants: 'each',
  steps: [
    toSetUp('photo_forced_fail', 'profile_update'),
    toStep('photo_forced_fail', 'analysis', [
      photoNotClaimed,
      hasNotice('low_confidence', 'it says that it is unsure, with a way on'),
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
  variants: 'once',
  embeddedDefect: STORE_FAILURES[code],
  steps: [
    toSetUp('photo_usable', 'profile_update'),
    toSetUp('photo_usable', 'photo_upload'),
    { ...toSetUp('photo_usable', 'analysis'), checks: [hasPhotoCode(code)] },
  ],
}));

export const PHOTO_FLOWS: readonly Flow[] = [PHOTO_USABLE, PHOTO_FORCED_FAIL, ...PHOTO_STORE];
