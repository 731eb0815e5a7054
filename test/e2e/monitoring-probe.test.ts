// The probe and a real Prometheus: what it finds there, and that a push that fails changes nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { ALERT_RULES } from '../../services/aurora/probe/rules.ts';
import { type RunningPrometheus, startPrometheus } from '../running/prometheus.ts';
import { runCommand } from '../running/rig.ts';

let dir: string;
let prometheus: RunningPrometheus;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-probe-'));
  prometheus = await startPrometheus();
});
afterAll(async () => {
  await prometheus[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const probe = (args: readonly string[], env = {}) =>
  runCommand('probe', ['--out-dir', dir, '--samples', '4', '--fail-on-high', ...args], env);

test('each run pushes what it found, and the next one what is so then', async () => {
  const read = async (selector: string) => (await prometheus.query(selector)).map(({ value }) => value);
  const startedSec = Date.now() / 1_000;
  const broken = await probe(['--prometheus', prometheus.url, '--defects', 'rollout_meta_missing']);
  expect(broken.code).toBe(2);
  expect(await read('aurora_probe_alert{service="aurora",alert="meta_missing",severity="high"}')).toEqual([
    1,
  ]);
  expect(await read('aurora_probe_outcome{outcome="high"}')).toEqual([1]);
  const well = await probe(['--prometheus', prometheus.url]);
  expect([well.code, well.stderr]).toEqual([0, expect.not.stringContaining('NOT pushed')]);
  expect(await read('aurora_probe_alert{alert="meta_missing"}')).toEqual([0]);
  expect(await read('aurora_probe_outcome{outcome="high"}')).toEqual([0]);
  expect(await read('aurora_probe_outcome{outcome="ok"}')).toEqual([1]);
  expect(await read('aurora_probe_samples{kind="judged"}')).toEqual([4]);
  expect(await read('aurora_probe_alert')).toHaveLength(ALERT_RULES.length);
  const [lastSec = 0] = await read('aurora_probe_last_run_timestamp_seconds');
  expect(lastSec).toBeGreaterThan(startedSec);
});

test('a push that fails is one line, and the exit code is that of what was found', async () => {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const env = { PROMETHEUS_URL: url, PROMETHEUS_TOKEN: 'a-token-of-ours' };
  const { code, stderr } = await probe(['--defects', 'rollout_meta_missing'], env);
  expect(code).toBe(2);
  const lines = stderr.split('\n').filter((line) => line.includes('NOT pushed'));
  expect(lines).toEqual([expect.stringMatching(/the series were NOT pushed to http:\S+: .*ECONNREFUSED/)]);
  expect(stderr).not.toContain('a-token-of-ours');
});

test('a token without an address is a set-up error', async () => {
  const { code, stderr } = await probe([], { PROMETHEUS_TOKEN: 'a-token-of-ours' });
  expect(code).toBe(3);
  expect(stderr).toMatch(/PROMETHEUS_URL is empty: give the address/);
});
