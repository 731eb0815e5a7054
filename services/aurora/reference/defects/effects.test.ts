// Every defect that both envelopes can have, switched on in each: what it does to an answer. A defect without a row fails.
import { describe, expect, it, vi } from 'vitest';
import { SPOKEN } from '../envelopes/renderers.ts';
import {
  type Answered,
  createRig,
  createUpload,
  findCard,
  findEvent,
  listCards,
  listProducts,
  PROFILE,
  type Rig,
  readCards,
  walkToAnalysis,
  walkToReco,
  walkToRedFlag,
} from '../rig.ts';
import { CHATCARDS_DEFECTS } from './families/chatcards-defects.ts';
import { CHATCARDS_VARIANTS } from './families/chatcards-variants.ts';
import { LEAK_DEFECTS } from './families/leak-defects.ts';
import { PHOTO_STORE_FAILURES } from './families/photo-store-failures.ts';
import { SMOKE_DEFECTS } from './families/smoke-defects.ts';
import { DEFECT_IDS, DEFECTS, type DefectId } from './table.ts';

type Scene = (rig: Rig) => Promise<Answered>;
const profile: Scene = (rig) => rig.call('/v1/profile/update', { body: PROFILE });
const hello: Scene = (rig) => rig.call('/v1/chat', { body: { message: 'hello' } });
/** A plain answer in the envelope in question. */
const plain: Scene = (rig) => (rig.spoken === 'chatcards' ? hello(rig) : profile(rig));
const plainCard = ({ spoken }: Rig) => (spoken === 'chatcards' ? 'travel' : 'profile');
const redFlag: Scene = (rig) => walkToRedFlag(rig, 'EN');
const gentle: Scene = (rig) => walkToReco(rig, 'medium', 'EN');
const gentleCn: Scene = (rig) => walkToReco(rig, 'medium', 'CN');
const analysis: Scene = (rig) => walkToAnalysis(rig, 'medium', 'EN');
const full: Scene = (rig) => walkToReco(rig, 'high', 'EN');
const prefetch: Scene = (rig) =>
  rig.call('/v1/ops/pdp-prefetch/run', { body: {}, headers: { 'x-aurora-admin-key': 'k' } });

const pageReviews: Scene = (rig) =>
  rig.call('/agent/shop/v1/invoke', {
    body: {
      operation: 'get_pdp_v2',
      payload: { product_ref: { merchant_id: 'm', product_id: 'p' }, include: ['reviews_preview'] },
    },
  });

const raw = (answered: Answered): Record<string, unknown> => JSON.parse(answered.text);
const HAN = /[\u4e00-\u9fff]/;
const textOf = (answered: Answered): string => {
  const { assistant_text: text, assistant_message: message } = raw(answered);
  return String(text ?? (message as { readonly content?: unknown } | null)?.content);
};
const lastCard = (answered: Answered) => readCards(answered).at(-1);
const notices = (answered: Answered) =>
  readCards(answered).filter(({ type }) => type === 'confidence_notice');

