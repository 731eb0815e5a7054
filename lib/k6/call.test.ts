import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { startFresh } from '../../test/k6/fresh.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';
import type { Validate } from '../core/answer/findings.ts';
import type { FaultId } from '../core/faults/table.ts';
import type { Phase } from '../core/plan/schedule.ts';
import type { Step } from '../core/service/service.ts';

/** A VU that has just been made, at the start of a run of the shop. */
async function makeVu() {
  const { k6, rows } = await startFresh();
  const { SERVICE } = await import('../../test/k6/shop.ts');
  const { call } = await import('./call.ts');
  const steps = Object.fromEntries((SERVICE.journeys.buy?.steps ?? []).map((step) => [step.id, step]));
  const stage = {
    service: SERVICE,
    base: 'http://shop:8080',
    phaseNow: (): Phase => 'baseline',
    watchEdge: (): (() => FaultId | undefined) => () => undefined,
    hardStop: (_violation: string): string | undefined => undefined,
    validate: (): Validate | undefined => (body) => (body as { readonly fault?: string } | null)?.fault,
    forms: { receipt: { contentType: 'multipart/form-data; boundary=b', content: new ArrayBuffer(3) } },
  };
  const user = { n: 7, journey: 'buy', variant: 'vip', uid: 'u7', taken: { item: 'i1' }, calls: 0 };
  /** Calls, and gives what it gave and the rows of the call. */
  const make = (step: keyof typeof steps, more: Partial<typeof stage> = {}) => {
    rows.length = 0;
    return { json: call({ ...stage, ...more }, user, steps[step] as Step)?.json, rows };
  };
  /** The counters that were raised, by name; metrics of the engine's own left out. */
  const raised = () =>
    Object.fromEntries(
      Object.keys(SERVICE.counters)
        .map((id) => [id, k6.sumOf(toMetricName(id))] as const)
        .filter(([, count]) => count > 0),
    );
  return { ...k6, stage, user, make, raised };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const OK = { body: '{"id":"r1"}' };
/** What k6 says of a connection that was reset before anything was sent over it. */
const RESET = { status: 0, error: 'connection reset by peer', error_code: 1220, sendingMs: 0 };

describe('what is sent', () => {
  it('is a GET without a body and its type', async () => {
    const { make, world } = await makeVu();
    world.answers.push(OK);
    make('browse');
    expect(world.sent).toEqual([
      {
        method: 'GET',
        url: 'http://shop:8080/v1/items?for=vip',
        body: null,
        params: {
          headers: { 'X-Trace-ID': 'trace_u7_buy_baseline_0' },
          tags: { name: 'items' },
          timeout: 2000,
          redirects: 0,
        },
        atMs: 0,
      },
    ]);
  });

  test.each<[string, string, object]>([
    [
      'the JSON of a step, from what was taken before',
      'order',
      { method: 'POST', url: 'http://shop:8080/v1/orders', body: '{"item":"i1"}' },
    ],
    ['a form', 'receipt', { method: 'PUT', url: 'http://shop:8080/v1/receipts', body: new ArrayBuffer(3) }],
  ])('is %s', async (_, step, sent) => {
    const { make, world } = await makeVu();
    world.answers.push(OK);
    make(step);
    expect(world.sent).toMatchObject([sent]);
    expect(world.sent[0]?.params.headers).toMatchObject({
      'Content-Type': step === 'order' ? 'application/json' : 'multipart/form-data; boundary=b',
    });
  });

  it('is a slip of ours where the form is not there', async () => {
    const { make } = await makeVu();
    expect(() => make('receipt', { forms: {} as never })).toThrow('no form receipt');
  });

  it('carries a trace of its own for each call of a journey', async () => {
    const { make, world } = await makeVu();
    world.answers.push(OK, OK);
    make('browse');
    make('order', { phaseNow: () => 'chaos' });
    expect(world.sent.map(({ params }) => (params.headers as Record<string, string>)['X-Trace-ID'])).toEqual([
      'trace_u7_buy_baseline_0',
      'trace_u7_buy_chaos_1',
    ]);
  });
});

describe('an answer', () => {
  it('that is as promised is counted, timed, written down and handed on', async () => {
    const { make, world, raised, valuesOf } = await makeVu();
    world.answers.push({ body: '{"id":"ab12","item":"i2"}', durationMs: 250 });
    const { json, rows } = make('browse');
    expect(json).toEqual({ id: 'ab12', item: 'i2' });
    expect(raised()).toEqual({ journeys: 1, journeys_due: 1, calls: 1, responses: 1, answers_judged: 1 });
    expect(valuesOf(toMetricName('duration'))).toEqual([250]);
    expect(rows).toEqual([
      {
        ts: 1000.25,
        type: 'response',
        n: 7,
        call: 0,
        journey: 'buy',
        request_phase: 'browse',
        load_phase: 'baseline',
        variant: 'vip',
        code: 200,
        duration_ms: 250,
        request_id: 'ab12',
        violations: [],
        detail: '',
        retried: 0,
        response_received: 1,
        judged: 1,
        sold_out: 0,
      },
    ]);
  });

  it('counts the journey once, with its first call', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push(OK, OK);
    make('browse');
    make('order');
    expect(raised()).toMatchObject({ journeys: 1, calls: 2 });
  });

  it('is counted under the phase in which its call began', async () => {
    const { make, world } = await makeVu();
    world.answers.push(OK, OK);
    let phase: Phase = 'baseline';
    make('browse', {
      phaseNow: () => phase,
      watchEdge: () => {
        phase = 'chaos';
        return () => undefined;
      },
    });
    make('order', { phaseNow: () => phase });
    const phases = world.samples
      .filter(({ metric }) => metric === toMetricName('calls'))
      .map(({ tags }) => tags.phase);
    expect(phases).toEqual(['baseline', 'chaos']);
  });

  it('raises the counters of the flags that its service finds, and shows them', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push({ body: '{"sold_out":true}' });
    expect(make('browse').rows).toMatchObject([{ sold_out: 1, violations: [] }]);
    expect(raised()).toMatchObject({ sold_out: 1 });
  });

  it('is judged with its headers, whatever their case', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ ...OK, headers: { 'X-Shop-Note': 'on sale' } });
    expect(make('browse').rows).toMatchObject([{ detail: 'on sale' }]);
  });

  test.each<[string, object, object, Readonly<Record<string, number>>]>([
    [
      'of a server that failed',
      { status: 503 },
      { code: 503, violations: ['http_5xx'], judged: 0 },
      { http_5xx: 1 },
    ],
    ['that refuses', { status: 404 }, { code: 404, violations: ['http_4xx'], judged: 0 }, { http_4xx: 1 }],
    [
      'that is empty',
      { body: '' },
      { violations: ['schema_violation'], detail: 'status 200: an empty body' },
      { schema_violations: 1, answers_judged: 1 },
    ],
    [
      'that is no JSON',
      { body: '<html>' },
      { violations: ['schema_violation'], detail: expect.stringMatching(/^status 200: not JSON: /) },
      { schema_violations: 1 },
    ],
    [
      'that leads elsewhere',
      { status: 302, body: '<html>', headers: { Location: '/login?session_id=4f1d9c' } },
      { detail: expect.stringMatching(/^status 302, a redirect to \/login\?session_id=\*\*\* not JSON: /) },
      { schema_violations: 1 },
    ],
    [
      'that breaks its contract',
      { body: '{"fault":"order.v1: /id is missing"}' },
      { violations: ['schema_violation'], detail: 'order.v1: /id is missing' },
      { schema_violations: 1 },
    ],
    [
      'that breaks a promise',
      { body: '{"unpaid":true}' },
      { violations: ['unpaid_order'], detail: 'sent unpaid' },
      { unpaid_order: 1 },
    ],
  ])('%s is a failing sample', async (_, answer, row, counters) => {
    const { make, world, raised } = await makeVu();
    world.answers.push(answer);
    const { rows } = make('order');
    expect(rows[0]).toMatchObject({ type: 'response', response_received: 1, ...row });
    expect(rows[1]).toMatchObject({
      type: 'failure',
      n: 7,
      call: 0,
      request: { path: '/v1/orders', body: '{"item":"i1"}' },
    });
    expect(raised()).toMatchObject({ calls: 1, responses: 1, ...counters });
    expect(world.aborted).toBeUndefined();
  });

  it('of a route without a contract is judged by its status alone', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push({ body: 'stored', durationMs: 30 });
    const { json, rows } = make('receipt', { validate: () => undefined });
    expect(json).toBeUndefined();
    expect(rows).toMatchObject([{ code: 200, judged: 0, response_received: 1, violations: [] }]);
    expect(raised()).toEqual({ journeys: 1, journeys_due: 1, calls: 1, responses: 1 });
  });

  test.each<[string, object, unknown]>([
    ['the body of one that was judged, even a broken one', { body: '{"unpaid":true}' }, { unpaid: true }],
    ['nothing of an error status', { status: 500, body: '{"item":"i9"}' }, undefined],
    ['nothing of one that is no JSON', { body: 'oops' }, undefined],
    ['nothing where there was none', { status: 0, error: 'EOF' }, undefined],
  ])('hands on %s', async (_, answer, json) => {
    const { make, world } = await makeVu();
    world.answers.push(answer);
    expect(make('order').json).toEqual(json);
  });

  it('shows a form by its name, and no secret of the service', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ status: 500, body: '{"token":"hunter2"}' }, { body: '{"fault":"token=hunter2"}' });
    expect(make('receipt').rows[1]).toMatchObject({ request: { body: '(the form receipt)' } });
    world.runMs += 1000;
    expect(JSON.stringify(make('order').rows)).not.toContain('hunter2');
  });
});

