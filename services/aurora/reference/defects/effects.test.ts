// Every defect, switched on: what it does to an answer. A defect without a row here fails the last test.
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { CATALOG } from '../catalog.ts';
import type { Envelope } from '../envelopes/turn.ts';
import {
  type Answered,
  createRig,
  findCard,
  findEvent,
  listCards,
  listProducts,
  PROFILE,
  RECO_CHAT,
  RED_FLAGS,
  type Rig,
  walkToReco,
} from '../rig.ts';
import { PHOTO_STORE_FAILURES } from './families/photo-store-failures.ts';
import { SMOKE_DEFECTS } from './families/smoke-defects.ts';
import { DEFECT_IDS, type DefectId } from './table.ts';

type Scene = (rig: Rig) => Promise<Answered>;
const profile: Scene = (rig) => rig.call('/v1/profile/update', { body: PROFILE });
const redFlag: Scene = (rig) => rig.call('/v1/chat', { body: { ...RECO_CHAT, message: RED_FLAGS.EN } });
const gentle: Scene = (rig) => walkToReco(rig, 'medium', 'EN');
const gentleCn: Scene = (rig) => walkToReco(rig, 'medium', 'CN');
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
const lastCard = (answered: Answered) => answered.envelope().cards.at(-1);
const notices = (answered: Answered) =>
  answered.envelope().cards.filter(({ type }) => type === 'confidence_notice');

