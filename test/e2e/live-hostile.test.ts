// What no browser sends to the feed: it answers, keeps its memory, and its log stays clean.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';

let dir = '';
let feed: RunningFeed;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-hostile-'));
  feed = await startFeedProcess([dir]);
});
afterAll(async () => {
  await feed.stop();
  await rm(dir, { recursive: true, force: true });
});

const DEADLINE_MS = 20_000;

/** Sends bytes as they are, then `flood` for as long as it is taken; gives what came back. */
function send(head: string, flood?: { readonly chunk: Buffer; readonly maxBytes: number }): Promise<string> {
  const { hostname, port } = new URL(feed.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    let sentBytes = 0;
    const end = () => socket.destroy();
    const deadline = setTimeout(end, DEADLINE_MS);
    socket.on('data', (data) => {
      answer += data;
      // A stream has no end of its own.
      if (!flood) end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(deadline);
      resolve(answer);
    });
    const pour = () => {
      if (!flood) return;
      while (sentBytes < flood.maxBytes && !socket.destroyed) {
        sentBytes += flood.chunk.length;
        if (!socket.write(flood.chunk)) return void socket.once('drain', pour);
      }
      end();
    };
    socket.write(head, pour);
  });
}

const HOST = 'Host: 127.0.0.1\r\n';
describe('an odd request', () => {
  test.each([
    ['the head of the stream', `HEAD /sse HTTP/1.1\r\n${HOST}`, 200],
    ['the head of the page', `HEAD / HTTP/1.1\r\n${HOST}`, 200],
    ['a host that is half an address', 'GET / HTTP/1.1\r\nHost: [::1\r\n', 400],
    ['a host with a blank', 'GET / HTTP/1.1\r\nHost: a b\r\n', 400],
    ['a host of colons', 'GET / HTTP/1.1\r\nHost: ::::\r\n', 400],
    ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\n', 400],
    ['no host', 'GET / HTTP/1.0\r\n', 400],
    ['a port that is none', 'GET / HTTP/1.1\r\nHost: 127.0.0.1:99999\r\n', 400],
    ["another site's address", `GET http://evil.example/ HTTP/1.1\r\n${HOST}`, 403],
    ['a path of slashes', `GET // HTTP/1.1\r\n${HOST}`, 404],
    ['a path that cannot be decoded', `GET /%zz HTTP/1.1\r\n${HOST}`, 404],
    ['a token that cannot be decoded', `GET /login?token=%FF HTTP/1.1\r\n${HOST}`, 302],
    ['cookies that are none', `GET / HTTP/1.1\r\n${HOST}Cookie: =;;;aurora_live\r\n`, 200],
    ['options of everything', `OPTIONS * HTTP/1.1\r\n${HOST}`, 400],
    ['a trace', `TRACE / HTTP/1.1\r\n${HOST}`, 404],
  ])('%s is answered', async (_, head, status) => {
    expect(await send(`${head}\r\n`)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('a body that never ends', () => {
  const MB = 1_000_000;
  const plain = Buffer.alloc(MB, 'x');
  const chunked = Buffer.concat([Buffer.from(`${MB.toString(16)}\r\n`), plain, Buffer.from('\r\n')]);
  const readRssMb = async () => {
    const status = await readFile(`/proc/${feed.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  };
  test
    .skipIf(process.platform !== 'linux')
    .each(['POST /login', 'POST /', 'GET /', 'PUT /nowhere', 'POST /sse'])(
    '%s keeps it out of memory',
    async (what) => {
      const beforeMb = await readRssMb();
      const head = `${what} HTTP/1.1\r\n${HOST}`;
      await send(`${head}Content-Length: 700000000\r\n\r\n`, { chunk: plain, maxBytes: 300 * MB });
      await send(`${head}Transfer-Encoding: chunked\r\n\r\n`, { chunk: chunked, maxBytes: 300 * MB });
      expect((await readRssMb()) - beforeMb).toBeLessThan(150);
    },
  );
});

test('its log has no word of it', () => {
  expect(feed.stderr()).not.toMatch(/Error|\n\s+at /);
});
