// What the service does beside its conversation: refusals, other routes, headers, rollout and the memory bound.
import { describe, expect, it } from 'vitest';
import { createRig, findCard, listCards, PROFILE, RECO_CHAT, walkToReco } from './rig.ts';

const EVENT = { event_name: 'tap', brief_id: 'b', trace_id: 't', timestamp: 1_700_000_000_000 };

describe('refusals', () => {
  it.each([
    '/v1/profile/update',
    '/v1/analysis/skin',
    '/v1/chat',
    '/v1/photos/upload',
  ])('%s without a uid is a 400 with a valid error card', async (path) => {
    const answered = await createRig().call(path, { body: {}, uid: null });
    expect(answered.status).toBe(400);
    expect(findCard(answered, 'error')?.payload).toEqual({ error: 'MISSING_AURORA_UID' });
  });

  it.each([
    { name: 'malformed JSON', body: '{"message":', error: { error: 'Invalid JSON' } },
    { name: 'no body', body: '', error: { error: 'Invalid JSON' } },
  ])('$name is a 400', async ({ body, error }) => {
    const answered = await createRig().call('/v1/chat', { body });
    expect(answered.status).toBe(400);
    expect(JSON.parse(answered.text)).toEqual(error);
  });

  it.each([
    { path: '/v1/chat', body: [] },
    { path: '/v1/chat', body: { message: 7 } },
    { path: '/v1/profile/update', body: { skinType: 7 } },
    { path: '/v1/profile/update', body: { goals: 'acne' } },
    { path: '/v1/analysis/skin', body: { photos: {} } },
    { path: '/v1/analysis/skin', body: { photos: ['p'] } },
  ])('$path refuses $body', async ({ path, body }) => {
    const answered = await createRig().call(path, { body });
    expect(answered.status).toBe(400);
    expect(findCard(answered, 'error')?.payload).toEqual({ error: 'BAD_REQUEST' });
  });

  it.each([
    { name: 'of unknown length', headers: {} },
    { name: 'of a given length', headers: { 'content-length': '1000017' } },
  ])('says 413 to a body over a megabyte $name', async ({ headers }) => {
    const body = { message: 'x'.repeat(1_000_001) };
    const answered = await createRig().call('/v1/chat', { body, headers });
    expect([answered.status, JSON.parse(answered.text)]).toEqual([413, { error: 'PAYLOAD_TOO_LARGE' }]);
  });

  it.each(['/', '/v1/nothing', '/v1/photos'])('answers 404 JSON on %s', async (path) => {
    const answered = await createRig().call(path, { method: 'GET' });
    expect(answered.status).toBe(404);
    expect(JSON.parse(answered.text)).toMatchObject({ error: 'NOT_FOUND' });
    expect(answered.headers.get('x-aurora-build')).toMatch(/^started-/);
  });
});

describe('/v1/events', () => {
  it.each([
    { name: 'one event', body: { source: 's', events: [EVENT] }, status: 204 },
    {
      name: 'data and fifty events',
      body: { source: 's', events: Array(50).fill({ ...EVENT, data: {} }) },
      status: 204,
    },
    { name: 'fifty-one events', body: { source: 's', events: Array(51).fill(EVENT) }, status: 400 },
    { name: 'no events', body: { source: 's', events: [] }, status: 400 },
    { name: 'events that are no list', body: { source: 's', events: EVENT }, status: 400 },
    { name: 'no source', body: { events: [EVENT] }, status: 400 },
    { name: 'an empty source', body: { source: '', events: [EVENT] }, status: 400 },
    {
      name: 'no event name',
      body: { source: 's', events: [{ ...EVENT, event_name: undefined }] },
      status: 400,
    },
    {
      name: 'a timestamp in words',
      body: { source: 's', events: [{ ...EVENT, timestamp: 'now' }] },
      status: 400,
    },
    { name: 'an unknown key', body: { source: 's', events: [{ ...EVENT, foo: 1 }] }, status: 400 },
    { name: 'data that is a list', body: { source: 's', events: [{ ...EVENT, data: [] }] }, status: 400 },
    { name: 'an event that is text', body: { source: 's', events: ['tap'] }, status: 400 },
  ])('$name: $status', async ({ body, status }) => {
    const answered = await createRig().call('/v1/events', { body, uid: null });
    expect(answered.status).toBe(status);
    if (status === 204) expect(answered.text).toBe('');
    else
      expect(JSON.parse(answered.text)).toMatchObject({
        error: 'INVALID_REQUEST',
        details: [expect.any(String)],
      });
  });
});