type Check = (answered: Answered, rig: Rig) => void;
const ROWS: Readonly<Partial<Record<DefectId, readonly [Scene, Check]>>> = {
  schema_extra_root_key: [profile, (got) => expect(raw(got)).toHaveProperty('debug_context')],
  schema_wrong_type: [
    plain,
    (got, { spoken }) =>
      expect(raw(got)[spoken === 'chatcards' ? 'suggested_quick_replies' : 'suggested_chips']).toBe('none'),
  ],
  schema_missing_request_id: [plain, (got) => expect(raw(got)).not.toHaveProperty('request_id')],
  answer_of_another_user: [
    async (rig) => {
      await rig.call('/v1/profile/update', { body: { ...PROFILE, region: 'CA' }, uid: 'user-2' });
      await rig.call('/v1/chat', {
        body: { message: 'hello' },
        uid: 'user-2',
        headers: { 'x-trace-id': 't2' },
      });
      return plain(rig);
    },
    (got, { spoken }) =>
      spoken === 'chatcards'
        ? expect(raw(got).trace_id).toBe('t2')
        : expect(findCard(got, 'profile')?.payload.profile).toMatchObject({ region: 'CA' }),
  ],
  trace_id_constant: [plain, (got) => expect(raw(got).trace_id).toBe('trace_of_all')],
  trace_id_of_former_call: [
    async (rig) => {
      await rig.call('/v1/chat', { body: { message: 'hello' }, headers: { 'x-trace-id': 't-before' } });
      return plain(rig);
    },
    (got) => expect(raw(got).trace_id).toBe('t-before'),
  ],
  trace_id_missing: [plain, (got) => expect(raw(got)).not.toHaveProperty('trace_id')],
  healthy_upload_own_trace: [
    (rig) => rig.call('/v1/photos/upload', { body: createUpload() }),
    (got) => expect(raw(got).trace_id).not.toBe('trace-1'),
  ],
  answer_in_english: [gentleCn, (got) => expect(textOf(got)).not.toMatch(HAN)],
  answer_in_chinese: [gentle, (got) => expect(textOf(got)).not.toMatch(/[a-z]/i)],
  answer_in_japanese: [gentleCn, (got) => expect(textOf(got)).toMatch(/[\u3041-\u3096]/)],
  answer_in_english_after_hello: [gentleCn, (got) => expect(textOf(got)).toMatch(/好.*gentle/)],
  healthy_traditional_chinese: [gentleCn, (got) => expect(textOf(got)).toMatch(/補/)],
  healthy_brand_names: [gentleCn, (got) => expect(textOf(got)).toMatch(/CeraVe/)],
  healthy_wordless: [gentleCn, (got) => expect(textOf(got)).not.toMatch(/\p{L}/u)],
  schema_empty_trace_id: [plain, (got) => expect(raw(got).trace_id).toBe('')],
  schema_broken_second_card: [
    plain,
    (got, rig) => {
      expect(listCards(got)[0]).toBe(plainCard(rig));
      expect(lastCard(got)?.type).toBeUndefined();
    },
  ],
  schema_broken_second_recommendations: [
    gentle,
    (got) => {
      expect(listProducts(got)).toHaveLength(5);
      expect(lastCard(got)?.payload.recommendations).toBe('soon');
    },
  ],
  schema_unknown_notice_reason: [
    plain,
    (got) => expect(listCards(got)).toContain('confidence_notice:felt_like_it'),
  ],
  deep_nesting: [plain, (got) => expect(got.text).toContain('['.repeat(2_000))],
  empty_cards: [plain, (got) => expect(raw(got).cards).toEqual([])],
  no_renderable_cards: [
    gentle,
    (got) => {
      expect(listCards(got)).toEqual(['recommendations']);
      expect(listProducts(got)).toEqual([]);
    },
  ],
  blank_cards: [plain, (got) => expect(listCards(got)).toEqual(['nudge', 'recommendations'])],
  huge_body_10mb: [
    plain,
    (got, rig) => {
      expect(got.text.length).toBeGreaterThan(10_000_000);
      expect(listCards(got)).toEqual([plainCard(rig)]);
    },
  ],
  rollout_meta_missing: [
    redFlag,
    (got) => {
      expect(raw(got)).not.toHaveProperty('meta');
      expect(raw(got).session_patch).not.toHaveProperty('meta');
    },
  ],
  rollout_variant_mismatch: [
    redFlag,
    (got) => expect(got.headers.get('x-aurora-variant')).not.toBe(got.envelope().meta?.rollout_variant),
  ],
  rollout_bucket_out_of_range: [redFlag, (got) => expect(got.envelope().meta?.rollout_bucket).toBe(100)],
  rollout_header_missing: [
    redFlag,
    (got) => {
      expect(got.headers.get('x-aurora-variant')).toBeNull();
      expect(got.envelope().meta).toBeDefined();
    },
  ],
  rollout_bucket_mismatch: [
    redFlag,
    (got) => expect(got.headers.get('x-aurora-bucket')).not.toBe(String(got.envelope().meta?.rollout_bucket)),
  ],
  rollout_policy_mismatch: [
    redFlag,
    (got) => expect(got.headers.get('x-aurora-policy-version')).not.toBe(got.envelope().meta?.policy_version),
  ],
  rollout_bucket_from_100: [
    redFlag,
    (got) => {
      const bucket = got.envelope().meta?.rollout_bucket;
      expect(bucket).toBeGreaterThan(99);
      expect(got.headers.get('x-aurora-bucket')).toBe(String(bucket));
    },
  ],
  rollout_split_drift: [
    redFlag,
    (got) => {
      const meta = got.envelope().meta;
      expect(meta?.rollout_variant).toBe((meta?.rollout_bucket ?? 0) < 75 ? 'v2_core' : 'legacy');
      expect(got.headers.get('x-aurora-variant')).toBe(meta?.rollout_variant);
    },
  ],
  waf_403: [redFlag, (got) => expect(got.status).toBe(403)],
  cdn_54113: [redFlag, (got) => expect([got.status, got.text.includes('54113')]).toEqual([503, true])],
  notice_without_actions: [redFlag, (got) => expect(notices(got)[0]?.payload.actions).toEqual([])],
  notice_actions_wrong_type: [redFlag, (got) => expect(notices(got)[0]?.payload.actions).toBe('retry')],
  notice_actions_missing: [redFlag, (got) => expect(notices(got)[0]?.payload).not.toHaveProperty('actions')],
  notice_actions_blank: [
    redFlag,
    (got) => expect(notices(got)[0]?.payload.actions).toEqual([' ', '\u200b', '\u3000\u00ad']),
  ],
  second_notice_without_actions: [
    redFlag,
    (got) => {
      expect(notices(got)[0]?.payload.actions).not.toEqual([]);
      expect(notices(got)[1]?.payload.actions).toEqual([]);
    },
  ],
  safety_with_recommendations: [
    redFlag,
    (got) => expect(listCards(got)).toEqual(['confidence_notice:safety_block', 'recommendations']),
  ],
  red_flag_not_blocked: [redFlag, (got) => expect(listCards(got)).toEqual(['recommendations'])],
  low_med_leak_en: [gentle, (got) => expect(JSON.stringify(listProducts(got).at(-1))).toMatch(/retinal/i)],
  low_med_leak_cn: [gentleCn, (got) => expect(JSON.stringify(listProducts(got).at(-1))).toMatch(/视黄醇/)],
  http_500_json: [plain, (got) => expect([got.status, raw(got)]).toEqual([500, { error: 'INTERNAL' }])],
  http_502_html: [
    plain,
    (got) => {
      expect(got.status).toBe(502);
      expect(got.headers.get('content-type')).toContain('text/html');
    },
  ],
  http_500_envelope: [
    plain,
    (got, rig) => expect([got.status, listCards(got)]).toEqual([500, [plainCard(rig)]]),
  ],
  http_400_envelope: [
    plain,
    (got, rig) => expect([got.status, listCards(got)]).toEqual([400, [plainCard(rig)]]),
  ],
  http_302_envelope: [
    plain,
    (got, rig) =>
      expect([got.status, got.headers.get('location'), listCards(got)]).toEqual([
        302,
        '/elsewhere',
        [plainCard(rig)],
      ]),
  ],
  http_429: [plain, (got) => expect([got.status, got.headers.get('retry-after')]).toEqual([429, '1'])],
  html_200: [plain, (got) => expect([got.status, got.text.slice(0, 9)]).toEqual([200, '<!doctype'])],
  empty_body_200: [plain, (got) => expect([got.status, got.text]).toEqual([200, ''])],
  truncated_json: [plain, (got) => expect(() => raw(got)).toThrow(SyntaxError)],
  invalid_utf8: [plain, (got) => expect(raw(got)).not.toHaveProperty('request_id')],
  invalid_utf8_in_text: [plain, (got) => expect(raw(got).trace_id).toMatch(/^\ufffd/)],
  duplicate_keys: [
    plain,
    (got) => {
      expect(got.text.match(/"cards":/g)).toHaveLength(2);
      expect(raw(got).cards).toEqual([]);
    },
  ],
  bypass_upstream: [
    gentle,
    (got, rig) => {
      expect(listProducts(got)).toHaveLength(5);
      expect(rig.questions).toHaveLength(0);
    },
  ],
  guard_fallback: [full, (got) => expect(findEvent(got, 'reco_output_guard_fallback')).toBeDefined()],
  profile_not_saved: [
    (rig) => walkToRedFlag(rig, 'EN'),
    (got) => expect(listCards(got)).toEqual(['diagnosis_gate']),
  ],
  timeout_degraded: [gentle, (got) => expect(listCards(got)).toEqual(['confidence_notice:artifact_missing'])],
  prefetch_failed: [
    prefetch,
    (got) =>
      expect(raw(got)).toMatchObject({ ok: true, data: { runtime: { totals: { ok: 0, failed: 2 } } } }),
  ],
  reviews_408: [pageReviews, (got) => expect(got.status).toBe(408)],
  healthy_no_retinol_reason: [
    gentle,
    (got) => {
      expect(listProducts(got)).toHaveLength(5);
      for (const { reasons } of listProducts(got)) expect(JSON.stringify(reasons)).toMatch(/no retinol/i);
    },
  ],
  healthy_empty_recos_beside_notice: [
    full,
    (got) => {
      expect(listProducts(got)).toEqual([]);
      expect(findCard(got, 'recommendations')).toBeDefined();
      expect(notices(got)[0]?.payload.actions).not.toEqual([]);
    },
  ],
  healthy_extra_card_keys: [
    plain,
    (got) => expect(lastCard(got)).toMatchObject({ title: 'For you', rank: 0 }),
  ],
  healthy_empty_recos_beside_block: [
    redFlag,
    (got) => expect(listCards(got)).toEqual(['confidence_notice:safety_block', 'recommendations']),
  ],
  healthy_second_notice: [
    redFlag,
    (got) => {
      expect(notices(got)).toHaveLength(2);
      for (const { payload } of notices(got)) expect(payload.actions).not.toEqual([]);
    },
  ],
  healthy_blank_beside_action: [
    redFlag,
    (got) =>
      expect(notices(got)[0]?.payload.actions).toEqual([
        ' ',
        expect.any(String),
        expect.any(String),
        expect.any(String),
      ]),
  ],
  healthy_sparse_card: [profile, (got) => expect(got.text).toContain('[null,{"text":"oily"}]')],
  healthy_deep_session: [plain, (got) => expect(got.text).toContain('{"in":'.repeat(500))],
  healthy_status_201: [
    plain,
    (got, rig) => expect([got.status, listCards(got)]).toEqual([201, [plainCard(rig)]]),
  ],
  // What creeps changes no answer: its connection tells, or its process (leak.test.ts).
  slow_down: [plain, (got, rig) => expect(listCards(got)).toEqual([plainCard(rig)])],
  leak_memory: [plain, (got, rig) => expect(listCards(got)).toEqual([plainCard(rig)])],
  leak_descriptor: [plain, (got, rig) => expect(listCards(got)).toEqual([plainCard(rig)])],
  healthy_saw_tooth: [plain, (got, rig) => expect(listCards(got)).toEqual([plainCard(rig)])],
  healthy_two_replicas: [
    async (rig) => {
      const calls = async () =>
        /upstream_calls_total\{route="\/v1\/analysis\/skin",outcome="ok",tenant="direct"\} (\d)/.exec(
          (await rig.call('/metrics', { method: 'GET' })).text,
        )?.[1];
      const answered = await analysis(rig);
      expect([await calls(), await calls(), await calls(), await calls()]).toEqual(['1', '0', '1', '0']);
      return answered;
    },
    (got) => expect(listCards(got)).toContain('analysis_summary'),
  ],
  healthy_one_connection: [
    analysis,
    (got, { shared }) => {
      expect(listCards(got)).toContain('analysis_summary');
      expect(shared).toEqual([true]);
    },
  ],
  healthy_unknown_card_type: [
    plain,
    (got, rig) => expect(listCards(got)).toEqual([plainCard(rig), 'season_tip']),
  ],
};

