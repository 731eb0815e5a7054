// Faults in a cluster: the scenario under the real k6 with the disruptor. Where there is no cluster, one sentence. The API of a
// cluster is a stand-in, which knows one service with one pod and refuses to run anything in it, but reads what it was to run.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { AURORA, createRig, type Rig, runCommand } from '../running/rig.ts';

const run = promisify(execFile);
const GIVEN = ['--namespace', 'shop', '--service', 'upstream', '--port', '80', '--error-rate', '0.2'];

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
  await ensureTool('k6-disruptor', { onProgress: () => {} });
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** `npm run disrupt` with a KUBECONFIG of its own, and a HOME without one. */
const disrupt = (args: readonly string[], kubeconfig = '') =>
  runCommand('disrupt', args, { KUBECONFIG: kubeconfig, HOME: rig.dir });

test('only the scenario that needs the extension names it: the soak runs on any k6', async () => {
  await buildScenarios(AURORA, ['soak', 'disrupt']);
  expect(await readFile(toBundlePath('soak', AURORA), 'utf8')).not.toContain('k6/x/');
  expect(await readFile(toBundlePath('disrupt', AURORA), 'utf8')).toContain('require("k6/x/disruptor")');
});

describe('one sentence and exit 2', () => {
  test('where an option cannot be used', async () => {
    const { code, stderr } = await disrupt([...GIVEN, '--error-rate', '20']);
    expect(stderr).toBe('aurora-gate: ERROR_RATE=20: give a number from 0 to 1\n');
    expect(code).toBe(2);
  });

  test('where there is no KUBECONFIG', async () => {
    const { code, stdout, stderr } = await disrupt(GIVEN);
    expect(stderr).toMatch(
      /^aurora-gate: no Kubernetes cluster can be reached \(stat .*config: no such file or directory\); let KUBECONFIG .*\n$/,
    );
    expect([code, stdout]).toEqual([2, '']);
  });
});

/** The scenario as k6 itself runs it: options by variable name. */
async function runK6(tool: 'k6' | 'k6-disruptor', values: OptionValues, kubeconfig = '') {
  const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: rig.dir, K6_NO_USAGE_REPORT: 'true' };
  const given = { NAMESPACE: 'shop', PORT: '80', ERROR_RATE: '0.25', ...values };
  const args = ['run', '--quiet', '--no-color', '--log-format=raw', toBundlePath('disrupt', AURORA)];
  return run(await ensureTool(tool), args, { env: { ...env, ...given } }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
}

test('a cluster that does not answer is one sentence', async () => {
  const kubeconfig = await writeKubeconfig('http://127.0.0.1:1');
  const { code, stderr } = await runK6('k6-disruptor', { SERVICE: 'upstream' }, kubeconfig);
  expect(stderr).toMatch(/aurora-gate: no Kubernetes cluster can be reached \(.*connection refused\)/);
  expect(code).toBe(107);
});

test('a k6 without the extension ends with one sentence, and asks nobody on the net for another', async () => {
  const { code, stderr } = await runK6('k6', { SERVICE: 'upstream' });
  expect(stderr).toMatch(/^Error: aurora-gate: this k6 has no k6\/x\/disruptor; start .*`npm run disrupt`/);
  expect(stderr).not.toContain('provision');
  expect(code).toBe(107);
});