describe('a call that gets no answer', () => {
  it('is counted and written down, and is timed by nobody', async () => {
    const { make, world, raised, valuesOf } = await makeVu();
    world.answers.push({ status: 0, error: 'EOF', error_code: 1000, sendingMs: 0.1, durationMs: 40 });
    const { rows } = make('browse');
    expect(rows[0]).toMatchObject({
      code: 0,
      response_received: 0,
      judged: 0,
      retried: 0,
      violations: ['transport_error'],
      detail: 'EOF (k6 code 1000)',
    });
    expect(rows[1]).toMatchObject({ type: 'failure', status: 0, body: '' });
    expect(raised()).toEqual({ journeys: 1, journeys_due: 1, calls: 1, transport_errors: 1 });
    expect(valuesOf(toMetricName('duration'))).toEqual([]);
  });

  it('is one whose status is 000, of which k6 says nothing', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ status: 0, error: '', error_code: 0, sendingMs: 0.1, body: '{"id":"r1"}' });
    expect(make('browse').rows[0]).toMatchObject({
      violations: ['transport_error'],
      detail: 'the status of the answer is 000 (k6 code 0)',
    });
  });

  test.each<[string, object, number]>([
    ['reset while connecting', RESET, 2],
    ['ended while connecting', { ...RESET, error_code: 1000 }, 2],
    ['reset after its first byte was sent', { ...RESET, sendingMs: 0.01 }, 1],
    ['refused', { ...RESET, error_code: 1212 }, 1],
    ['timed out', { ...RESET, error_code: 1050 }, 1],
    ['answered with an error', { status: 502, error_code: 1502, sendingMs: 0 }, 1],
  ])('is made once more only where the service cannot have acted on it: %s', async (_, answer, calls) => {
    const { make, world, raised } = await makeVu();
    world.answers.push(answer, OK);
    const { rows } = make('order');
    expect(world.sent).toHaveLength(calls);
    expect(rows[0]).toMatchObject({ retried: calls - 1 });
    expect(raised().transport_retries ?? 0).toBe(calls - 1);
    expect(raised().calls).toBe(1);
  });

  it('is made once more after a moment, and is then as good as any', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push({ ...RESET, durationMs: 0 }, OK);
    expect(make('order').json).toEqual({ id: 'r1' });
    expect(world.sent.map(({ atMs }) => atMs)).toEqual([0, 200]);
    expect(world.sent[1]?.body).toBe(world.sent[0]?.body);
    expect(raised()).toMatchObject({ responses: 1, transport_retries: 1 });
    expect(raised().transport_errors).toBeUndefined();
  });

  it('is not made a third time', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push(RESET, RESET);
    make('order');
    expect(raised()).toMatchObject({ calls: 1, transport_errors: 1, transport_retries: 1 });
  });

  test.each([
    ['in time', 2_000, 'transport_error', 'request timeout (k6 code 1050)'],
    [
      'by a machine that stood still',
      9_000,
      'call_unsent',
      'request timeout (k6 code 1050); its time-out was noticed 7.0 s late',
    ],
  ])('is held against the service only where its time-out was noticed %s', async (_, durationMs, id, detail) => {
    const { make, world, raised } = await makeVu();
    world.answers.push({ status: 0, error: 'request timeout', error_code: 1050, durationMs });
    expect(make('browse').rows[0]).toMatchObject({ violations: [id], detail });
    expect(raised().transport_errors ?? 0).toBe(id === 'transport_error' ? 1 : 0);
    expect(raised().calls_unsent ?? 0).toBe(id === 'call_unsent' ? 1 : 0);
  });

  it('is one whose status k6 does not take, and throws', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push(() => {
      throw new Error('unsupported response status: 101 Switching Protocols');
    });
    expect(make('browse').rows[0]).toMatchObject({
      violations: ['transport_error'],
      detail: 'unsupported response status: 101 Switching Protocols (k6 code 1000)',
    });
    expect(raised()).toMatchObject({ calls: 1, transport_errors: 1 });
  });

  it('is a slip of ours where k6 throws anything else', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push(() => {
      throw new TypeError('invalid URL');
    });
    expect(() => make('browse')).toThrow('invalid URL');
    expect(raised()).toEqual({});
  });

  it('is timed from the call that was made once more', async () => {
    const { make, world } = await makeVu();
    world.answers.push(
      { ...RESET, durationMs: 1_500 },
      { status: 0, error: 'request timeout', error_code: 1050, durationMs: 2_000 },
    );
    expect(make('browse').rows[0]).toMatchObject({ violations: ['transport_error'] });
  });

  const CUT_OFF = { status: 0, error: 'Post "…": context canceled', error_code: 1000, sendingMs: 0.1 };
  test.each<[string, readonly object[]]>([
    ['at once', [CUT_OFF]],
    ['when it was made once more', [RESET, CUT_OFF]],
  ])('leaves no trace where the end of the run cut it off %s', async (_, answers) => {
    const { make, world, raised } = await makeVu();
    world.answers.push(...answers);
    expect(make('order')).toEqual({ json: undefined, rows: [] });
    expect(raised()).toEqual({});
  });
});

