import { describe, expect, test } from 'vitest';
import { waitFor } from '../process/wait.ts';
import { type BaselineWatch, type Disturbance, watchBaseline, watchSlot } from './proxy-watch.ts';
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

describe('while a fault is on', () => {
  const ours = toxic('aurora_latency');
  const SET: ProxyState = { ...AS_ASKED, toxics: [ours] };

  /** One reading after the other; it is stopped after the second or later. */
  async function watchReadings(...readings: (ProxyState | Error)[]): Promise<string> {
    let taken = 0;
    const client = {
      readProxy: async () => {
        const reading = readings[Math.min(taken++, readings.length - 1)];
        if (reading instanceof Error || reading === undefined) throw reading;
        return reading;
      },
    };
    const watched = watchSlot(client, 'decision', 'latency', 1);
    await waitFor('two are read', 5_000, () => (taken >= 2 ? true : undefined), 1);
    return watched.stop();
  }

  test.each<[string, (ProxyState | Error)[]]>([
    ['that nobody touches', [SET, SET, SET]],
    ['whose readings fail', [SET, new Error('away'), SET]],
    ['none of whose readings came', [new Error('away'), new Error('away')]],
    [
      'that closed the proxy itself',
      [
        { ...SET, enabled: false },
        { ...SET, enabled: false },
      ],
    ],
    [
      'beside a toxic of others',
      [
        { ...SET, toxics: [ours, toxic('theirs')] },
        { ...SET, toxics: [ours, toxic('theirs')] },
      ],
    ],
  ])('one %s is left alone', async (_, readings) => expect(await watchReadings(...readings)).toBe(''));

  test.each<[string, Partial<ProxyState>, string]>([
    ['closed', { enabled: false }, 'somebody disabled decision while latency was on'],
    [
      'led elsewhere',
      { upstream: '127.0.0.1:9' },
      'somebody led decision to 127.0.0.1:9 while latency was on, not 127.0.0.1:2',
    ],
    [
      'given a toxic',
      { toxics: [ours, toxic('theirs')] },
      'somebody put theirs on decision while latency was on',
    ],
    [
      'robbed of its toxic',
      { toxics: [] },
      'somebody took aurora_latency from decision while latency was on',
    ],
    [
      'weakened',
      { toxics: [{ ...ours, toxicity: 0.5 }] },
      'somebody changed aurora_latency on decision while latency was on',
    ],
  ])('a proxy that is %s is told, also where it is set right again', async (_, change, why) => {
    expect(await watchReadings(SET, { ...SET, ...change })).toBe(why);
    expect(await watchReadings(SET, { ...SET, ...change }, SET, SET)).toBe(why);
  });
});
