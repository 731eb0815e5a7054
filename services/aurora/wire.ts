// What both releases of Aurora share on the wire: headers, languages, the upload's form, how they are recognised, the reference.

import type { ServiceSpec, User } from '../../lib/core/service/service.ts';
import { isObject } from '../../lib/core/text/json.ts';
import { PARTS } from './parts.ts';

/** True where the body of an error status claims to be an envelope. */
export const claimsEnvelope = (json: unknown): boolean => isObject(json) && 'cards' in json;

/** True where a body has what only ChatCards v1 has at its root. */
export const isChatCards = (json: unknown): boolean =>
  isObject(json) && 'cards' in json && 'version' in json && 'ops' in json;

/** True where a body can be an envelope of the runbook. */
export const isEnvelope = (json: unknown): boolean => claimsEnvelope(json) && !isChatCards(json);

/** The chip that asks for products. */
export const RECO_ACTION = { action_id: 'chip.start.reco_products', kind: 'chip', data: {} };

/** A chat that nothing has to be known for: it is answered from the profile that is missing. */
const RECOGNITION_CHAT = {
  message: 'recommend products',
  action: RECO_ACTION,
  session: { state: 'idle' },
};

/** Memory is kept by the user's id; a new one for each journey. */
const toHeaders = ({ uid, variant, traceId }: User) => ({
  'X-Aurora-UID': uid,
  'X-Lang': variant,
  'X-Trace-ID': traceId,
  'X-Brief-ID': `brief_${uid}`,
});

export const COMMON = {
  variants: {
    EN: { why: 'a user who writes English', weight: 50 },
    CN: { why: 'a user who writes Chinese', weight: 50, percentOption: 'CN_PERCENT' },
  },
  variantOption: { env: 'SOAK_LANG', flag: 'lang' },
  forms: {
    daylight: {
      fields: { slot_id: 'daylight', consent: 'true' },
      file: {
        field: 'photo',
        name: 'daylight.jpg',
        contentType: 'image/jpeg',
        path: '../aurora/daylight.jpg',
      },
    },
  },
  headers: toHeaders,
  shownHeaders: [
    'content-language',
    'x-lang',
    'x-brief-id',
    'x-aurora-uid',
    'x-aurora-variant',
    'x-aurora-bucket',
    'x-aurora-policy-version',
  ],
  requestIdKey: 'request_id',
  recognition: { route: 'chat', body: RECOGNITION_CHAT },
  parts: PARTS,
  otherBaseNames: ['AURORA_BASE_URL', 'AURORA_ROLLOUT_PROBE_BASE', 'AURORA_PROBE_BASE_URL'],
  upstreamMetrics: {
    calls: 'aurora_skin_upstream_calls_total',
    okLabel: 'outcome="ok"',
    seconds: 'aurora_skin_upstream_duration_seconds_sum',
  },
  reference: {
    program: '../aurora/reference/bff.ts',
    upstream: '../aurora/reference/upstream.ts',
    hasDefects: true,
    reads: [
      'AURORA_UPSTREAM_CONNECTIONS',
      'AURORA_BFF_ANALYSIS_BUDGET_MS',
      'AURORA_BFF_CHAT_RECO_BUDGET_MS',
      'ALLOWED_ORIGINS',
      'CORS_ALLOWED_ORIGINS',
    ],
  },
} as const satisfies Partial<ServiceSpec> | { readonly recognition: unknown };