type Check = (answered: Answered, rig: Rig) => void;
const ROWS: Readonly<Partial<Record<DefectId, readonly [Scene, Check]>>> = {
  schema_extra_root_key: [profile, (got) => expect(raw(got)).toHaveProperty('debug_context')],
  schema_wrong_type: [profile, (got) => expect(raw(got).suggested_chips).toBeTypeOf('string')],
  schema_missing_request_id: [profile, (got) => expect(raw(got)).not.toHaveProperty('request_id')],
  schema_empty_trace_id: [profile, (got) => expect(raw(got).trace_id).toBe('')],
  schema_broken_second_card: [
    profile,
    (got) => {
      expect(listCards(got)[0]).toBe('profile');
      expect(lastCard(got)).not.toHaveProperty('type');
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
    profile,
    (got) => expect(listCards(got)).toContain('confidence_notice:felt_like_it'),
  ],
  deep_nesting: [profile, (got) => expect(got.text).toContain('['.repeat(2_000))],
  empty_cards: [profile, (got) => expect(raw(got).cards).toEqual([])],
  no_renderable_cards: [
    gentle,
    (got) => {
      expect(listCards(got)).toEqual(['recommendations']);
      expect(listProducts(got)).toEqual([]);
    },
  ],
  huge_body_10mb: [
    profile,
    (got) => {
      expect(got.text.length).toBeGreaterThan(10_000_000);
      expect(listCards(got)).toEqual(['profile']);
    },
  ],
  rollout_meta_missing: [redFlag, (got) => expect(raw(got)).not.toHaveProperty('meta')],
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
  http_500_json: [profile, (got) => expect([got.status, raw(got)]).toEqual([500, { error: 'INTERNAL' }])],
  http_502_html: [
    profile,
    (got) => {
      expect(got.status).toBe(502);
      expect(got.headers.get('content-type')).toContain('text/html');
    },
  ],
  http_500_envelope: [profile, (got) => expect([got.status, listCards(got)]).toEqual([500, ['profile']])],
  http_400_envelope: [profile, (got) => expect([got.status, listCards(got)]).toEqual([400, ['profile']])],
  http_429: [profile, (got) => expect([got.status, got.headers.get('retry-after')]).toEqual([429, '1'])],
  html_200: [profile, (got) => expect([got.status, got.text.slice(0, 9)]).toEqual([200, '<!doctype'])],
  empty_body_200: [profile, (got) => expect([got.status, got.text]).toEqual([200, ''])],
  truncated_json: [profile, (got) => expect(() => raw(got)).toThrow(SyntaxError)],
  invalid_utf8: [profile, (got) => expect(raw(got)).not.toHaveProperty('request_id')],
  invalid_utf8_in_text: [profile, (got) => expect(raw(got).trace_id).toMatch(/^\ufffd/)],
  duplicate_keys: [
    profile,
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
    profile,
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
  healthy_deep_session: [profile, (got) => expect(got.text).toContain('{"in":'.repeat(500))],
  healthy_status_201: [profile, (got) => expect([got.status, listCards(got)]).toEqual([201, ['profile']])],
  healthy_unknown_card_type: [profile, (got) => expect(listCards(got)).toEqual(['profile', 'season_tip'])],
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

describe('switched on', () => {
  it.each(Object.entries(ROWS))('%s does what it says, and is counted', async (id, [scene, check]) => {
    const rig = createRig({ defects: id, adminKey: 'k' });
    check(await scene(rig), rig);
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toMatch(new RegExp(`aurora_defect_applied_total\\{id="${id}"\\} [1-9]`));
  });

  it('every defect has a row', () => {
    const elsewhere = [...Object.keys(SMOKE_DEFECTS), ...Object.keys(PHOTO_STORE_FAILURES)];
    expect([...Object.keys(ROWS), ...TRANSPORT, ...UPSTREAM, ...elsewhere].sort()).toEqual(
      [...DEFECT_IDS].sort(),
    );
  });
});

describe('where there is nothing to break', () => {
  it.each([
    { id: 'notice_without_actions', scene: profile },
    { id: 'second_notice_without_actions', scene: profile },
    { id: 'safety_with_recommendations', scene: gentle },
    { id: 'red_flag_not_blocked', scene: gentle },
    { id: 'low_med_leak_en', scene: full },
    { id: 'low_med_leak_en', scene: gentleCn },
    { id: 'low_med_leak_cn', scene: gentle },
    { id: 'schema_broken_second_recommendations', scene: profile },
    { id: 'rollout_meta_missing', scene: profile },
    { id: 'rollout_header_missing', scene: profile },
    { id: 'guard_fallback', scene: redFlag },
    { id: 'healthy_no_retinol_reason', scene: profile },
  ])('$id leaves an answer alone', async ({ id, scene }) => {
    const options = { now: () => 1_700_000_000_000, createId: () => 'id' };
    const defective = await scene(createRig({ ...options, defects: id }));
    const healthy = await scene(createRig(options));
    expect(defective.text).toBe(healthy.text);
  });

  it('several defects at once do not trip over each other', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
    const ids = DEFECT_IDS.filter((id) => !TRANSPORT.some((known) => known === id));
    for (const order of [ids, [...ids].reverse()]) {
      const defects = order.map((id) => `${id},route=/v1/chat`).join(';');
      for (const scene of [redFlag, gentle, gentleCn, full]) await scene(createRig({ defects }));
    }
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });
});

describe('when the upstream failed', () => {
  const createFailing = (defects: string) => {
    const upstream = { isDown: true };
    const rig = createRig({
      defects,
      callUpstream: async () => {
        if (upstream.isDown) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
        return { candidates: CATALOG.EN };
      },
    });
    const analyse = async () => {
      const answered = await rig.call('/v1/analysis/skin', { body: { use_photo: false } });
      return listCards(answered).includes('confidence_notice:timeout_degraded') ? 'degraded' : 'answered';
    };
    return { rig, upstream, analyse };
  };

  it('hide_upstream_failure answers as if it had not, and is counted', async () => {
    const { rig, analyse } = createFailing('hide_upstream_failure');
    expect(await analyse()).toBe('answered');
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toMatch(
      /aurora_skin_upstream_calls_total\{route="\/v1\/analysis\/skin",outcome="reset"\} 1/,
    );
    expect(text).toMatch(/aurora_defect_applied_total\{id="hide_upstream_failure"\} 1/);
  });

  it('recover_late goes on degrading for its time, then no longer', async () => {
    vi.useFakeTimers();
    try {
      const { upstream, analyse } = createFailing('recover_late,ms=5000');
      expect(await analyse()).toBe('degraded');
      upstream.isDown = false;
      await vi.advanceTimersByTimeAsync(4_900);
      expect(await analyse()).toBe('degraded');
      await vi.advanceTimersByTimeAsync(200);
      expect(await analyse()).toBe('answered');
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    'hide_upstream_failure',
    'recover_late',
  ])('%s does nothing to a service whose upstream is well', async (defects) => {
    const { rig, upstream, analyse } = createFailing(defects);
    upstream.isDown = false;
    expect(await analyse()).toBe('answered');
    expect((await rig.call('/metrics', { method: 'GET' })).text).not.toMatch(/aurora_defect_applied_total\{/);
  });
});

describe('while the upstream is failing', () => {
  it('goes by the own call, else by the latest of the service', async () => {
    let isDown = true;
    const rig = createRig({
      defects: 'http_500_json,while=upstream_failing',
      callUpstream: async () => {
        if (isDown) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
        return { candidates: CATALOG.EN };
      },
    });
    const analyse = () => rig.call('/v1/analysis/skin', { body: { use_photo: false } });
    expect((await profile(rig)).status).toBe(200);
    expect((await analyse()).status).toBe(500);
    expect((await profile(rig)).status).toBe(500);
    isDown = false;
    expect((await analyse()).status).toBe(200);
    expect((await profile(rig)).status).toBe(200);
  });
});

/** The two ends of a socket, as far as the transport defects look at them. */
function createFakeSocket() {
  const chunks: Buffer[] = [];
  const outgoing = Object.assign(new EventEmitter(), {
    closed: false,
    status: 0,
    writeHead(status: number) {
      outgoing.status = status;
    },
    write(chunk: Buffer, done?: () => void) {
      chunks.push(chunk);
      done?.();
    },
    end() {
      outgoing.emit('close');
    },
  });
  const close = () => {
    outgoing.closed = true;
    outgoing.emit('close');
  };
  const socket = { resetAndDestroy: vi.fn(close), destroy: vi.fn(close) };
  return {
    bindings: { incoming: { socket }, outgoing },
    socket,
    outgoing,
    sent: () => Buffer.concat(chunks).toString(),
  };
}

describe('on the socket', () => {
  const callWith = (defects: string, bindings: object) =>
    createRig({ defects }).call('/v1/profile/update', { body: PROFILE, bindings });

  it('connection_reset resets before a byte was answered', async () => {
    const { bindings, socket, sent } = createFakeSocket();
    await callWith('connection_reset', bindings);
    expect(socket.resetAndDestroy).toHaveBeenCalledOnce();
    expect(sent()).toBe('');
  });

  it('body_cut_off sends half and is gone', async () => {
    const { bindings, socket, sent } = createFakeSocket();
    await callWith('body_cut_off', bindings);
    expect(socket.destroy).toHaveBeenCalledOnce();
    expect(() => JSON.parse(sent())).toThrow(SyntaxError);
  });

  it('hang answers nothing until the caller is gone', async () => {
    const { bindings, outgoing, sent } = createFakeSocket();
    let isBack = false;
    const call = callWith('hang', bindings).then(() => {
      isBack = true;
    });
    await vi.waitFor(() => expect(outgoing.listenerCount('close')).toBe(1));
    expect(isBack).toBe(false);
    outgoing.emit('close');
    await call;
    expect(sent()).toBe('');
  });

  it('slow_drip sends a healthy answer in steps', async () => {
    vi.useFakeTimers();
    try {
      const { bindings, sent } = createFakeSocket();
      const call = callWith('slow_drip,ms=1000', bindings);
      await vi.advanceTimersByTimeAsync(500);
      expect(() => JSON.parse(sent())).toThrow(SyntaxError);
      await vi.advanceTimersByTimeAsync(500);
      await call;
      expect((JSON.parse(sent()) as Envelope).cards).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('slow answers late, and well', async () => {
    vi.useFakeTimers();
    try {
      let status = 0;
      const call = createRig({ defects: 'slow' })
        .call('/v1/profile/update', { body: PROFILE })
        .then((answered) => {
          status = answered.status;
        });
      await vi.advanceTimersByTimeAsync(999);
      expect(status).toBe(0);
      await vi.advanceTimersByTimeAsync(1);
      await call;
      expect(status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it('without a socket a transport defect says so', async () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await callWith('hang', {})).status).toBe(500);
    expect(silence).toHaveBeenCalledWith(expect.stringContaining('needs a real socket'));
    silence.mockRestore();
  });
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

  it('refuses what it cannot read and keeps what it has', async () => {
    const rig = createRig({ defects: 'http_429' });
    const refused = await put(rig, 'no_such_defect');
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('no_such_defect')]);
    expect((await profile(rig)).status).toBe(429);
  });
});
