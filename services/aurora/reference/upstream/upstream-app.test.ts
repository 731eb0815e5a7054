// The decision upstream: its size, its languages, its modes and its repeatable delays.
import { describe, expect, it } from 'vitest';
import { createDraw, createUpstream } from './upstream-app.ts';

const ask = (app: ReturnType<typeof createUpstream>, lang: string) =>
  app.request('/api/chat', { method: 'POST', body: JSON.stringify({ lang }) });
const readCandidates = async (response: Response) =>
  ((await response.json()) as { candidates: unknown[] }).candidates;
const QUICK = { delayMs: 0, jitterMs: 0 };

describe('createUpstream', () => {
  it.each(['EN', 'CN'])('answers in %s with about 96 kB, so that a bandwidth toxic shows', async (lang) => {
    const response = await ask(createUpstream(QUICK), lang);
    const text = await response.text();
    expect(Buffer.byteLength(text)).toBe(96_000);
    const { candidates } = JSON.parse(text);
    expect(candidates).toHaveLength(8);
    expect(/[一-鿿]/.test(candidates[0].name)).toBe(lang === 'CN');
  });

  it('answers with no candidate in the mode empty, set at the start or later', async () => {
    const app = createUpstream({ ...QUICK, mode: 'empty' });
    expect(await readCandidates(await ask(app, 'EN'))).toEqual([]);
    await app.request('/__mode', { method: 'PUT', body: 'healthy' });
    expect(await readCandidates(await ask(app, 'EN'))).toHaveLength(8);
    const refused = await app.request('/__mode', { method: 'PUT', body: 'sleepy' });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('"sleepy"')]);
  });

  it('never answers in the mode hang, and forgets the caller who leaves', async () => {
    const app = createUpstream({ ...QUICK, mode: 'hang' });
    const controller = new AbortController();
    const init = { method: 'POST', body: '{}', signal: controller.signal };
    const call = Promise.resolve(app.request(new Request('http://localhost/api/chat', init))).then(
      (response) => response.status,
    );
    controller.abort();
    expect(await call).toBe(504);
  });

  it('counts what reached it, and is healthy', async () => {
    const app = createUpstream(QUICK);
    await ask(app, 'EN');
    expect(await (await app.request('/metrics')).text()).toContain(
      'aurora_decision_requests_total{mode="healthy"} 1',
    );
    expect(await (await app.request('/healthz')).json()).toEqual({ ok: true, mode: 'healthy' });
    expect((await app.request('/nothing')).status).toBe(404);
  });
});

describe('createDraw', () => {
  it('repeats itself for a seed, and stays in 0..1', () => {
    const [first, second, other] = [createDraw(7), createDraw(7), createDraw(8)];
    const draws = Array.from({ length: 100 }, first);
    expect(Array.from({ length: 100 }, second)).toEqual(draws);
    expect(Array.from({ length: 100 }, other)).not.toEqual(draws);
    for (const draw of draws) expect(draw >= 0 && draw < 1).toBe(true);
    expect(new Set(draws).size).toBe(100);
  });
});
