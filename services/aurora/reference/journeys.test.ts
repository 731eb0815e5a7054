// Every journey in both languages, against a healthy upstream: what the user sees, and how often the upstream is asked.
import { describe, expect, it } from 'vitest';
import { isStrongProduct } from './answers/reco.ts';
import type { Envelope } from './envelopes/aurora.ts';
import type { Lang } from './envelopes/turn.ts';
import {
  createRig,
  createUpload,
  findCard,
  findEvent,
  listCards,
  listProducts,
  PROFILE,
  RECO_CHAT,
  RED_FLAGS,
  type Reach,
  walkToAnalysis,
  walkToReco,
  walkToRedFlag,
} from './rig.ts';
import type { Product } from './upstream/catalog.ts';

const LANGS: readonly Lang[] = ['EN', 'CN'];
const ROOT_KEYS = [
  'assistant_message',
  'cards',
  'events',
  'request_id',
  'session_patch',
  'suggested_chips',
  'trace_id',
];

function expectEnvelope(envelope: Envelope): void {
  expect(
    Object.keys(envelope)
      .filter((key) => key !== 'meta')
      .sort(),
  ).toEqual(ROOT_KEYS);
  expect(envelope.request_id).not.toBe('');
  expect(envelope.trace_id).toBe('trace-1');
  for (const card of envelope.cards) {
    expect(card.card_id).toContain(envelope.request_id);
    expect(card.type).not.toBe('');
    expect(card.payload).toBeTypeOf('object');
  }
  for (const { type, payload } of envelope.cards) {
    if (type !== 'confidence_notice') continue;
    expect(payload.actions).toEqual(expect.arrayContaining([expect.any(String)]));
  }
}

const REACHES: readonly {
  readonly reach: Reach;
  readonly analysisCards: readonly string[];
  readonly analysisCalls: number;
  readonly recoCards: readonly string[];
  readonly score: number;
  readonly productCount: number;
}[] = [
  {
    reach: 'medium',
    analysisCards: ['analysis_summary', 'ingredient_plan'],
    analysisCalls: 1,
    recoCards: ['recommendations', 'ingredient_plan', 'confidence_notice:low_confidence'],
    score: 0.75,
    productCount: 5,
  },
  {
    reach: 'high',
    analysisCards: ['analysis_summary', 'ingredient_plan'],
    analysisCalls: 1,
    recoCards: ['recommendations', 'ingredient_plan'],
    score: 0.86,
    productCount: 8,
  },
  {
    reach: 'low',
    analysisCards: ['analysis_summary', 'ingredient_plan', 'confidence_notice:low_confidence'],
    analysisCalls: 0,
    recoCards: ['recommendations', 'ingredient_plan', 'confidence_notice:low_confidence'],
    score: 0.54,
    productCount: 5,
  },
];

describe.each(LANGS)('journeys in %s', (lang) => {
  it.each(REACHES)('reaches $reach confidence', async (expected) => {
    const rig = createRig();
    const analysis = await walkToAnalysis(rig, expected.reach, lang);
    expect(analysis.status).toBe(200);
    expectEnvelope(analysis.envelope());
    expect(listCards(analysis)).toEqual(expected.analysisCards);
    expect(rig.questions).toHaveLength(expected.analysisCalls);
    const artifact = findCard(analysis, 'analysis_summary')!.payload.diagnosis_artifact;
    expect(artifact).toMatchObject({ overall_confidence: { score: expected.score, level: expected.reach } });

    const reco = await rig.call('/v1/chat', { body: RECO_CHAT, lang });
    expectEnvelope(reco.envelope());
    expect(listCards(reco)).toEqual(expected.recoCards);
    expect(rig.questions).toHaveLength(expected.analysisCalls + 1);
    expect(listProducts(reco)).toHaveLength(expected.productCount);
    expect(findCard(reco, 'recommendations')!.payload.recommendation_confidence_level).toBe(expected.reach);
    expect(findEvent(reco, 'recos_requested')).toMatchObject({
      source: 'artifact_matcher_v1',
      low_confidence: expected.reach === 'low',
      confidence_level: expected.reach,
      confidence_score: expected.score,
    });
  });

  it.each(['medium', 'low'] as const)('keeps treatments out at %s confidence', async (reach) => {
    const products = listProducts(await walkToReco(createRig(), reach, lang));
    expect(products.filter((product) => isStrongProduct(product as Product))).toEqual([]);
  });

  it('recommends treatments at high confidence, and reasons may speak of retinol', async () => {
    const products = listProducts(await walkToReco(createRig(), 'high', lang)) as readonly Product[];
    expect(products.filter(isStrongProduct)).toHaveLength(3);
    const reasons = products.flatMap((product) => product.reasons).join(' ');
    expect(reasons).toMatch(lang === 'CN' ? /不含视黄醇/ : /no retinol/);
  });

  it('blocks a red flag without asking the upstream', async () => {
    const rig = createRig();
    const chat = await walkToRedFlag(rig, lang);
    expectEnvelope(chat.envelope());
    expect(listCards(chat)).toEqual(['confidence_notice:safety_block']);
    expect(rig.questions).toHaveLength(0);
  });

  it('asks for a profile first, then for an analysis', async () => {
    const rig = createRig();
    for (const message of [RECO_CHAT.message, RED_FLAGS[lang]]) {
      const gate = await rig.call('/v1/chat', { body: { ...RECO_CHAT, message }, lang });
      expect(listCards(gate)).toEqual(['diagnosis_gate']);
      expect(gate.envelope().suggested_chips.length).toBeGreaterThan(0);
    }
    await rig.call('/v1/profile/update', { body: PROFILE, lang });
    const missing = await rig.call('/v1/chat', { body: RECO_CHAT, lang });
    expect(listCards(missing)).toEqual(['confidence_notice:artifact_missing']);
    expect(rig.questions).toHaveLength(0);
  });

  it('answers small talk with a card', async () => {
    const message = lang === 'CN' ? '下周去海边，怎么护肤？' : 'Travel next week skincare plan please';
    const chat = await createRig().call('/v1/chat', { body: { message }, lang });
    expectEnvelope(chat.envelope());
    expect(listCards(chat)).toEqual(['env_stress']);
    expect(chat.envelope().assistant_message?.content).toMatch(lang === 'CN' ? /[一-鿿]/ : /weather/);
  });

  it('speaks its language', async () => {
    const reco = await walkToReco(createRig(), 'high', lang);
    const names = listProducts(reco).map(({ name }) => name);
    for (const name of names) expect(/[一-鿿]/.test(String(name))).toBe(lang === 'CN');
  });
});

