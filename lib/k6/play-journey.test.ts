import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { startFresh } from '../../test/k6/fresh.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';
import type { Stage } from './call.ts';

/** A VU of the shop that has just been made. */
async function makeVu() {
  const { k6, rows } = await startFresh();
  const { SERVICE } = await import('../../test/k6/shop.ts');
  const { playJourney } = await import('./play-journey.ts');
  const stage: Stage = {
    service: SERVICE,
    base: 'http://shop:8080',
    phaseNow: () => 'baseline',
    watchEdge: () => () => undefined,
    hardStop: () => undefined,
    validate: () => () => undefined,
    forms: { receipt: { contentType: 'multipart/form-data', content: new ArrayBuffer(3) } },
  };
  const play = (journey: string) => {
    const user = { n: 7, journey, variant: 'vip', uid: 'u7', taken: {}, calls: 0 };
    playJourney(stage, user);
    return user;
  };
  const paths = () => k6.world.sent.map(({ url }) => url.replace('http://shop:8080', ''));
  return { ...k6, rows, play, paths };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const ITEM = { body: '{"item":"i1"}' };

describe('a journey', () => {
  it('is played step by step, each with what the steps before it brought', async () => {
    const { world, play, paths, sumOf } = await makeVu();
    world.answers.push(ITEM, { body: '{}' }, { body: '{}' });
    expect(play('buy')).toMatchObject({ calls: 3, taken: { item: 'i1', order: 'o1' } });
    expect(paths()).toEqual(['/v1/items?for=vip', '/v1/orders', '/v1/receipts']);
    expect(world.sent[1]?.body).toBe('{"item":"i1"}');
    expect(sumOf(toMetricName('journeys'))).toBe(1);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(0);
  });

  const CUT = { ts: 1000.1, type: 'journey.cut', n: 7, journey: 'buy', variant: 'vip' };

  test.each<[string, object, string]>([
    ['an answer without what is needed', { body: '{"item":null}' }, 'no item'],
    ['an answer that is no JSON', { body: 'oops' }, 'a broken contract'],
    ['an empty answer', { status: 204, body: '' }, 'status 204 and a broken contract'],
    ['a redirection', { status: 301, body: '' }, 'status 301 and a broken contract'],
    ['an error', { status: 503, body: '{"item":"i1"}' }, 'status 503'],
    ['a refusal', { status: 404, body: '{"item":"i1"}' }, 'status 404'],
    ['no answer', { status: 0, error: 'EOF' }, 'no answer'],
  ])('ends after %s, and says at which step and why', async (_, answer, why) => {
    const { world, play, paths, rows, sumOf } = await makeVu();
    world.answers.push({ ...answer, durationMs: 100 });
    expect(play('buy')).toMatchObject({ calls: 1, taken: {} });
    expect(paths()).toEqual(['/v1/items?for=vip']);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(1);
    const stranded = why.startsWith('no item') ? 1 : 0;
    expect(sumOf(toMetricName('journeys_stranded'))).toBe(stranded);
    expect(rows.at(-1)).toEqual({ ...CUT, after: 'browse', step: 'order', why, stranded });
  });

  it('ends after a failed step that was to leave nothing', async () => {
    const { world, play, rows, sumOf } = await makeVu();
    world.answers.push(ITEM, { status: 500, durationMs: 99 });
    expect(play('buy').calls).toBe(2);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(1);
    expect(rows.at(-1)).toEqual({
      ...CUT,
      ...{ after: 'order', step: 'receipt', why: 'status 500', stranded: 0 },
    });
  });

  it('was played to its end where its last step failed', async () => {
    const { world, play, sumOf } = await makeVu();
    world.answers.push(ITEM, { body: '{}' }, { status: 500 });
    expect(play('buy').calls).toBe(3);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(0);
  });

  it('goes on after a broken promise, which is an answer all the same', async () => {
    const { world, play } = await makeVu();
    world.answers.push({ body: '{"item":"i1","unpaid":true}' }, { body: '{}' }, { body: '{}' });
    expect(play('buy').calls).toBe(3);
  });

  it('is not cut by the service where the run ended meanwhile', async () => {
    const { world, play, sumOf } = await makeVu();
    world.answers.push({ status: 0, error: 'context canceled' });
    expect(play('buy').calls).toBe(1);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(0);
  });

  it('is over at once where the service has no such journey', async () => {
    const { play, world } = await makeVu();
    expect(play('gone').calls).toBe(0);
    expect(world.sent).toEqual([]);
  });
});
