import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { toggleFault } from './toggle.ts';

let server: Server | undefined;
afterEach(() => server?.close());

const TOXIC = {
  name: 'aurora_latency',
  type: 'latency',
  stream: 'downstream',
  toxicity: 1,
  attributes: { latency: 800 },
};

/** A Toxiproxy that only answers what is asked for a status, after so many answers that it is not up yet. */
async function startFake(proxy: { enabled: boolean; toxics: readonly object[] }, notYet = 0) {
  let answers = 0;
  const found = { name: 'aurora_upstream', listen: '127.0.0.1:1', upstream: '127.0.0.1:2', ...proxy };
  server = createServer(({ url }, response) => {
    answers += 1;
    response.statusCode = answers <= notYet ? 503 : 200;
    response.end(JSON.stringify(url === '/proxies' ? { aurora_upstream: found } : found));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { values: { TOXIPROXY_API_URL: `http://127.0.0.1:${port}` }, answers: () => answers };
}

describe('status', () => {
  it.each([
    [{ enabled: true, toxics: [] }, ['no fault is on aurora_upstream']],
    [{ enabled: true, toxics: [TOXIC] }, ['aurora_latency  downstream  toxicity 1  {"latency":800}']],
    [{ enabled: false, toxics: [] }, ['aurora_upstream is disabled']],
  ])('of %j', async (proxy, lines) => {
    const { values } = await startFake(proxy);
    expect(await toggleFault('status', undefined, values)).toEqual(lines);
  });

  it('waits for a Toxiproxy that is coming up', async () => {
    const { values, answers } = await startFake({ enabled: true, toxics: [] }, 2);
    const lines = await toggleFault('status', undefined, values);
    expect(lines).toEqual(['no fault is on aurora_upstream']);
    expect(answers()).toBeGreaterThan(2);
  });

  it('says where nobody is', async () => {
    const values = { TOXIPROXY_API_URL: 'http://127.0.0.1:1' };
    await expect(toggleFault('status', undefined, values)).rejects.toThrow(/correct TOXIPROXY_API_URL/);
  });
});

it.each([
  ['on', undefined, /^on takes a mode: give one of latency, /],
  ['on', 'rain', /rain/],
  ['of', undefined, /^of: give on, off or status$/],
])('%s %s is refused before anything is asked', async (action, mode, message) => {
  const { values, answers } = await startFake({ enabled: true, toxics: [] });
  await expect(toggleFault(action, mode, values)).rejects.toThrow(message);
  expect(answers()).toBe(0);
});