describe('a promise that ends the run', () => {
  const hardStop = (violation: string) => (violation === 'unpaid_order' ? 'nothing_unpaid' : undefined);

  it('ends it at its first break, and says what, where and when', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ body: '{"unpaid":true}', durationMs: 100 });
    const why = 'sent unpaid (order, vip, baseline, trace trace_u7_buy_baseline_0)';
    const rows: unknown[] = [];
    expect(() => rows.push(make('order', { hardStop }))).toThrow(`test aborted: nothing_unpaid: ${why}`);
    expect(world.aborted).toBe(`nothing_unpaid: ${why}`);
  });

  it('writes its rows before it ends the run: answer, sample, gate, stop', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ body: '{"unpaid":true}' });
    const lines = vi.mocked(console.log).mock;
    expect(() => make('order', { hardStop })).toThrow();
    const rows = lines.calls.map(([line]) => JSON.parse(line as string) as Record<string, unknown>);
    expect(rows.map(({ type }) => type)).toEqual(['response', 'failure', 'gate.crossed', 'run.stopped']);
    expect(rows[2]).toMatchObject({ gate: 'nothing_unpaid', value: 1, limit: 0 });
    expect(rows[3]).toMatchObject({ gate: 'nothing_unpaid' });
  });

  it('shows its sample in a flood of others, too', async () => {
    const { make, world } = await makeVu();
    world.vusInitialized = 1000;
    world.answers.push({ status: 500, durationMs: 0 }, { body: '{"unpaid":true}', durationMs: 0 });
    expect(make('order', { hardStop }).rows).toHaveLength(2);
    expect(() => make('order', { hardStop })).toThrow();
    const types = vi
      .mocked(console.log)
      .mock.calls.map(([line]) => JSON.parse(line as string).type as string);
    expect(types.filter((type) => type === 'failure')).toHaveLength(2);
  });

  it('is named by the first violation that has a gate', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ body: '{"unpaid":true,"fault":"order.v1: /id is missing"}' });
    const onContract = (violation: string) => (violation === 'schema_violation' ? 'contract' : undefined);
    expect(() => make('order', { hardStop: onContract })).toThrow('test aborted: contract: sent unpaid');
  });

  it('goes on where another one broke', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ status: 500 });
    make('order', { hardStop });
    expect(world.aborted).toBeUndefined();
  });
});

