// The live feed behind the real nginx, by the file that is meant for it: only addresses and certificate are the test's.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParser } from 'eventsource-parser';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';
import { openReader } from '../running/sse-reader.ts';

const TOKEN = 'a-token-of-some-length';
const hasNginx = spawnSync('nginx', ['-v']).status === 0;
if (!hasNginx) console.warn('skipped: there is no nginx here; `apt-get install nginx-light`');

const row = (n: number) => `{"ts":${1_800_000_000 + n},"type":"suite.error","why":"${n}"}\n`;

describe.skipIf(!hasNginx)('nginx in front of the feed', () => {
  let dir = '';
  let journal = '';
  let feed: RunningFeed;
  let ca = '';
  const started: { child: ChildProcess; port: number }[] = [];

  /** Starts nginx with the repository's file, each of `changes` made in it. */
  const startNginx = async (name: string, changes: Readonly<Record<string, string>> = {}) => {
    const port = await findFreePort();
    const all = {
      'listen 443 ssl http2': `listen 127.0.0.1:${port} ssl http2`,
      '127.0.0.1:8001': new URL(feed.url).host,
      '/etc/ssl/certs/aurora-live.pem': join(dir, 'cert.pem'),
      '/etc/ssl/private/aurora-live.key': join(dir, 'key.pem'),
      ...changes,
    };
    let conf = await readFile(repoPath('deploy/live/nginx/aurora-live.conf'), 'utf8');
    for (const [from, to] of Object.entries(all)) {
      expect(conf).toContain(from);
      conf = conf.replace(from, to);
    }
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${join(dir, `${name}-${kind}`)};`)
      .join('\n');
    const file = join(dir, `${name}.conf`);
    await writeFile(
      file,
      `daemon off; pid ${join(dir, `${name}.pid`)}; error_log stderr; worker_processes 1;
events {}
http { access_log ${join(dir, `${name}.log`)};\n${temp}\n${conf}\n}`,
    );
    execFileSync('nginx', ['-t', '-q', '-e', 'stderr', '-p', dir, '-c', file]);
    const child = spawn('nginx', ['-e', 'stderr', '-p', dir, '-c', file], { stdio: 'ignore' });
    started.push({ child, port });
    await waitFor('nginx answers', 10_000, () =>
      ask(port, '/healthz').then(
        ({ status }) => (status === 200 ? true : undefined),
        () => undefined,
      ),
    );
    return port;
  };

  const ask = (port: number, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders }>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers, ca, servername: 'live.example.org' }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      })
        .on('error', reject)
        .end();
    });

  /** What comes of the stream through nginx. */
  const read = (port: number, headers: Record<string, string>) => {
    const agent = new Agent();
    const events: { event: string; data: string }[] = [];
    const parser = createParser({
      onEvent: ({ event = '', data }) => events.push({ event, data }),
    });
    const asked = request(
      { host: '127.0.0.1', port, path: '/sse', headers, ca, servername: 'live.example.org', agent },
      (answer) => {
        answer.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
        answer.on('error', () => {});
      },
    );
    asked.on('error', () => {});
    asked.end();
    return { events, close: () => asked.destroy() };
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-nginx-'));
    const runDir = await mkdtemp(join(dir, 'run-'));
    journal = toRunFiles(runDir).journal;
    await writeFile(journal, row(1));
    const pair = await generate([{ name: 'commonName', value: 'live.example.org' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'live.example.org' }] }],
    });
    ca = pair.cert;
    await writeFile(join(dir, 'cert.pem'), pair.cert);
    await writeFile(join(dir, 'key.pem'), pair.private);
    feed = await startFeedProcess([runDir], { LIVE_TOKEN: TOKEN });
  });
  afterAll(async () => {
    for (const { child } of started) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    await feed?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('hands on each event as it comes, to who has the token', async () => {
    const port = await startNginx('as-it-is');
    expect((await ask(port, '/sse')).status).toBe(401);
    const login = await ask(port, `/login?token=${TOKEN}`);
    const [cookie = ''] = login.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; Secure/);
    const reader = read(port, { cookie: cookie.split(';')[0] ?? '' });
    await waitFor('the digest', 10_000, () => (reader.events[0]?.event === 'digest' ? true : undefined));
    for (const n of [2, 3, 4]) {
      await appendFile(journal, row(n));
      await waitFor(`row ${n}`, 10_000, () =>
        reader.events.at(-1)?.data.includes(`"${n}"`) ? true : undefined,
      );
    }
    reader.close();
    const log = await readFile(join(dir, 'as-it-is.log'), 'utf8');
    expect(log).toContain('GET /sse');
    expect(log).not.toContain(TOKEN);
  });

  it('would hold them back with its buffers on: so the test above can fail', async () => {
    const port = await startNginx('buffered', {
      'proxy_buffering off;': 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;',
    });
    const behind = read(port, { 'x-auth-token': TOKEN });
    await feed.waitForHealth('the reader behind nginx', ({ clients }) => clients >= 1);
    const direct = openReader(`${feed.url}sse`, { headers: { 'x-auth-token': TOKEN } });
    await waitFor('the digest', 10_000, () => (direct.events.length > 0 ? true : undefined));
    await appendFile(journal, row(9));
    await waitFor('the row', 10_000, () => (direct.rows().length > 0 ? true : undefined));
    expect(behind.events).toEqual([]);
    await direct.close();
    behind.close();
  });
});
