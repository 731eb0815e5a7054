// `k6 run dist/smoke.js` comes to what `npm run smoke` comes to, check by check, on k6 v2 and v1 alike.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmokeReport, toTerminal } from '../../lib/core/smoke/report.ts';
import { parseSmokeSettings } from '../../lib/core/smoke/settings.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { runSmoke, type SmokeOptions } from '../../lib/node/smoke/run-smoke.ts';
import { type Service, startService, startUpstream } from '../../lib/node/stack/stack.ts';
import { SMOKE } from '../../services/aurora/smoke/runtime.ts';
import { AURORA } from '../running/rig.ts';

const run = promisify(execFile);

let dir = '';
let upstream: Service;
let bff: Service;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-smoke-k6-'));
  await buildScenarios(AURORA, ['smoke']);
  upstream = (await startUpstream(AURORA, join(dir, 'stack.log')))!;
  bff = await startService(AURORA, {
    upstreamUrl: upstream.url,
    defects: '',
    logFile: join(dir, 'stack.log'),
  });
});
afterAll(async () => {
  await bff.child.stop();
  await upstream.child.stop();
  await rm(dir, { recursive: true, force: true });
});

/** One pass by k6, with nothing in its environment but `env`. */
async function runK6(binary: string, env: Readonly<Record<string, string>>) {
  return run(binary, ['run', '--quiet', '--no-color', toBundlePath('smoke', AURORA)], {
    env: { K6_NO_USAGE_REPORT: 'true', LANG: 'C.UTF-8', ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

/** What one check came to, without what only one client can say. */
const toResults = ({ checks }: SmokeReport) =>
  checks.map(({ id, variant, call, outcome, because }) => ({ id, variant, call, outcome, because }));

async function smokeByNode(base: string, without: string): Promise<SmokeReport> {
  const settings = parseSmokeSettings(AURORA.service, { BASE: base, WITHOUT: without });
  const options: SmokeOptions = { ...settings, defects: '', junit: '' };
  const io = { onProgress: () => {}, stop: new AbortController().signal };
  return runSmoke(AURORA, SMOKE, options, io);
}

describe.each(['k6', 'k6-disruptor'] as const)('%s', (tool) => {
  let binary: string;
  beforeAll(async () => {
    binary = await ensureTool(tool, { onProgress: () => {} });
  });

  test.each([
    ['', '', 0, 'PASS'],
    ['database_lost', 'db', 0, 'PASS'],
    // Shown parts of bodies, a contract, an invariant, headers of answers, calls without a body and with a form.
    ['database_lost;origin_refused;profile_forgotten;low_med_leak_en;photo_code_unknown', '', 99, 'FAIL'],
    ['schema_extra_root_key', '', 99, 'FAIL'],
  ])('the service with defects "%s", without "%s", ends with %i', async (defects, without, code, verdict) => {
    await fetch(`${bff.url}/__defects`, { method: 'PUT', body: defects });
    const byNode = await smokeByNode(bff.url, without);
    const byK6 = await runK6(binary, { BASE: bff.url, OUTPUT_DIR: dir, WITHOUT: without });
    const report = JSON.parse(await readFile(join(dir, 'smoke.json'), 'utf8')) as SmokeReport;
    expect(toResults(report)).toEqual(toResults(byNode));
    expect(byK6.stdout).toContain(`runtime smoke: ${verdict}`);
    expect(byK6.stdout).toBe(`${toTerminal(report)}\n`);
    expect([byK6.code, report.exit_code]).toEqual([code, code]);
  });

  test('where a firewall answers nothing can be told: 99 too, and it says so', async () => {
    const firewall = createServer((_, response) => void response.writeHead(403).end('<h1>Forbidden</h1>'));
    await once(firewall.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(firewall.address() as AddressInfo).port}`;
    const { code, stdout } = await runK6(binary, { BASE: base, SMOKE_LANG: 'CN' }).finally(() => {
      firewall.closeAllConnections();
      firewall.close();
    });
    expect(stdout).toContain('runtime smoke: INCONCLUSIVE  0 held, 0 broken');
    expect(stdout).toMatch(/ \? {2}safety\.profile_update +CN {2}.*refused in front of the service/);
    expect(stdout).not.toMatch(/ EN {2}/);
    expect(code).toBe(99);
  });

  test.each([
    [{}, 'BASE is not given, and k6 has no embedded service; give one'],
    [{ BASE: '127.0.0.1:3300' }, 'BASE=127.0.0.1:3300: give an address'],
    [{ BASE: 'http://127.0.0.1:1', SMOKE_LANG: 'FR' }, 'SMOKE_LANG=FR: give one of EN, CN, all'],
    [{ BASE: 'http://127.0.0.1:1', TIMEOUT_MS: '0' }, 'TIMEOUT_MS=0: give a whole number from 1'],
    [{ BASE: 'http://127.0.0.1:1', WITHOUT: 'bd' }, 'WITHOUT=bd: give a list out of db, rollout, catalog'],
    [{ BASE: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1 cannot be reached'],
  ])('%j: one sentence, and no pass', async (env: Readonly<Record<string, string>>, said) => {
    const { code, stdout, stderr } = await runK6(binary, env);
    expect(stderr).toContain(`aurora-gate: ${said}`);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(0);
  });
});