describe('in a cluster', () => {
  let api: Server;
  let kubeconfig: string;
  let executed: string[][];
  beforeAll(async () => {
    api = createServer((request, response) => answerAsCluster(request, response)).listen(0, '127.0.0.1');
    await once(api, 'listening');
    kubeconfig = await writeKubeconfig(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
  });
  afterAll(() => {
    api.closeAllConnections();
    api.close();
  });

  const POD = {
    metadata: { name: 'upstream-1', namespace: 'shop', labels: { app: 'upstream' } },
    spec: {
      containers: [{ name: 'upstream', ports: [{ containerPort: 8080 }] }],
      ephemeralContainers: [{ name: 'xk6-agent' }],
    },
    status: { phase: 'Running', podIP: '127.0.0.1' },
  };
  const SERVICE = {
    metadata: { name: 'upstream' },
    spec: { selector: { app: 'upstream' }, ports: [{ port: 80, targetPort: 8080 }] },
  };

  function answerAsCluster(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://cluster');
    const answers: Record<string, unknown> = {
      '/version': { major: '1', minor: '34' },
      '/api/v1/namespaces/shop/services/upstream': { kind: 'Service', apiVersion: 'v1', ...SERVICE },
      '/api/v1/namespaces/shop/pods': {
        kind: 'PodList',
        apiVersion: 'v1',
        items: url.searchParams.get('labelSelector') === 'app=upstream' ? [POD] : [],
      },
      '/api/v1/namespaces/shop/pods/upstream-1': { kind: 'Pod', apiVersion: 'v1', ...POD },
    };
    if (url.pathname.endsWith('/exec')) executed.push(url.searchParams.getAll('command'));
    const found = request.method === 'GET' ? answers[url.pathname] : undefined;
    response.writeHead(found ? 200 : 403, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(found ?? { kind: 'Status', apiVersion: 'v1', message: 'exec is forbidden', code: 403 }),
    );
  }

  const FAULT = { AVERAGE_DELAY_MS: '80', DELAY_VARIATION_MS: '20' };
  const DELAYS = ['-a', '80ms', '-v', '20ms'];

  test.each<[string, OptionValues, string[]]>([
    [
      'http by service: its port becomes the one of the pod',
      { SERVICE: 'upstream', EXCLUDE: '/health, /metrics', ERROR_BODY: 'gone' },
      [
        'http',
        '-d',
        '60s',
        '-t',
        '8080',
        ...DELAYS,
        '-e',
        '503',
        '-r',
        '0.25',
        '-b',
        'gone',
        '-x',
        '/health,/metrics',
      ],
    ],
    [
      'http by labels',
      { POD_LABELS: 'app=upstream', PORT: '8080', ERROR_CODE: '500', DURATION_SECONDS: '5' },
      ['http', '-d', '5s', '-t', '8080', ...DELAYS, '-e', '500', '-r', '0.25'],
    ],
    [
      'grpc by labels',
      { POD_LABELS: 'app=upstream', PORT: '8080', PROTOCOL: 'grpc', EXCLUDE: 'shop.Health' },
      [
        'grpc',
        '-d',
        '60s',
        '-t',
        '8080',
        '-t',
        '8080',
        ...DELAYS,
        '-s',
        '14',
        '-r',
        '0.25',
        '-x',
        'shop.Health',
      ],
    ],
  ])('the agent in the pod is told: %s', async (_, values, wanted) => {
    executed = [];
    const { code, stderr } = await runK6('k6-disruptor', { ...FAULT, ...values }, kubeconfig);
    expect(stderr).toContain('on 1 pods: upstream-1');
    expect(stderr).toMatch(/the fault could not be put on, or not for its whole time: .*exec is forbidden/);
    const agent = ['xk6-disruptor-agent', ...wanted, '-p', '8000', '--upstream-host', '127.0.0.1'];
    expect(executed[0]).toEqual(agent);
    expect(code).toBe(108);
  });

  test.each<[string, OptionValues, RegExp]>([
    ['no such service', { SERVICE: 'nobody' }, /unknown \(get services nobody\)/],
    ['no such pods', { POD_LABELS: 'app=nobody' }, /no pods found matching selector/],
    ['no such port', { SERVICE: 'upstream', PORT: '81' }, /does not expose the given svcPort: 81/],
  ])('%s', async (_, values, why) => {
    executed = [];
    const { code, stderr } = await runK6('k6-disruptor', values, kubeconfig);
    expect(stderr).toMatch(why);
    expect([code, executed]).toEqual([108, []]);
  });

  test('npm run disrupt says it in one line and ends with 1', async () => {
    const { code, stderr } = await disrupt([...GIVEN, '--port', '81'], kubeconfig);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^aurora-gate: the fault could not .* svcPort: 81$/);
    expect(code).toBe(1);
  });
});

/** A KUBECONFIG for a cluster at `server`. */
async function writeKubeconfig(server: string): Promise<string> {
  const path = join(rig.dir, `kubeconfig-${new URL(server).port}`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'it',
    clusters: [{ name: 'it', cluster: { server } }],
    users: [{ name: 'it', user: {} }],
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
