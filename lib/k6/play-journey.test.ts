import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { startFresh } from '../../test/k6/fresh.ts';
import { toMetricName } from '../../thresholds/to-k6.ts';
import type { Stage } from './call.ts';

vi.mock('service-under-test', () => import('../../test/k6/shop.ts'));

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

  it('goes on after a failed step that left nothing behind, where nothing is needed', async () => {
    const { world, play, sumOf } = await makeVu();
    world.answers.push(ITEM, { status: 500 }, { body: '{}' });
    expect(play('buy').calls).toBe(3);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(0);
  });

  test.each<[string, object]>([
    ['an answer without it', { body: '{"item":null}' }],
    ['an answer that is no JSON', { body: 'oops' }],
    ['an error', { status: 503, body: '{"item":"i1"}' }],
    ['no answer', { status: 0, error: 'EOF' }],
    ['a call that the end of the run cut off', { status: 0, error: 'context canceled' }],
  ])('ends before the first step that needs what is not there, after %s', async (_, answer) => {
    const { world, play, paths, rows, sumOf } = await makeVu();
    world.answers.push({ ...answer, durationMs: 100 });
    expect(play('buy')).toMatchObject({ calls: 1, taken: {} });
    expect(paths()).toEqual(['/v1/items?for=vip']);
    expect(sumOf(toMetricName('journeys_cut'))).toBe(1);
    expect(rows.at(-1)).toEqual({ ts: 1000.1, type: 'journey.cut', n: 7, step: 'order', missing: 'item' });
  });

  it('is over at once where the service has no such journey', async () => {
    const { play, world } = await makeVu();
    expect(play('gone').calls).toBe(0);
    expect(world.sent).toEqual([]);
  });
});