const TRANSPORT = [
  'connection_reset',
  'body_cut_off',
  'hang',
  'slow_drip',
  'slow',
] as const satisfies readonly DefectId[];
/** Those that act on what an upstream call came to. */
const UPSTREAM = ['hide_upstream_failure', 'recover_late'] as const satisfies readonly DefectId[];

describe.each(SPOKEN)('switched on in a service that speaks %s', (envelope) => {
  it.each(Object.entries(ROWS))('%s does what it says, and is counted', async (id, [scene, check]) => {
    const rig = createRig({ envelope, defects: id, adminKey: 'k' });
    check(await scene(rig), rig);
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toMatch(new RegExp(`aurora_defect_applied_total\\{id="${id}"\\} [1-9]`));
  });
});

it('every defect has a row', () => {
  const elsewhere = [
    LEAK_DEFECTS,
    SMOKE_DEFECTS,
    PHOTO_STORE_FAILURES,
    CHATCARDS_DEFECTS,
    CHATCARDS_VARIANTS,
  ].flatMap((family) => Object.keys(family));
  expect([...Object.keys(ROWS), ...TRANSPORT, ...UPSTREAM, ...elsewhere].sort()).toEqual(
    [...DEFECT_IDS].sort(),
  );
});

describe.each(SPOKEN)('where there is nothing to break, in a service that speaks %s', (envelope) => {
  it.each([
    { id: 'notice_without_actions', scene: profile },
    { id: 'second_notice_without_actions', scene: profile },
    { id: 'safety_with_recommendations', scene: gentle },
    { id: 'red_flag_not_blocked', scene: gentle },
    { id: 'low_med_leak_en', scene: full },
    { id: 'low_med_leak_en', scene: gentleCn },
    { id: 'low_med_leak_cn', scene: gentle },
    { id: 'schema_broken_second_recommendations', scene: profile },
    { id: 'rollout_variant_mismatch', scene: analysis },
    { id: 'rollout_split_drift', scene: analysis },
    { id: 'rollout_meta_missing', scene: profile },
    { id: 'rollout_header_missing', scene: profile },
    { id: 'guard_fallback', scene: redFlag },
    { id: 'healthy_no_retinol_reason', scene: profile },
  ])('$id leaves an answer alone', async ({ id, scene }) => {
    const options = { envelope, now: () => 1_700_000_000_000, createId: () => 'id' };
    const defective = await scene(createRig({ ...options, defects: id }));
    const healthy = await scene(createRig(options));
    expect(defective.text).toBe(healthy.text);
  });

  it('several defects at once do not trip over each other', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    const ids = DEFECT_IDS.filter((id) => !TRANSPORT.some((known) => known === id)).filter(
      (id) => (DEFECTS[id].only ?? envelope) === envelope,
    );
    for (const order of [ids, [...ids].reverse()]) {
      const defects = order.map((id) => `${id},route=/v1/chat`).join(';');
      for (const scene of [redFlag, gentle, gentleCn, full]) await scene(createRig({ envelope, defects }));
    }
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });
});

