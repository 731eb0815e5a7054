// The run a newcomer makes, shorter: every phase, every toxic, a pass, and files that say so. Then the same with a BFF of one's own.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JournalRow } from '../../lib/core/events.ts';
import type { OptionValues } from '../../lib/core/options.ts';
import { findFreePort } from '../../lib/node/ports.ts';
import { type Service, startBff, startUpstream, toHostPort } from '../../lib/node/stack.ts';
import { ensureTool } from '../../lib/node/tools.ts';
import { connectToxiproxy } from '../../lib/node/toxiproxy.ts';
import { startToxiproxy } from '../../lib/node/toxiproxy-process.ts';
import { createFaultFinder, readSchemas } from '../own-files.ts';
import { createRig, type Rig, runCommand } from '../rig.ts';

const findFault = createFaultFinder(readSchemas('contracts', 'own'));

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** A cycle in 45 s; the reset needs the most calls to be seen, so it gets a rate at which it is. */
const COMPRESSED: OptionValues = {
  DURATION_SECONDS: '45',
  CYCLE_MIN: '0.75',
  CHAOS_OFFSET_MIN: '0.12',
  CHAOS_WINDOW_MIN: '0.5',
  SPIKE_OFFSET_MIN: '0.64',
  SPIKE_DURATION_SEC: '2',
  BASE_RPS: '3',
  CHAOS_RPS: '6',
  SEED: '21',
};

test('the default run, compressed: passes, every toxic acts and is healed, every file keeps its schema', async () => {
  const { summary, files } = await rig.soak(COMPRESSED);
  expect(summary.verdict).toMatchObject({ outcome: 'pass' });
  expect(summary.chaos_windows.map(({ mode, effect, healed }) => [mode, effect, healed])).toEqual(
    ['latency', 'timeout', 'reset', 'bandwidth', 'mix'].map((mode) => [mode, 'shown', true]),
  );
  expect(summary.phases.spike.achieved_journeys_per_s).toBeCloseTo(20, -1);

  expect(findFault('summary.v1', JSON.parse(await readFile(files.summary, 'utf8')))).toBe('');
  const rows = (await readFile(files.journal, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalRow);
  expect(rows.map((row) => findFault('event.v1', row)).filter(Boolean)).toEqual([]);
  const types = new Set(rows.map((row) => row.type));
  for (const type of [
    'run.started',
    'phase.entered',
    'response',
    'toxic.on',
    'toxic.off',
    'k6.summary',
    'k6.exited',
    'verdict',
  ]) {
    expect(types).toContain(type);
  }
  expect(await readFile(files.junit, 'utf8')).toMatch(/<testsuite [^>]*failures="0" errors="0"/);
  expect((await readFile(files.csv, 'utf8')).split('\n')).toHaveLength(3);

  const judged = await runCommand('judge', [files.dir]);
  expect(judged).toMatchObject({ code: 0, stdout: expect.stringContaining('verdict: PASS') });
});

test('the same seed plays the same journeys', async () => {
  const play = async () => {
    const { files } = await rig.soak({
      ...COMPRESSED,
      DURATION_SECONDS: '8',
      CHAOS_WINDOW_MIN: '0',
      TOXIPROXY_ENABLED: 'false',
    });
    const rows = (await readFile(files.journal, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalRow);
    const drawn = rows.flatMap((row) => (row.type === 'response' && row.call === 0 ? [row] : []));
    // By their number, since answers come in any order; the last one may or may not still begin before the end.
    return drawn
      .sort((a, b) => a.n - b.n)
      .slice(0, 20)
      .map(({ n, journey, lang }) => `${n} ${journey} ${lang}`);
  };
  const [first, second] = [await play(), await play()];
  expect(first).toHaveLength(20);
  expect(second).toEqual(first);
});

test('chaos that hits nothing is no pass', async () => {
  const { summary } = await rig.soak({
    ...COMPRESSED,
    TOXIPROXY_MODES: 'latency',
    DEFECTS: 'bypass_upstream',
  });
  expect(summary.verdict.outcome).toBe('inconclusive');
  expect(summary.verdict.because).toContain('the chaos hit nothing in window 1 latency');
});

describe('a BFF of one’s own', () => {
  let upstream: Service;
  let bff: Service;
  let listen: string;
  beforeAll(async () => {
    listen = `127.0.0.1:${await findFreePort()}`;
    upstream = await startUpstream(join(rig.dir, 'stack.log'));
    bff = await startBff(`http://${listen}`, '', join(rig.dir, 'stack.log'));
  });
  afterAll(async () => {
    await bff.child.stop();
    await upstream.child.stop();
  });
  const wired = () => ({
    ...COMPRESSED,
    BASE: bff.url,
    TOXIPROXY_ENABLED: 'true',
    TOXIPROXY_UPSTREAM: toHostPort(upstream.url),
    TOXIPROXY_LISTEN: listen,
    TOXIPROXY_MODES: 'timeout',
    DURATION_SECONDS: '45',
  });

  test('our Toxiproxy before its upstream', async () => {
    const { summary } = await rig.soak(wired());
    expect(summary.verdict).toMatchObject({ outcome: 'pass' });
    expect(summary.chaos_windows).toMatchObject([{ mode: 'timeout', effect: 'shown', healed: true }]);
  });

  test.each([
    ['whose metrics do not tell of the upstream is read by its answers', '', 'pass'],
    ['in a mock mode is no pass, whatever its metrics', 'bypass_upstream', 'inconclusive'],
  ])('a service %s', async (_, defects, outcome) => {
    const put = (body: string) => fetch(`${bff.url}/__defects`, { method: 'PUT', body });
    expect((await put(defects)).ok).toBe(true);
    const { summary } = await rig
      .soak({ ...wired(), METRICS_URL: `${bff.url}/healthz`, TOXIPROXY_MODES: 'latency' })
      .finally(() => put(''));
    expect(summary.verdict).toMatchObject({ outcome });
    expect(summary.chaos_windows).toMatchObject([
      { because: expect.stringContaining('answers'), healed: true },
    ]);
  });

  test('a Toxiproxy that runs already is used, healed and left running', async () => {
    const apiUrl = `http://127.0.0.1:${await findFreePort()}`;
    const server = await startToxiproxy({
      binary: await ensureTool('toxiproxy'),
      apiUrl,
      logFile: join(rig.dir, 'theirs.log'),
    });
    try {
      const { summary } = await rig.soak({ ...wired(), TOXIPROXY_API_URL: apiUrl });
      expect(summary.verdict).toMatchObject({ outcome: 'pass' });
      expect(await connectToxiproxy({ apiUrl }).readToxics('aurora_upstream')).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  test('without toxics the windows keep their rate, and the summary says that no chaos was injected', async () => {
    const server = await startToxiproxy({
      binary: await ensureTool('toxiproxy'),
      apiUrl: `http://127.0.0.1:${await findFreePort()}`,
      logFile: join(rig.dir, 'plain.log'),
    });
    try {
      await connectToxiproxy({ apiUrl: server.apiUrl }).ensureProxy({
        name: 'plain',
        listen,
        upstream: toHostPort(upstream.url),
      });
      const { summary } = await rig.soak({ ...COMPRESSED, BASE: bff.url });
      expect(summary).toMatchObject({
        toxiproxy_enabled: false,
        chaos_windows: [],
        verdict: { outcome: 'pass' },
      });
      expect(summary.phases.chaos.achieved_journeys_per_s).toBeCloseTo(6, 0);
    } finally {
      await server.stop();
    }
  });
});
