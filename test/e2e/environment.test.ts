// The surroundings that people have reach neither k6 nor the verdict, but for what is named.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { findRun } from '../../lib/node/run-folder/find-run.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

const soak = (env: OptionValues) => runCommand('soak', ['--output-dir', rig.dir], { ...SHORT, ...env });

describe("k6's own variables", () => {
  test.each([
    'K6_DISCARD_RESPONSE_BODIES',
    'K6_INCLUDE_SYSTEM_ENV_VARS',
    'K6_CONFIG',
  ])('%s ends a soak before it starts, by its name', async (name) => {
    const { code, stderr } = await soak({ [name]: 'false' });
    expect(stderr).toMatch(new RegExp(`${name}: .*unset it`));
    expect(code).toBe(2);
  });

  test('ends a disruption too', async () => {
    const args = ['--namespace', 'shop', '--service', 'upstream', '--port', '80', '--error-rate', '0.2'];
    const { code, stderr } = await runCommand('disrupt', args, { K6_NO_SETUP: 'true' });
    expect(stderr).toMatch(/aurora-gate: K6_NO_SETUP: /);
    expect(code).toBe(2);
  });
});

test('outputs and the dashboard are there; a config file at home, secrets and strangers are not', async () => {
  const home = join(rig.dir, 'home');
  const settings = JSON.stringify({ discardResponseBodies: true, includeSystemEnvVars: false });
  for (const place of ['.config/k6', '.config/loadimpact/k6']) {
    await mkdir(join(home, place), { recursive: true });
    await writeFile(join(home, place, 'config.json'), settings);
  }
  const [metrics, page] = [join(rig.dir, 'metrics.csv'), join(rig.dir, 'dashboard.html')];
  const { code, stdout, stderr } = await soak({
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    K6_OUT: `csv=${metrics}`,
    K6_CSV_SAVE_INTERVAL: '1s',
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_PORT: '-1',
    K6_WEB_DASHBOARD_PERIOD: '1s',
    K6_WEB_DASHBOARD_EXPORT: page,
    LIVE_TOKEN: 'a-token-that-no-script-reads',
    RUN_ID: 'of-a-ci',
  });
  expect(code, stdout + stderr).toBe(0);
  expect(await readFile(metrics, 'utf8')).toContain('gate_calls');
  expect(await readFile(page, 'utf8')).toContain('<html');
  const journal = await readFile(toRunFiles(await findRun('latest', rig.dir)).journal, 'utf8');
  expect(journal).not.toMatch(/of-a-ci|a-token-that-no-script-reads/);
});
