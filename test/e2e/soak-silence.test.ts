// A run that holds back the alerts of its own target: open before the load, over at every end.
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSilences } from '../../lib/node/prometheus/alertmanager.ts';
import { toMatcherText } from '../../lib/node/prometheus/matchers.ts';
import { startHttpProxy } from '../running/http-proxy.ts';
import { type RunningMonitoring, startMonitoring } from '../running/monitoring.ts';
import { createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';
import { expectNothingLeft, startSoak } from '../running/soak.ts';

let rig: Rig;
let monitoring: RunningMonitoring;
beforeAll(async () => {
  rig = await createRig();
  monitoring = await startMonitoring();
});
afterAll(async () => {
  await monitoring?.[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

const toOptions = () => ({ ...SHORT, SILENCE: 'true', ALERTMANAGER_URL: monitoring.alertmanager.url });
const findSilence = async (dir: string) =>
  (await readSilences(monitoring.alertmanager)).find(({ comment }) => comment.includes(basename(dir)));

test.each([
  ['SIGINT'],
  ['SIGTERM'],
] as const)('open while the load is on, and over after a %s', async (signal) => {
  const soak = await startSoak(rig.dir, {
    ...toOptions(),
    DURATION_SECONDS: '300',
    SILENCE_MATCHER: 'env=staging',
  });
  await soak.waitForRow('an answer', (row) => row.type === 'response');
  const silence = await findSilence(soak.dir);
  expect(silence?.state).toBe('active');
  expect(silence?.matchers.map(toMatcherText)).toEqual(['service=aurora', 'env=staging']);
  soak.started.kill(signal);
  await soak.closed;
  expect((await findSilence(soak.dir))?.state).toBe('expired');
  expect(soak.stderr()).toContain(`alerts of aurora are held back by silence ${silence?.id}`);
  await expectNothingLeft(soak, ['k6']);
});

test('over after a run that came to its verdict', async () => {
  const { summary, files } = await rig.soak(toOptions());
  expect(summary.verdict.outcome).toBe('pass');
  expect((await findSilence(files.dir))?.state).toBe('expired');
});

test('a run that is killed leaves one that ends by itself', async () => {
  const soak = await startSoak(rig.dir, { ...toOptions(), DURATION_SECONDS: '300' });
  await soak.waitForRow('an answer', (row) => row.type === 'response');
  const startedMs = Date.now();
  process.kill(soak.pid, 'SIGKILL');
  await soak.closed;
  const silence = await findSilence(soak.dir);
  expect(silence?.state).toBe('active');
  // 300 s, and ten minutes of grace.
  expect((silence?.endsAt.getTime() ?? 0) - startedMs).toBeLessThanOrEqual(900_000);
  await expectNothingLeft(soak, ['k6']);
  await monitoring.act('maintenance', '--end', silence?.id ?? '');
});

test('one that cannot be ended does not take the verdict away', async () => {
  let isOpen = true;
  await using proxy = await startHttpProxy(monitoring.alertmanager.url, ({ method }) =>
    method === 'DELETE' && isOpen ? { answer: { status: 500, body: '"not now"' } } : undefined,
  );
  const soak = await startSoak(rig.dir, { ...toOptions(), ALERTMANAGER_URL: proxy.url });
  expect(await soak.closed).toBe(0);
  expect(soak.stderr()).toMatch(
    /silence \S+ could not be ended \(.*500: not now\).*; it ends by itself at 20/,
  );
  isOpen = false;
  await monitoring.act('maintenance', '--end', (await findSilence(soak.dir))?.id ?? '');
});

test('no Alertmanager: no load, one sentence, exit 2', async () => {
  const before = await readdir(rig.dir);
  const { code, stderr } = await runCommand('soak', ['--output-dir', rig.dir], {
    ...SHORT,
    SILENCE: '1',
    ALERTMANAGER_URL: 'http://127.0.0.1:20001',
  });
  expect(stderr).toMatch(/\naurora-gate: Alertmanager at ALERTMANAGER_URL=\S+ cannot be reached .*\n$/);
  expect([code, await readdir(rig.dir)]).toEqual([2, before]);
});