describe('a call that met a fault on the edge', () => {
  const watchEdge = () => () => 'reset' as const;
  const hardStop = () => 'any';

  it('is no loss of the service where it got no answer: no sample, no stop', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push({ status: 0, error: 'EOF' });
    const { rows } = make('order', { watchEdge, hardStop });
    expect(rows).toMatchObject([{ violations: ['transport_error'], edge_fault: 'reset' }]);
    expect(rows).toHaveLength(1);
    expect(raised()).toMatchObject({ edge_calls: 1, edge_losses: 1 });
    expect(raised().transport_errors).toBeUndefined();
    expect(world.aborted).toBeUndefined();
  });

  it('is counted where it got its answer all the same', async () => {
    const { make, world, raised } = await makeVu();
    world.answers.push(OK);
    expect(make('order', { watchEdge }).rows).toMatchObject([{ edge_fault: 'reset', violations: [] }]);
    expect(raised()).toMatchObject({ edge_calls: 1, responses: 1 });
    expect(raised().edge_losses).toBeUndefined();
  });

  it('is held to everything else that its answer breaks', async () => {
    const { make, world } = await makeVu();
    world.answers.push({ status: 500 });
    expect(() => make('order', { watchEdge, hardStop })).toThrow('test aborted: any: status 500');
  });

  it('is watched from before it is sent until it is over', async () => {
    const { make, world } = await makeVu();
    const seen: number[] = [];
    world.answers.push(RESET, { ...OK, durationMs: 50 });
    make('order', {
      watchEdge: () => {
        seen.push(world.runMs);
        return () => {
          seen.push(world.runMs);
          return undefined;
        };
      },
    });
    expect(seen).toEqual([0, 251]);
  });
});
