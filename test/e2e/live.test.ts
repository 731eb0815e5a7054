// The live feed on real runs and real files: followed, killed, rotated under its feet, and locked.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { parseFeedLine } from '../../lib/core/journal/feed-row.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort, isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { type RunningFeed, startFeedProcess } from '../running/feed.ts';
import { isGone, startSoak } from '../running/soak.ts';
import { openReader, type SseReader } from '../running/sse-reader.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-live-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const until = (what: string, holds: () => boolean) =>
  waitFor(what, 30_000, () => (holds() ? true : undefined));
const verdictOf = (reader: SseReader) => reader.events.findLast(({ event }) => event === 'verdict')?.data;

/** Rows with the journal's own lines as they must have come: nothing between, nothing twice. */
function expectWholeFrom(reader: SseReader, journal: readonly unknown[]): void {
  const [digest] = reader.events.filter(({ event }) => event === 'digest');
  const covered = Number(digest?.id?.split('-')[1] ?? 0);
  const sent = journal
    .slice(covered)
    .map((row) => parseFeedLine(JSON.stringify(row)))
    .map((parsed) => ('row' in parsed ? parsed.row : parsed));
  expect(reader.rows()).toEqual(sent);
  expect(reader.events.filter(({ event }) => event === 'digest')).toHaveLength(1);
  const ids = reader.events.flatMap(({ id }) => (id === undefined ? [] : [Number(id.split('-')[1])]));
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
}

describe('a soak with --live', () => {
  it('is followed to its verdict, through a feed that is killed and started again', async () => {
    const port = await findFreePort();
    const run = await startSoak(dir, {
      LIVE: 'true',
      LIVE_PORT: String(port),
      DURATION_SECONDS: '16',
      BASE_RPS: '4',
      TOXIPROXY_ENABLED: 'false',
    });
    // Two pipes of one process: what it wrote first may well come last.
    await until('the address', () => run.stderr().includes(`live at http://127.0.0.1:${port}/\n`));
    const reader = openReader(`http://127.0.0.1:${port}/sse`);
    const other: SseReader[] = [];
    let again: RunningFeed | undefined;
    try {
      await until('rows', () => reader.rows().length > 20);
      expect(reader.retryMs()).toBe(3_000);
      const feedPid = await run.pidOf('live');
      process.kill(feedPid, 'SIGKILL');
      await waitFor('the feed is gone', 5_000, () => (isGone(feedPid) ? true : undefined));
      const seen = reader.lastId();
      again = await startFeedProcess([run.dir], { LIVE_PORT: String(port) });
      await until('the reader is back', () => reader.opened() > 1 && reader.lastId() !== seen);
      // One that comes late gets the run so far, then the stream.
      other.push(openReader(`http://127.0.0.1:${port}/sse`));
      expect(await run.closed).not.toBe(2);
      await until('the verdict', () => verdictOf(reader) !== undefined && verdictOf(other[0]!) !== undefined);
      const { verdict } = await run.readSummary();
      // Not for a moment another one: k6's own, say, which knows nothing of baseline or chaos.
      const told = [reader, ...other].flatMap(({ events }) =>
        events.filter(({ event }) => event === 'verdict'),
      );
      expect(told.map(({ data }) => JSON.parse(data))).toEqual(
        told.map(() =>
          expect.objectContaining({
            outcome: verdict.outcome,
            because: verdict.because,
            gates: verdict.gates,
          }),
        ),
      );
      const journal = await run.rows();
      await until('the last row', () => reader.rows().at(-1)?.type === 'verdict');
      expectWholeFrom(reader, journal);
      expectWholeFrom(other[0]!, journal);
      expect(reader.events[0]?.event).toBe('digest');
      await until('a sign of life', () => reader.comments.includes('ping'));
    } finally {
      await Promise.all([reader, ...other].map((one) => one.close()));
      await again?.stop();
    }
    expect(await isFree('127.0.0.1', port)).toBe(true);
  });

  it('ends its feed with it, which sends the verdict first', async () => {
    const port = await findFreePort();
    const run = await startSoak(dir, { LIVE: 'true', LIVE_PORT: String(port), ONCE: 'true' });
    const reader = openReader(`http://127.0.0.1:${port}/sse`);
    const feedPid = await run.pidOf('live');
    await run.closed;
    await until('the verdict', () => verdictOf(reader) !== undefined);
    await reader.close();
    expect(isGone(feedPid)).toBe(true);
    expect(await isFree('127.0.0.1', port)).toBe(true);
    expect(run.stdout()).toContain('verdict: PASS');
  });

  it('leaves its feed on where that is asked for, until it is ended, and keeps its exit code', async () => {
    const port = await findFreePort();
    const run = await startSoak(dir, { LIVE_STAY: 'true', LIVE_PORT: String(port), ONCE: 'true' });
    const feedPid = await run.pidOf('live');
    await until('the run is over', () =>
      run.stderr().includes(`stays on at http://127.0.0.1:${port}/ until`),
    );
    expect(run.stdout()).toContain('verdict: PASS');
    const late = openReader(`http://127.0.0.1:${port}/sse`);
    await until('the verdict', () => verdictOf(late) !== undefined);
    await late.close();
    process.kill(run.pid, 'SIGINT');
    expect(await run.closed).toBe(0);
    expect(isGone(feedPid)).toBe(true);
  });

  it('says before any load where the port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    try {
      const soak = promisify(execFile)(process.execPath, [repoPath('scripts/launch.mjs'), 'soak', '--live'], {
        cwd: repoPath(),
        env: { ...process.env, OUTPUT_DIR: dir, LIVE_PORT: String(port) },
      });
      await expect(soak).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`port ${port} on 127.0.0.1 is taken; give LIVE_PORT another`),
      });
    } finally {
      holder.close();
    }
  });
});