describe('ops', () => {
  const state = '/v1/ops/pdp-prefetch/state';
  const run = '/v1/ops/pdp-prefetch/run';
  it.each([
    { name: 'no key is set up', adminKey: undefined, given: 'any', status: 404 },
    { name: 'the key set up is empty', adminKey: '', given: '', status: 404 },
    { name: 'the key is wrong', adminKey: 'right', given: 'wrong', status: 403 },
    { name: 'the key is right', adminKey: 'right', given: 'right', status: 200 },
  ])('answers $status where $name', async ({ adminKey, given, status }) => {
    const rig = createRig({ adminKey });
    const headers = { 'x-aurora-admin-key': given };
    expect((await rig.call(state, { method: 'GET', headers, uid: null })).status).toBe(status);
    expect((await rig.call(run, { body: {}, headers, uid: null })).status).toBe(status);
  });

  it('counts runs by reason', async () => {
    const rig = createRig({ adminKey: 'k' });
    const headers = { 'x-aurora-admin-key': 'k' };
    await rig.call(run, { body: { reason: 'after_deploy' }, headers });
    await rig.call(run, { body: {}, headers });
    const { data } = JSON.parse((await rig.call(state, { method: 'GET', headers })).text);
    expect(data.runtime).toMatchObject({
      totals: { total: 4, ok: 4, failed: 0 },
      by_reason: { after_deploy: { total: 2 }, manual: { total: 2 } },
      hotset_runs: { started: 2, completed: 2 },
    });
  });
});

describe('health and session', () => {
  it.each([true, false])('tells whether the database is ready: %s', async (dbReady) => {
    const answered = await createRig({ dbReady }).call('/healthz/db', { method: 'GET', uid: null });
    expect(answered.status).toBe(200);
    expect(JSON.parse(answered.text)).toMatchObject({ ok: true, db_ready: dbReady });
  });

  it('is healthy', async () => {
    const answered = await createRig().call('/healthz', { method: 'GET', uid: null });
    expect(JSON.parse(answered.text)).toMatchObject({ ok: true });
  });

  it('reads the profile back at the start of a session', async () => {
    const rig = createRig();
    const path = '/v1/session/bootstrap';
    const fresh = await rig.call(path, { method: 'GET' });
    expect(findCard(fresh, 'session_bootstrap')?.payload).toMatchObject({
      profile: null,
      is_returning: false,
    });
    await rig.call('/v1/profile/update', { body: PROFILE });
    const known = await rig.call(path, { method: 'GET' });
    expect(findCard(known, 'session_bootstrap')?.payload).toMatchObject({
      profile: PROFILE,
      is_returning: true,
    });
  });
});

describe('rollout', () => {
  it('repeats meta in the headers, with a stable bucket in range', async () => {
    const rig = createRig({ rolloutPercent: 50 });
    for (const uid of Array.from({ length: 200 }, (_, index) => `user-${index}`)) {
      const { headers, envelope } = await rig.call('/v1/chat', { body: { message: 'hello' }, uid });
      const { meta } = envelope();
      const bucket = Number(headers.get('x-aurora-bucket'));
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket <= 99).toBe(true);
      expect(meta).toEqual({
        rollout_variant: bucket < 50 ? 'v2_core' : 'legacy',
        rollout_bucket: bucket,
        policy_version: headers.get('x-aurora-policy-version'),
      });
      expect(headers.get('x-aurora-variant')).toBe(meta?.rollout_variant);
      const again = await rig.call('/v1/chat', { body: { message: 'hello' }, uid });
      expect(again.headers.get('x-aurora-bucket')).toBe(String(bucket));
    }
  });
});

describe('callers', () => {
  it('takes the language from the body where no header says it', async () => {
    const rig = createRig();
    const answered = await rig.call('/v1/chat', {
      body: { message: 'hello', language: 'CN' },
      headers: { 'x-lang': '' },
    });
    expect(answered.envelope().events[0]?.lang).toBe('CN');
  });

  it('makes up a trace id where none is given', async () => {
    const answered = await createRig().call('/v1/chat', { body: {}, headers: { 'x-trace-id': '' } });
    expect(answered.envelope().trace_id).not.toBe('');
  });

  it.each([
    { body: RECO_CHAT, source: 'chip' },
    { body: { message: '请推荐产品' }, source: 'text_explicit' },
    { body: { message: 'hello' }, source: 'text' },
  ])('tells what triggered a call: $source', async ({ body, source }) => {
    const answered = await createRig().call('/v1/chat', { body });
    expect(answered.envelope().events[0]?.trigger_source).toBe(source);
  });
});

