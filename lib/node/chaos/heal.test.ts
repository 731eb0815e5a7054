import { describe, expect, test, vi } from 'vitest';
import type { Toxic } from '../../core/faults/fault.ts';
import { healProxy } from './heal.ts';
import type { ToxiproxyClient } from './toxiproxy.ts';

const PROXY = { name: 'decision', listen: '127.0.0.1:1', upstream: '127.0.0.1:2' };
const toxic = (name: string): Toxic => ({
  name,
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 1 },
});

type Call = 'readToxics' | 'removeToxics' | 'ensureProxy' | 'setEnabled' | 'setUpstream';

/** A client over a list of toxics; with `disabled` among the names its proxy is, with `astray` it leads elsewhere. `broken` answers per call in turn: an error, a call that never ends, or nothing for "works". */
function fakeClient(names: string[], broken: Partial<Record<Call, (Error | 'hangs' | undefined)[]>> = {}) {
  const calls: string[] = [];
  const step = async (call: Call, ...args: unknown[]) => {
    calls.push([call, ...args].join(' '));
    const failure = broken[call]?.shift();
    if (failure === 'hangs') await new Promise(() => {});
    if (failure instanceof Error) throw failure;
  };
  const listToxics = () => names.filter((name) => name !== 'disabled' && name !== 'astray').map(toxic);
  const unused = () => Promise.reject(new Error('not for healing'));
  const client: ToxiproxyClient = {
    apiUrl: 'http://127.0.0.1:8474',
    probe: unused,
    injectToxics: unused,
    redrawToxics: unused,
    readBytes: unused,
    readProxy: async () => ({
      enabled: !names.includes('disabled'),
      upstream: names.includes('astray') ? '127.0.0.1:3' : PROXY.upstream,
      toxics: listToxics(),
    }),
    setUpstream: async (proxy, upstream) => {
      await step('setUpstream', proxy, upstream);
      names = names.filter((name) => name !== 'astray');
    },
    setEnabled: async (proxy, enabled) => {
      await step('setEnabled', proxy, enabled);
      names = names.filter((name) => name !== 'disabled');
    },
    ensureProxy: async (proxy) => {
      await step('ensureProxy', proxy.name);
      if (!names.includes('disabled')) return 'ready';
      await client.setEnabled(proxy.name, true);
      return 'enabled';
    },
    readToxics: async () => {
      await step('readToxics');
      return listToxics();
    },
    removeToxics: async (_, removed) => {
      await step('removeToxics', ...removed);
      names = names.filter((name) => !removed.includes(name));
    },
  };
  return { client, calls, left: () => names };
}

const heal = (client: ToxiproxyClient, restart?: () => Promise<ToxiproxyClient>) =>
  healProxy({ client, proxy: PROXY, deadlineMs: 50, ...(restart ? { ownProcess: { restart } } : {}) });

