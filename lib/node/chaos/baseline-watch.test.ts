import { describe, expect, test } from 'vitest';
import { type BaselineWatch, type Disturbance, watchBaseline } from './baseline-watch.ts';
import type { ProxyState } from './toxiproxy.ts';

const PROXY = { name: 'decision', listen: '127.0.0.1:1', upstream: '127.0.0.1:2' };
const toxic = (name: string): ProxyState['toxics'][number] => ({
  name,
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: {},
});
const AS_ASKED: ProxyState = { enabled: true, upstream: PROXY.upstream, toxics: [] };

/** One reading after the other, begun at second 0, 1, 2…; `in chaos` is read, but no baseline. The run is over after the last. */
async function watch(
  ...readings: (Partial<ProxyState> | Error | 'in chaos')[]
): Promise<Disturbance | undefined> {
  const over = new AbortController();
  let second = 0;
  const options: BaselineWatch = {
    proxy: PROXY,
    everyMs: 0,
    signal: over.signal,
    nowSec: () => second,
    isBaseline: () => {
      const reading = readings[0];
      if (reading === 'in chaos') readings.shift();
      return reading !== 'in chaos';
    },
    client: {
      readProxy: async () => {
        second++;
        const reading = readings.length > 1 ? readings.shift() : readings[0];
        if (readings.length <= 1) over.abort();
        if (reading instanceof Error) throw reading;
        return { ...AS_ASKED, ...(reading === 'in chaos' ? {} : reading) };
      },
    },
  };
  return watchBaseline(options);
}

const theirs = { toxics: [toxic('theirs')] };
const gone = new Error('it cannot be reached.');

describe('baseline', () => {
  test.each<[string, Parameters<typeof watch>]>([
    ['in which nothing happens', [{}, {}, {}, {}]],
    ['in which one reading fails', [{}, gone, {}, gone, {}]],
    ['with a toxic of others from the first', [theirs, theirs, theirs]],
    ['between faults of the run', [{}, 'in chaos', 'in chaos', {}]],
    [
      'before and after which a fault shows, each for one reading',
      [{}, { enabled: false }, {}, { enabled: false }, {}],
    ],
  ])('%s is no disturbance', async (_, readings) => expect(await watch(...readings)).toBeUndefined());

  test.each<[string, Parameters<typeof watch>, number, string]>([
    [
      'lost its Toxiproxy',
      [{}, {}, gone, gone, {}],
      1,
      'Toxiproxy was lost at baseline: it cannot be reached.',
    ],
    ['never had one', [gone, gone], 0, 'Toxiproxy was lost at baseline: it cannot be reached.'],
    [
      'lost it in its last second',
      [{}, {}, gone],
      1,
      'Toxiproxy was lost at baseline: it cannot be reached.',
    ],
    ['was closed', [{}, { enabled: false }, { enabled: false }], 0, 'somebody disabled decision at baseline'],
    ['got a toxic', [{}, theirs, theirs], 0, 'somebody put theirs on decision at baseline'],
    ['lost a toxic that was there', [theirs, {}, {}], 0, 'somebody took theirs from decision at baseline'],
    [
      'was led elsewhere',
      [{}, { upstream: '127.0.0.1:9' }, { upstream: '127.0.0.1:9' }],
      0,
      'somebody led decision to 127.0.0.1:9 at baseline, not 127.0.0.1:2',
    ],
  ])('that %s is none', async (_, readings, sinceSec, why) =>
    expect(await watch(...readings)).toEqual({ sinceSec, why }));
});
