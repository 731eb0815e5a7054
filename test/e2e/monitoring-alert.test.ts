// From a defect of the service to the webhook: k6's remote write, the rules of Prometheus, Alertmanager, and a silence in between.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isObject, toJsonOrNone, toList } from '../../lib/core/text/json.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { readSentAlerts } from '../../lib/node/prometheus/alertmanager.ts';
import type { HealthyRun } from '../../teeth/healthy/false-aborts.ts';
import { findFalseAlerts } from '../../teeth/healthy/false-alerts.ts';
import { checkRules, readRunAlerts } from '../../teeth/healthy/read-alerts.ts';
import { type RunningMonitoring, startMonitoring } from '../running/monitoring.ts';
import { startPrometheus } from '../running/prometheus.ts';
import { createRig, type Rig, SHORT } from '../running/rig.ts';
import { startSoak } from '../running/soak.ts';

/** Of the name and gate of each alert that fires at the webhook, as they came. */
const told: string[] = [];
let hook: Server;
let rig: Rig;
let monitoring: RunningMonitoring;
beforeAll(async () => {
  hook = createServer((request, response) => {
    let text = '';
    request.on('data', (data) => {
      text += data;
    });
    request.on('end', () => {
      const sent = toJsonOrNone(text);
      for (const alert of toList(isObject(sent) ? sent.alerts : [])) {
        const { status, labels } = alert as { status: string; labels: Record<string, string> };
        if (status === 'firing') told.push(`${labels.alertname} ${labels.gate ?? ''}`.trim());
      }
      response.end();
    });
  });
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done));
  const { port } = hook.address() as AddressInfo;
  rig = await createRig();
  monitoring = await startMonitoring('--webhook', `http://127.0.0.1:${port}`, '--target', '127.0.0.1:20002');
});
afterAll(async () => {
  await monitoring?.[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
  hook.close();
});

/** The runs, by their label in Prometheus. */
const runs: string[] = [];
const began = new Date();
const soak = async (defects: string) => {
  const env = { ...SHORT, DEFECTS: defects, PROMETHEUS_URL: monitoring.prometheus.url };
  const run = await startSoak(rig.dir, env);
  runs.push(basename(run.dir));
  return run;
};
const findPromise = async () =>
  (await readSentAlerts(monitoring.alertmanager)).find(
    ({ labels }) => labels.alertname === 'SoakPromiseBroken',
  );

test('a healthy run tells nobody anything of itself', async () => {
  const run = await soak('');
  expect(await run.closed).toBe(0);
  // The service itself is not there for this Prometheus: that is told, and nothing of the run.
  expect(told.filter((one) => one.startsWith('Soak'))).toEqual([]);
});

test('a broken promise is held back by a silence, and reaches the webhook when the silence ends', async () => {
  const silenced = await monitoring.act(
    'maintenance',
    '--minutes',
    '5',
    '--comment',
    'a release',
    '--matcher',
    'alertname=SoakPromiseBroken',
  );
  expect(silenced.code).toBe(0);
  const [id = ''] = /[0-9a-f-]{36}/.exec(silenced.stdout) ?? [];
  const run = await soak('empty_cards');
  expect(await run.closed).toBe(1);
  const held = await waitFor('the alert is held back', 60_000, async () => {
    const found = await findPromise();
    return found?.silencedBy.includes(id) ? found : undefined;
  });
  expect(held.labels).toMatchObject({ gate: 'empty_cards', severity: 'critical', service: 'aurora' });
  expect(told.filter((one) => one.startsWith('SoakPromiseBroken'))).toEqual([]);
  expect((await monitoring.act('maintenance', '--end', id)).code).toBe(0);
  await waitFor('the webhook is told', 90_000, () =>
    told.includes('SoakPromiseBroken empty_cards') ? true : undefined,
  );
});

const toTarget = (url: string) => ({ url, credentials: undefined, token: undefined });
const toPassed = (name: string): HealthyRun => ({
  n: 1,
  seed: 1,
  kind: 'as it is',
  outcome: 'pass',
  because: '',
  dir: '',
  name,
  crossed: [],
});

test('a campaign in which the broken run is taken for a healthy one has a false alert, and the healthy run none', async () => {
  const target = toTarget(monitoring.prometheus.url);
  await checkRules(target, 'aurora');
  const told = await readRunAlerts(target, 'aurora', new Set(runs), began, new AbortController().signal);
  const [healthy = '', broken = ''] = runs;
  expect(findFalseAlerts([toPassed(healthy)], told)).toMatchObject({ seen: 1, unseen: [], wrong: [] });
  expect(findFalseAlerts([toPassed(healthy), toPassed(broken)], told)).toMatchObject({
    seen: 2,
    unseen: [],
    wrong: [{ run: broken, alert: 'SoakPromiseBroken', gate: 'empty_cards' }],
  });
});

test('a Prometheus without the rules about runs is no witness', async () => {
  await using bare = await startPrometheus();
  await expect(checkRules(toTarget(bare.url), 'aurora')).rejects.toThrow(
    /has no rules about the runs of aurora; give one that "npm run monitoring -- up" started/,
  );
});