describe('healProxy', () => {
  test('removes our toxics, last of the chain first, and leaves those of others', async () => {
    const fake = fakeClient(['aurora_latency', 'theirs', 'aurora_reset_peer']);
    const result = await heal(fake.client);
    expect(result).toEqual({
      healed: true,
      rung: 'removed',
      why: 'Removed aurora_reset_peer, aurora_latency from decision.',
    });
    expect(fake.left()).toEqual(['theirs']);
  });

  test('a proxy that leads elsewhere is led to its upstream, after its toxics and before it is enabled', async () => {
    const fake = fakeClient(['aurora_latency', 'astray', 'disabled']);
    expect(await heal(fake.client)).toEqual({
      healed: true,
      rung: 'removed',
      why: 'Enabled decision again. Led decision to 127.0.0.1:2 again. Removed aurora_latency from decision.',
    });
    expect(fake.calls.slice(-2)).toEqual(['setUpstream decision 127.0.0.1:2', 'setEnabled decision true']);
  });

  test('an upstream that does not come back is the next rung', async () => {
    const fake = fakeClient(['astray'], { setUpstream: [new Error('It reads back 127.0.0.1:3.')] });
    expect(await heal(fake.client)).toMatchObject({ healed: true, rung: 'retried' });
    expect(fake.left()).toEqual([]);
  });

  test('without an upstream to lead to, it is left as it is', async () => {
    const fake = fakeClient(['astray']);
    await healProxy({ client: fake.client, proxy: { ...PROXY, upstream: '' }, deadlineMs: 50 });
    expect(fake.calls.filter((call) => call.startsWith('setUpstream'))).toEqual([]);
  });

  test('a disabled proxy is enabled again, after its toxics', async () => {
    const fake = fakeClient(['aurora_latency', 'disabled']);
    expect(await heal(fake.client)).toEqual({
      healed: true,
      rung: 'removed',
      why: 'Enabled decision again. Removed aurora_latency from decision.',
    });
    expect(fake.calls).toEqual(['readToxics', 'removeToxics aurora_latency', 'setEnabled decision true']);
  });

  test.each<[string, Error | 'hangs']>([
    ['an error', new Error('boom.')],
    ['a call that never ends', 'hangs'],
  ])('enabling: %s is retried once', async (_, failure) => {
    const fake = fakeClient(['disabled'], { setEnabled: [failure] });
    expect(await heal(fake.client)).toMatchObject({ healed: true, rung: 'retried' });
    expect(fake.left()).toEqual([]);
  });

  test('says so when there was nothing to heal', async () => {
    expect(await heal(fakeClient([]).client)).toMatchObject({
      healed: true,
      rung: 'removed',
      why: expect.stringMatching(/^No toxic of ours/),
    });
  });

  test.each<[string, Error | 'hangs']>([
    ['an error', new Error('boom.')],
    ['a call that never ends', 'hangs'],
  ])('%s is retried once, on a proxy that is populated anew', async (_, failure) => {
    const fake = fakeClient(['aurora_timeout'], { removeToxics: [failure] });
    const result = await heal(fake.client);
    expect(result).toMatchObject({ healed: true, rung: 'retried' });
    expect(result.why).toMatch(
      failure === 'hangs' ? /^an answer: not within 50 ms\. Removed/ : /^boom\. Removed/,
    );
    expect(fake.calls.slice(2)).toEqual([
      'ensureProxy decision',
      'readToxics',
      'removeToxics aurora_timeout',
    ]);
  });

  test('a server that is not ours is asked until it is back', async () => {
    const away = Array<Error>(3).fill(new Error('away.'));
    const fake = fakeClient(['aurora_x'], { ensureProxy: away });
    fake.client.readToxics = vi.fn(fake.client.readToxics).mockRejectedValueOnce(new Error('away.'));
    const result = await healProxy({ client: fake.client, proxy: PROXY, deadlineMs: 5_000 });
    expect(result).toEqual({ healed: true, rung: 'retried', why: 'away. Removed aurora_x from decision.' });
    expect(fake.calls.filter((call) => call.startsWith('ensureProxy'))).toHaveLength(4);
  });

  test('restarts a server of ours, and populates and reads back the new one', async () => {
    const wedged = fakeClient(['aurora_timeout'], { removeToxics: ['hangs'], ensureProxy: ['hangs'] });
    const fresh = fakeClient([]);
    expect(await heal(wedged.client, async () => fresh.client)).toMatchObject({
      healed: true,
      rung: 'restarted',
    });
    expect(fresh.calls[0]).toBe('ensureProxy decision');
    expect(fresh.calls).toContain('readToxics');
  });

  test.each<[string, (() => Promise<ToxiproxyClient>) | undefined, RegExp]>([
    [
      'a server that is not ours is never restarted',
      undefined,
      /^dead\. dead\. Toxics may still be on decision/,
    ],
    [
      'a restart that fails',
      () => Promise.reject(new Error('no port.')),
      /^dead\. dead\. no port\. Toxics may/,
    ],
    [
      'a restart that throws at once',
      () => {
        throw new Error('no binary.');
      },
      /no binary\. Toxics may/,
    ],
    ['a restart that never ends', () => new Promise(() => {}), /an answer: not within 50 ms\. Toxics may/],
    [
      'a new server that fails too',
      async () => fakeClient([], { readToxics: [new Error('dead too.')] }).client,
      /dead too\./,
    ],
  ])('%s: not healed, with the remedy, without throwing', async (_, restart, why) => {
    const fake = fakeClient(['aurora_x'], { readToxics: Array<Error>(10_000).fill(new Error('dead.')) });
    const result = await heal(fake.client, restart);
    expect(result).toMatchObject({ healed: false, rung: 'failed' });
    expect(result.why).toMatch(why);
    expect(result.why).toContain('restart the Toxiproxy at http://127.0.0.1:8474');
    expect(fake.left()).toEqual(['aurora_x']);
  });
});