describe('memory', () => {
  it('forgets the user unused for longest, and only that one', async () => {
    const rig = createRig({ maxUsers: 2 });
    for (const uid of ['a', 'b']) await rig.call('/v1/profile/update', { body: PROFILE, uid });
    await rig.call('/v1/session/bootstrap', { method: 'GET', uid: 'a' });
    await rig.call('/v1/profile/update', { body: PROFILE, uid: 'c' });
    const cardsOf = async (uid: string) => listCards(await rig.call('/v1/chat', { body: RECO_CHAT, uid }));
    expect(await cardsOf('b')).toEqual(['diagnosis_gate']);
    expect(await cardsOf('a')).toEqual(['confidence_notice:artifact_missing']);
    expect(await cardsOf('c')).toEqual(['confidence_notice:artifact_missing']);
  });
});

describe('/metrics', () => {
  it('starts every upstream outcome at zero and counts what happened', async () => {
    const rig = createRig();
    const read = async () => (await rig.call('/metrics', { method: 'GET' })).text;
    for (const route of ['/v1/analysis/skin', '/v1/chat']) {
      for (const outcome of ['ok', 'timeout', 'reset', 'error']) {
        expect(await read()).toContain(
          `aurora_skin_upstream_calls_total{route="${route}",outcome="${outcome}",tenant="direct"} 0`,
        );
      }
    }
    await walkToReco(rig, 'medium', 'EN');
    const text = await read();
    expect(text).toContain(
      'aurora_skin_upstream_calls_total{route="/v1/chat",outcome="ok",tenant="direct"} 1',
    );
    expect(text).toContain('aurora_skin_upstream_duration_seconds_count 2');
    expect(text).toContain('aurora_skin_flow_total{stage="profile",outcome="ok",tenant="direct"} 1');
    expect(text).toContain('aurora_skin_flow_total{stage="reco",outcome="low_confidence",tenant="direct"} 1');
    expect(text).toContain('aurora_http_request_duration_seconds_count{route="/v1/chat",status="200"} 1');
  });

  it('shows what objectives count before the first call, at zero: nobody need take it for lost', async () => {
    const text = await (await createRig().call('/metrics', { method: 'GET' })).text;
    for (const series of [
      'aurora_http_request_duration_seconds_count{route="/v1/chat",status="200"}',
      'aurora_http_request_duration_seconds_bucket{le="8",route="/v1/analysis/skin",status="200"}',
      'aurora_skin_flow_total{stage="reco",outcome="ok",tenant="direct"}',
    ])
      expect(text).toContain(`${series} 0\n`);
  });

  it('tells tenants apart, each from zero on, and what was found of a user from what was not', async () => {
    const rig = createRig();
    const read = async () => (await rig.call('/metrics', { method: 'GET' })).text;
    const ask = (path: string, tenant: string, uid: string, body: object = {}) =>
      rig.call(path, { uid, body, headers: { 'X-Aurora-Tenant': tenant } });
    await ask('/v1/analysis/skin', 'vip-clinic', 'a');
    await ask('/v1/profile/update', 'vip-clinic', 'a', { skinType: 'oily' });
    await ask('/v1/analysis/skin', 'vip-clinic', 'a');
    await ask('/v1/chat', 'not a name', 'b', RECO_CHAT);
    const text = await read();
    expect(text).toContain('aurora_skin_cache_requests_total{outcome="miss",tenant="vip-clinic"} 1');
    expect(text).toContain('aurora_skin_cache_requests_total{outcome="hit",tenant="vip-clinic"} 1');
    expect(text).toContain('aurora_skin_cache_requests_total{outcome="miss",tenant="other"} 1');
    expect(text).toContain('aurora_skin_cache_requests_total{outcome="hit",tenant="direct"} 0');
    expect(text).toContain(
      'aurora_skin_upstream_calls_total{route="/v1/analysis/skin",outcome="ok",tenant="vip-clinic"} 2',
    );
    expect(text).toContain(
      'aurora_skin_flow_total{stage="analysis",outcome="timeout_degraded",tenant="vip-clinic"} 0',
    );
    expect(text).toContain('aurora_skin_flow_total{stage="reco",outcome="gated",tenant="other"} 1');
  });
});
