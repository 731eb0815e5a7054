import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OptionError } from '../../core/options/option-error.ts';
import { markProcess, type ProcessMark } from '../process/look.ts';
import { findHolder, HOLD_NAME, requireUnheld, takeHold } from './hold.ts';

/** The proxies of a Toxiproxy, by name, as far as a hold needs them: one that is there is not made again. */
let proxies: Map<string, { upstream: string; enabled: boolean }>;
let server: Server;
let apiUrl = '';
let us: { readonly owner: ProcessMark; readonly runDir: string };
beforeEach(async () => {
  proxies = new Map();
  us = { owner: await markProcess(process.pid), runDir: 'results/ours' };
  server = createServer((request, response) => {
    const name = request.url?.split('/')[2];
    const answer = (status: number, body: object) => {
      response.statusCode = status;
      response.end(JSON.stringify(body));
    };
    let text = '';
    request.on('data', (data) => {
      text += data;
    });
    request.on('end', () => {
      const body = text === '' ? {} : JSON.parse(text);
      if (name === undefined) {
        if (proxies.has(body.name)) return answer(409, { error: 'proxy already exists' });
        proxies.set(body.name, body);
        return answer(201, body);
      }
      const found = proxies.get(name);
      if (!found) return answer(404, { error: 'proxy not found' });
      if (request.method === 'DELETE') proxies.delete(name);
      else Object.assign(found, body);
      return answer(200, found);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => server.close());

const other = (mark: Partial<ProcessMark>, more: object = {}) => {
  const holder = {
    owner: { ...us.owner, ...mark },
    runDir: 'results/other',
    since: '2026-01-01T00:00:00Z',
    beat: 1,
    ...more,
  };
  proxies.set(HOLD_NAME, { upstream: JSON.stringify(holder), enabled: false });
};
const isOurs = async () => (await findHolder(apiUrl))?.runDir === us.runDir;

it('is taken, held against others and let go, and leads nowhere', async () => {
  const hold = await takeHold(apiUrl, us);
  expect(proxies.get(HOLD_NAME)).toMatchObject({ enabled: false });
  await expect(takeHold(apiUrl, { ...us, runDir: 'results/other' })).rejects.toThrow(
    /^TOXIPROXY_API_URL=\S+: the run results\/ours \(pid \d+ on .*\) holds it since 20.*; wait for its end, end it, or give another/,
  );
  await hold.release();
  expect([...proxies.keys()]).toEqual([]);
});

it('is held again after a restart of the server', async () => {
  const hold = await takeHold(apiUrl, us);
  proxies.clear();
  await hold.renew();
  expect(await isOurs()).toBe(true);
  await hold.release();
});

describe('is taken from', () => {
  it.each<[string, () => void]>([
    ['a process that is no more', () => other({ identity: '1 /usr/bin/node' })],
    ['something that is none', () => proxies.set(HOLD_NAME, { upstream: '127.0.0.1:2', enabled: true })],
    ['a text that is none', () => proxies.set(HOLD_NAME, { upstream: '{"owner":1}', enabled: true })],
  ])('%s', async (_, plant) => {
    plant();
    const hold = await takeHold(apiUrl, us);
    expect(await isOurs()).toBe(true);
    await hold.release();
  });

  it('one that is no more by one of two alone', async () => {
    other({ identity: '1 /usr/bin/node' });
    const tries = await Promise.allSettled([
      takeHold(apiUrl, us),
      takeHold(apiUrl, { ...us, runDir: 'results/third' }),
    ]);
    const taken = tries.flatMap((tried) => (tried.status === 'fulfilled' ? [tried.value] : []));
    expect(taken).toHaveLength(1);
    await taken[0]?.release();
  });
});

describe('is respected', () => {
  it('of a run on another machine, while that lives', async () => {
    let beat = 1;
    other({ place: 'elsewhere' }, { beat });
    const timer = setInterval(() => other({ place: 'elsewhere' }, { beat: ++beat }), 100);
    await expect(requireUnheld(apiUrl)).rejects.toThrow(OptionError);
    clearInterval(timer);
  });
  it('by one that lets go after another has taken it', async () => {
    const hold = await takeHold(apiUrl, us);
    other({});
    await hold.renew();
    await hold.release();
    expect((await findHolder(apiUrl))?.runDir).toBe('results/other');
  });
});
