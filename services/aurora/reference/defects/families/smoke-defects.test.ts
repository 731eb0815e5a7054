// The defects around the conversation and the failures of the photo store, switched on: what each does, and that it is counted.
import { describe, expect, it } from 'vitest';
import { SPOKEN } from '../../envelopes/renderers.ts';
import {
  type Answered,
  createRig,
  createUpload,
  findCard,
  listCards,
  PROFILE,
  RECO_CHAT,
  type Rig,
  walkToAnalysis,
} from '../../rig.ts';
import { PHOTO_STORE_FAILURES } from './photo-store-failures.ts';
import type { SMOKE_DEFECTS } from './smoke-defects.ts';

const ORIGIN = 'https://aurora.pivota.cc';
const EVENT = { event_name: 'tap', brief_id: 'b', trace_id: 't', timestamp: 1 };
const preflight = (rig: Rig, origin = ORIGIN) =>
  rig.call('/v1/chat', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-lang' },
  });
const session = (rig: Rig) => rig.call('/v1/session/bootstrap', { method: 'GET' });
const knownSession = async (rig: Rig) => {
  await rig.call('/v1/profile/update', { body: PROFILE });
  return session(rig);
};
const missingPhoto = (rig: Rig) => walkToAnalysis(rig, 'low', 'EN');
const artifactMissing = async (rig: Rig) => {
  await rig.call('/v1/profile/update', { body: PROFILE });
  return rig.call('/v1/chat', { body: RECO_CHAT });
};
const gate = (rig: Rig) => rig.call('/v1/chat', { body: RECO_CHAT });
const events = (events: unknown[]) => (rig: Rig) =>
  rig.call('/v1/events', { body: { source: 's', events }, uid: null });
const summary = (got: Answered) => findCard(got, 'analysis_summary')?.payload;

const ROWS: Readonly<
  Record<
    keyof typeof SMOKE_DEFECTS,
    readonly [(rig: Rig) => Promise<Answered>, (got: Answered) => unknown, unknown, unknown]
  >
> = {
  database_lost: [
    (rig) => rig.call('/healthz/db', { method: 'GET' }),
    (got) => [got.status, JSON.parse(got.text).db_ready],
    [200, true],
    [200, false],
  ],
  events_take_anything: [events([]), ({ status }) => status, 400, 204],
  events_refused: [events([EVENT]), ({ status }) => status, 204, 400],
  origin_refused: [preflight, ({ headers }) => headers.get('access-control-allow-origin'), ORIGIN, null],
  profile_forgotten: [
    knownSession,
    (got) => findCard(got, 'session_bootstrap')?.payload.profile,
    expect.objectContaining(PROFILE),
    null,
  ],
  profile_of_another: [
    session,
    (got) => findCard(got, 'session_bootstrap')?.payload.profile,
    null,
    expect.objectContaining({ skinType: 'dry' }),
  ],
  diagnosis_skipped: [gate, listCards, ['diagnosis_gate'], ['diagnosis_gate', 'recommendations']],
  diagnosis_with_offers: [gate, listCards, ['diagnosis_gate'], ['diagnosis_gate', 'offers']],
  diagnosis_without_chips: [
    gate,
    (got) => {
      const { suggested_chips, suggested_quick_replies } = JSON.parse(got.text);
      return (suggested_chips ?? suggested_quick_replies).length > 0;
    },
    true,
    false,
  ],
  artifact_gate_open: [
    artifactMissing,
    listCards,
    ['confidence_notice:artifact_missing'],
    ['confidence_notice:artifact_missing', 'recommendations'],
  ],
  photo_code_unknown: [
    missingPhoto,
    (got) => summary(got)?.photo_notice,
    expect.objectContaining({ failure_code: 'DOWNLOAD_URL_GENERATE_FAILED' }),
    expect.objectContaining({ failure_code: 'PHOTO_BROKEN' }),
  ],
  photo_notice_missing: [missingPhoto, (got) => 'photo_notice' in (summary(got) ?? {}), true, false],
  photo_claimed: [missingPhoto, (got) => summary(got)?.used_photos, false, true],
};

describe.each(SPOKEN)('in a service that speaks %s', (envelope) => {
  it.each(Object.entries(ROWS))('%s does what it says, and is counted', async (id, [
    scene,
    read,
    healthy,
    broken,
  ]) => {
    expect(read(await scene(createRig({ envelope })))).toEqual(healthy);
    const rig = createRig({ envelope, defects: id });
    expect(read(await scene(rig))).toEqual(broken);
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toMatch(new RegExp(`aurora_defect_applied_total\\{id="${id}"\\} [1-9]`));
  });
});

it.each(
  Object.entries(PHOTO_STORE_FAILURES),
)('%s: the service goes on without the photo and says why', async (id, { effect }) => {
  const rig = createRig({ defects: id });
  await rig.call('/v1/profile/update', { body: PROFILE });
  const upload = await rig.call('/v1/photos/upload', { body: createUpload() });
  expect(findCard(upload, 'photo_confirm')?.payload.qc_status).toBe('passed');
  const got = await walkToAnalysis(rig, 'high', 'EN');
  expect(summary(got)).toMatchObject({ used_photos: false, photo_notice: { failure_code: effect.fault } });
  expect(listCards(got)).toContain('confidence_notice:low_confidence');
  expect(rig.questions).toEqual([]);
});

it('an origin that is not on the list is not allowed', async () => {
  const { headers } = await preflight(createRig(), 'https://elsewhere.example');
  expect(headers.get('access-control-allow-origin')).toBeNull();
});