describe('sizes', () => {
  it.each([
    ['/v1/profile/update', 700, 1_500],
    ['/v1/analysis/skin', 13_000, 21_000],
    ['/v1/chat', 8_000, 13_000],
  ])('%s answers with %d to %d bytes, as recorded', async (path, min, max) => {
    const rig = createRig();
    const profile = await rig.call('/v1/profile/update', { body: PROFILE });
    const analysis = await walkToAnalysis(rig, 'medium', 'EN');
    const chat = await rig.call('/v1/chat', { body: RECO_CHAT });
    const answered = { '/v1/profile/update': profile, '/v1/analysis/skin': analysis, '/v1/chat': chat }[path];
    const bytes = Buffer.byteLength(answered!.text);
    expect(bytes).toBeGreaterThan(min);
    expect(bytes).toBeLessThan(max);
  });
});

describe('photos', () => {
  it.each([
    { name: 'a JPEG', body: createUpload(), status: 200, qcStatus: 'passed' },
    { name: 'a PNG', body: createUpload([0x89, 0x50, 0x4e, 0x47]), status: 200, qcStatus: 'failed' },
    { name: 'no consent', body: createUpload(undefined, 'false'), status: 400, error: 'CONSENT_REQUIRED' },
    { name: 'no form', body: { photo: 'here' }, status: 400, error: 'BAD_REQUEST' },
  ])('takes $name for what it is', async ({ body, status, qcStatus, error }) => {
    const upload = await createRig().call('/v1/photos/upload', { body });
    expect(upload.status).toBe(status);
    const { type, payload } = upload.envelope().cards[0]!;
    expect(type).toBe(error === undefined ? 'photo_confirm' : 'error');
    expect(payload).toMatchObject(
      error === undefined ? { slot_id: 'daylight', qc_status: qcStatus } : { error },
    );
  });

  it.each([
    { name: 'of another user', uid: 'user-2', qc_status: 'passed', failure: 'DOWNLOAD_URL_GENERATE_FAILED' },
    { name: 'that the caller calls failed', uid: 'user-1', qc_status: 'failed', failure: undefined },
  ])('does not use a photo $name', async ({ uid, qc_status, failure }) => {
    const rig = createRig();
    const upload = await rig.call('/v1/photos/upload', { body: createUpload() });
    const { photo_id } = upload.envelope().cards[0]!.payload;
    const body = { use_photo: true, photos: [{ photo_id, slot_id: 'daylight', qc_status }] };
    const analysis = await rig.call('/v1/analysis/skin', { body, uid });
    const { used_photos, photo_notice } = findCard(analysis, 'analysis_summary')!.payload;
    expect(used_photos).toBe(false);
    expect((photo_notice as { failure_code?: string } | undefined)?.failure_code).toBe(failure);
    expect(rig.questions).toHaveLength(0);
  });
});