it.each([hello, analysis])('an unknown root key is no defect where the contract allows it', async (scene) => {
  const rig = createRig({ envelope: 'chatcards', defects: 'schema_extra_root_key' });
  expect(raw(await scene(rig))).not.toHaveProperty('debug_context');
});

describe('/__defects', () => {
  const put = (rig: Rig, body: string) => rig.call('/__defects', { method: 'PUT', body });

  it('reads, sets and clears the defects at run time', async () => {
    const rig = createRig();
    expect((await rig.call('/__defects', { method: 'GET' })).text).toBe('');
    expect((await put(rig, 'http_500_json,lang=CN\n')).text).toBe('http_500_json,lang=CN');
    expect((await profile(rig)).status).toBe(200);
    expect((await rig.call('/v1/profile/update', { body: PROFILE, lang: 'CN' })).status).toBe(500);
    await put(rig, ' ');
    expect((await rig.call('/v1/profile/update', { body: PROFILE, lang: 'CN' })).status).toBe(200);
  });

  it('refuses a defect that its envelope cannot have', async () => {
    const refused = await put(createRig(), 'ops_missing');
    expect([refused.status, refused.text]).toEqual([
      400,
      'defect ops_missing: only --envelope chatcards can have it, and this service speaks aurora.',
    ]);
    expect((await put(createRig({ envelope: 'chatcards' }), 'ops_missing')).status).toBe(200);
  });

  it('refuses what it cannot read and keeps what it has', async () => {
    const rig = createRig({ defects: 'http_429' });
    const refused = await put(rig, 'no_such_defect');
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('no_such_defect')]);
    expect((await profile(rig)).status).toBe(429);
  });
});