const toRow = (n: number, more = '') =>
  `{"ts":${1_800_000_000 + n / 1000},"type":"suite.error","why":"${n}${more}"}\n`;
const toRows = (from: number, to: number, more = '') =>
  Array.from({ length: to - from + 1 }, (_, i) => toRow(from + i, more)).join('');
const numbersOf = (reader: SseReader) =>
  reader.rows().map((row) => ('why' in row ? Number.parseInt(row.why, 10) : -1));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('a journal that things happen to', () => {
  let runDir = '';
  let journal = '';
  let feed: RunningFeed;
  let reader: SseReader;
  beforeEach(async () => {
    runDir = await mkdtemp(join(dir, 'journal-'));
    journal = toRunFiles(runDir).journal;
    feed = await startFeedProcess([runDir]);
    reader = openReader(`${feed.url}sse`);
    await until('the digest', () => reader.events.length > 0);
  });
  afterEach(async () => {
    await reader.close();
    expect(await feed.stop()).toBe(143);
  });

  it('is renamed, emptied and deleted in mid-stream: every row comes once, in order', async () => {
    await writeFile(journal, toRows(1, 5));
    await until('five', () => numbersOf(reader).length === 5);
    await rename(journal, `${journal}.1`);
    await writeFile(journal, toRows(6, 9));
    await until('nine', () => numbersOf(reader).length === 9);
    await truncate(journal, 0);
    await appendFile(journal, toRows(10, 12));
    await until('twelve', () => numbersOf(reader).length === 12);
    await unlink(journal);
    await feed.waitForHealth('its absence is said', ({ tailer_stats }) => !tailer_stats.present);
    await writeFile(journal, toRows(13, 14));
    await until('fourteen', () => numbersOf(reader).length === 14);
    expect(numbersOf(reader)).toEqual(upTo(14));
    expect(reader.opened()).toBe(1);
    const { tailer_stats: stats } = await feed.health();
    expect(stats.rotations).toEqual({ renamed: 2, truncated: 1 });
    const ids = reader.events.flatMap(({ id }) => (id === undefined ? [] : [id.split('-').map(Number)]));
    const generations = ids.map(([generation]) => generation!);
    expect(new Set(generations).size).toBe(4);
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
  });

  it('holds lines that are broken, too long, or not there yet: all counted, none in the way', async () => {
    const { tailer_stats: before } = await feed.health();
    expect([before.malformed_lines, before.oversized_lines, before.partial_reads]).toEqual([0, 0, 0]);
    await appendFile(journal, `${toRow(1)}{"incomplete": json\n`);
    await appendFile(journal, `oversized${'x'.repeat(2_000_000)}\n${toRow(2)}`);
    const [row] = [toRow(3)];
    await appendFile(journal, row.slice(0, 20));
    await feed.waitForHealth('the partial line', ({ tailer_stats }) => tailer_stats.partial_reads > 0);
    expect(numbersOf(reader)).toEqual([1, 2]);
    await appendFile(journal, row.slice(20));
    await until('three', () => numbersOf(reader).length === 3);
    const { tailer_stats: stats } = await feed.health();
    expect([stats.malformed_lines, stats.oversized_lines, stats.line]).toEqual([1, 1, 5]);
    expect(reader.opened()).toBe(1);
  });

  it('is read on by id where that is known, and told anew where it is not', async () => {
    await writeFile(journal, toRows(1, 1_500));
    await until('all', () => numbersOf(reader).length === 1_500);
    const [generation] = reader.lastId()!.split('-');
    const known = openReader(`${feed.url}sse`, { lastEventId: `${generation}-1495` });
    const unknown = openReader(`${feed.url}sse`, { lastEventId: `${Number(generation) - 1}-3` });
    await until('both', () => known.rows().length === 5 && unknown.events.length > 0);
    expect(known.events.map(({ event }) => event)).toEqual(['rows']);
    expect(unknown.events.map(({ event, id }) => [event, id])).toEqual([['digest', `${generation}-1500`]]);
    await feed.waitForHealth('three', ({ clients }) => clients === 3);
    await Promise.all([known.close(), unknown.close()]);
    await feed.waitForHealth('one', ({ clients }) => clients === 1);
  });

  it('has a reader that takes nothing: it is dropped with its reason, and nobody else waits', async () => {
    const { port } = new URL(feed.url);
    const deaf = connect(Number(port), '127.0.0.1');
    deaf.on('error', () => {});
    deaf.pause();
    deaf.write('GET /sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await feed.waitForHealth('two', ({ clients }) => clients === 2);
    let last = 0;
    for (let pieces = 0; pieces < 40 && (await feed.health()).dropped.slow === 0; pieces++) {
      await appendFile(journal, toRows(last + 1, last + 2_000, ' '.repeat(300)));
      last += 2_000;
      await until(`${last}`, () => numbersOf(reader).length === last);
    }
    expect((await feed.health()).dropped).toMatchObject({ slow: 1, stalled: 0 });
    expect(numbersOf(reader)).toEqual(upTo(last));
    expect(reader.opened()).toBe(1);
    deaf.destroy();
  });

  it('sends no header, body or secret', async () => {
    const failure = {
      ts: 1_800_000_000,
      type: 'failure',
      n: 1,
      call: 0,
      violations: ['http_5xx'],
      detail: 'status 500, Authorization: Bearer abcdef0123456789',
      request: { path: '/v1/chat', headers: { 'X-Lang': 'EN' }, body: 'asked-in-confidence' },
      status: 500,
      headers: { 'X-Request-Id': 'header-value' },
      body: 'answered-in-confidence',
    };
    const options = { WEBHOOK_TOKEN: 'hushhush', BASE_RPS: '3' };
    const started = {
      ts: 1_800_000_000,
      type: 'run.started',
      run_id: 'r',
      options,
      base: 'http://u:pw@h',
      seed: 1,
    };
    await writeFile(journal, `${JSON.stringify(started)}\n${JSON.stringify(failure)}\n`);
    await until('both', () => reader.rows().length === 2);
    const late = openReader(`${feed.url}sse`);
    await until('the digest', () => late.events.length > 0);
    await late.close();
    const sent = JSON.stringify([reader.events, late.events]);
    expect(sent).toContain('/v1/chat');
    for (const secret of ['in-confidence', 'header-value', 'hushhush', 'abcdef0123456789', 'u:pw'])
      expect(sent).not.toContain(secret);
  });
});

describe('latest', () => {
  it('waits for the first run, and goes on to each newer one', async () => {
    const outputs = await mkdtemp(join(dir, 'outputs-'));
    const feed = await startFeedProcess(['latest'], { OUTPUT_DIR: outputs });
    const reader = openReader(`${feed.url}sse`);
    try {
      for (const [run, n] of [
        ['chaos_soak_run_20270101_000000', 1],
        ['chaos_soak_run_20270101_000001', 2],
      ] as const) {
        await mkdir(join(outputs, run));
        await feed.waitForHealth(run, (health) => health.run === run);
        await writeFile(toRunFiles(join(outputs, run)).journal, toRow(n));
        await until('its row', () => reader.lastId() === `${1_800_000_000_000 + n}-1`);
      }
      expect((await feed.health()).dropped.new_run).toBe(1);
    } finally {
      await reader.close();
      await feed.stop();
    }
  });
});

describe('the token', () => {
  const TOKEN = 'a-token-of-some-length';
  it('opens the stream by header and by cookie, and nothing else does', async () => {
    const runDir = await mkdtemp(join(dir, 'token-'));
    await writeFile(toRunFiles(runDir).journal, toRow(1));
    const feed = await startFeedProcess([runDir], { LIVE_TOKEN: TOKEN, LIVE_HOST: '0.0.0.0' });
    const url = feed.url.replace('0.0.0.0', '127.0.0.1');
    try {
      const login = await fetch(`${url}login?token=${TOKEN}`);
      const [cookie = ''] = (login.headers.get('set-cookie') ?? '').split(';');
      for (const headers of [{ 'x-auth-token': TOKEN }, { cookie }]) {
        const reader = openReader(`${url}sse`, { headers });
        await until('the digest', () => reader.events[0]?.event === 'digest');
        await reader.close();
      }
      for (const headers of [{}, { 'x-auth-token': 'guess' }, { cookie: 'aurora_live=guess' }])
        expect((await fetch(`${url}sse`, { headers })).status).toBe(401);
      expect(await (await fetch(`${url}healthz`)).json()).toEqual({ status: 'ok' });
      await until('the way in', () => feed.stderr().includes('/login'));
      expect(feed.stderr()).not.toContain(TOKEN);
    } finally {
      await feed.stop();
    }
  });

  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    [
      'an address that others reach, without it',
      { LIVE_HOST: '0.0.0.0' },
      /LIVE_HOST=0\.0\.0\.0 can be reached/,
    ],
    ['one that can be guessed', { LIVE_TOKEN: 'hunter2' }, /LIVE_TOKEN is too short/],
  ])('refuses %s', async (_, env, sentence) => {
    await expect(startFeedProcess([dir], env)).rejects.toThrow(sentence);
  });

  it('is not needed on this machine, and that is said', async () => {
    const feed = await startFeedProcess([dir]);
    expect(new URL(feed.url).hostname).toBe('127.0.0.1');
    await until('the remark', () =>
      feed.stderr().includes('without LIVE_TOKEN: only this machine can read it'),
    );
    expect(await (await fetch(feed.url)).text()).toContain("connect-src 'self'");
    await feed.stop();
  });

  it('a folder that is not there is said in a sentence', async () => {
    await expect(startFeedProcess([join(dir, 'nowhere')])).rejects.toThrow(
      /nowhere: there is no such folder, and no such run in results/,
    );
  });
});
