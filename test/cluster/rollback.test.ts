// Rollbacks of real Rollouts: real pods, Argo's own controller, and a proxy before the API server that fails in every way of the table.
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it, test, vi } from 'vitest';
import {
  connectKubeApi,
  type KubeApi,
  type KubeObject,
  openKubeApi,
  toSocketPath,
} from '../../lib/node/cluster/kube-api.ts';
import { killComponent, startComponent } from '../../lib/node/cluster/local/control.ts';
import { toReferenceImage } from '../../lib/node/cluster/local/images.ts';
import { findCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import {
  type ArgoOptions,
  createArgoActuator,
  readRolloutObjects,
} from '../../rollout/rollback/argo/argo-actuator.ts';
import { type RolloutObject, toHash, toTemplate } from '../../rollout/rollback/argo/rollout-objects.ts';
import { openStableMemory } from '../../rollout/rollback/argo/stable-before.ts';
import type { PathLook } from '../../rollout/rollback/path-sight.ts';
import { type RollbackDeps, rollBack } from '../../rollout/rollback/roll-back.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { FAULTS, type Fault } from '../rollback/faults.ts';
import { startFaultyProxy } from '../rollback/faulty-proxy.ts';
import { createDeps, REQUEST } from '../rollback/quick.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const NAMESPACE = 'aurora-rollback';
const NAME = 'shop';
const PATH = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/rollouts/${NAME}`;
const SLICES = `/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices?labelSelector=kubernetes.io/service-name=${NAME}`;
const HEADER = 'x-aurora-gate-cohort';
const HEALTHY_MS = 100_000;
/** A canary that comes up, and a rollback that goes on until its deadline. */
const CASE_MS = 240_000;
/** An undo is two orders, the template and the end of its steps: what comes in between is tried once more. */
const UNDO_FAULTS = [
  'every order is done, and its answer lost',
  'it says yes twice, and does nothing',
  'three orders are a conflict (409)',
  'it restarts in between',
  'it fails at every order (500)',
  'somebody puts it back, once',
];
const SOUND: Fault = { id: 'none', treat: () => ({ do: 'pass' }), ends: 'rolled-back' };

/** Answers with the version of its pod. It asks for no resources: kubelet 1.34.2 panics where a pod that does is gone while it is synced. */
const PROGRAM = `require('node:http').createServer((_, r) => r.setHeader('${HEADER}', process.env.COHORT).end('ok')).listen(8080)`;

function listObjects(): readonly Manifest[] {
  const labels = { app: NAME };
  const metadata = { name: NAME, namespace: NAMESPACE };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata,
      spec: {
        replicas: 2,
        revisionHistoryLimit: 50,
        selector: { matchLabels: labels },
        strategy: { canary: { steps: [{ setWeight: 50 }, { pause: {} }], maxSurge: 1, maxUnavailable: 0 } },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 1,
            containers: [
              {
                name: 'shop',
                image: toReferenceImage('aurora'),
                imagePullPolicy: 'Never',
                command: ['/usr/bin/node', '-e', PROGRAM],
                env: [
                  { name: 'VERSION', value: '0' },
                  {
                    name: 'COHORT',
                    valueFrom: { fieldRef: { fieldPath: "metadata.labels['rollouts-pod-template-hash']" } },
                  },
                ],
                readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
              },
            ],
          },
        },
      },
    },
  ] as unknown as readonly Manifest[];
}

vi.setConfig({ testTimeout: CASE_MS });

let kubectl: Kubectl;
let api: KubeApi;
let dir = '';
beforeAll(async () => {
  kubectl = await openKubectl();
  dir = await mkdtemp(join(tmpdir(), 'aurora-rollback-'));
  api = await openKubeApi(kubectl.access, dir);
  const { code, output } = await kubectl.apply(listObjects());
  expect(code, output).toBe(0);
  await waitForStatus(({ phase }) => phase === 'Healthy');
});
afterAll(async () => {
  await kubectl.run('delete', 'namespace', NAMESPACE, '--wait=false');
  await api?.close();
  await rm(dir, { recursive: true, force: true });
  await kubectl[Symbol.asyncDispose]();
});

type Status = NonNullable<RolloutObject['status']> & { readonly observedGeneration?: string };
const waitForStatus = (isThere: (status: Status) => boolean): Promise<Status> =>
  waitFor(
    'the Rollout',
    HEALTHY_MS,
    async () => {
      const { status = {}, metadata } = await api.get<RolloutObject & { readonly status?: Status }>(PATH);
      const seen: Status = status;
      return seen.observedGeneration === String(metadata.generation) && isThere(seen) ? seen : undefined;
    },
    100,
  );

interface Slice extends KubeObject {
  readonly endpoints?: readonly {
    readonly conditions?: { readonly ready?: boolean };
    readonly targetRef?: { readonly name?: string };
  }[];
}

/** One call as a user makes it: to one of the pods behind the Service, by its endpoints. */
async function look(atMs: number): Promise<PathLook> {
  const nobody = { atMs, status: 0, version: '' };
  const slices = await api.list<Slice>(SLICES).catch(() => []);
  const ready = slices
    .flatMap(({ endpoints = [] }) => endpoints)
    .filter(({ conditions }) => conditions?.ready);
  const pod = ready[Math.floor(Math.random() * ready.length)]?.targetRef?.name;
  if (pod === undefined) return nobody;
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod}:8080/proxy/`;
  return new Promise((resolve) => {
    const sent = request(
      { socketPath: toSocketPath(dir), path, agent: false, timeout: 2_000 },
      (response) => {
        const version = response.headers[HEADER];
        response.resume();
        resolve({
          atMs,
          status: response.statusCode ?? 0,
          version: typeof version === 'string' ? version : '',
        });
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(nobody)).end();
  });
}

let versions = 0;
const setVersion = () =>
  api.patch(PATH, 'json', [
    { op: 'replace', path: '/spec/template/spec/containers/0/env/0/value', value: String(++versions) },
  ]);

/** A canary with users, of which nothing was taken back yet. @returns its hash */
async function haveCanary(): Promise<string> {
  const { status = {} } = await api.get<RolloutObject>(PATH);
  const isUnderWay = status.abort !== true && status.currentPodHash !== status.stableRS;
  if (!isUnderWay) await setVersion();
  const { currentPodHash = '' } = await waitForStatus(
    ({ phase, pauseConditions, currentPodHash: current, stableRS }) =>
      phase === 'Paused' && pauseConditions !== undefined && current !== stableRS,
  );
  return currentPodHash;
}

/** The engine's pauses, a few times as fast, with looks in them. */
function createRealDeps(more: Partial<RollbackDeps> = {}) {
  const looks: PathLook[] = [];
  const { deps, told } = createDeps('http://127.0.0.1:9/');
  const startMs = deps.now();
  let nowMs = startMs;
  const real: RollbackDeps = {
    ...deps,
    settings: { ...deps.settings, deadlineMs: 40_000, callMs: 1_500 },
    path: { looks: () => looks, sinceMs: startMs },
    now: () => nowMs,
    async pause(ms) {
      nowMs += ms;
      await pause(ms / 5);
      for (let n = 0; n < 3; n++) looks.push(await look(nowMs));
    },
    ...more,
  };
  return { deps: real, told };
}

let proxies = 0;
interface Roll {
  /** Which is to go; the newest where left out. */
  readonly version?: string;
  readonly back?: Partial<Pick<ArgoOptions, 'stable' | 'recall'>>;
  readonly more?: Partial<RollbackDeps>;
  readonly putBack?: () => Promise<unknown>;
}
const resume = () => api.patch(`${PATH}/status`, 'merge', { status: { abort: false } });
async function roll(fault: Fault, { version = '', back = {}, more = {}, putBack = resume }: Roll = {}) {
  const socketPath = join(dir, `faulty-${++proxies}.sock`);
  const proxy = await startFaultyProxy({
    listen: { socketPath },
    upstream: { socketPath: toSocketPath(dir) },
    fault,
    // Of an order nothing can be half but all of it: it is taken, and nothing follows.
    toHalf: () => undefined,
    putBack: () =>
      putBack().then(
        () => {},
        () => {},
      ),
  });
  const { deps, told } = createRealDeps(more);
  const faulty = connectKubeApi(socketPath, deps.settings.callMs);
  try {
    const rollout = { api: faulty, namespace: NAMESPACE, name: NAME, version };
    const actuator = createArgoActuator({ ...rollout, stable: '', recall: () => '', ...back });
    const result = await rollBack(actuator, REQUEST, deps);
    const orders = proxy.calls.filter((call) => !call.startsWith('GET') && !call.includes('/leases'));
    return { ...result, said: [...told, ...result.reasons].join('\n'), orders };
  } finally {
    await proxy.close();
  }
}

describe('a rollback of a canary, where', () => {
  test.each(
    FAULTS.filter(({ only }) => only !== 'http').map((fault) => [fault.id, fault.ends, fault] as const),
  )('%s: %s', async (_, ends, fault) => {
    const canary = await haveCanary();
    const { outcome, byHand, said } = await roll(fault, { version: canary });
    expect(outcome, said).toBe(ends);
    if (outcome === 'unresolved') expect(byHand.join()).toContain('docs/rollout-incident.md');
    else {
      const { status = {} } = await api.get<RolloutObject>(PATH);
      expect([status.abort, status.stableRS === canary]).toEqual([true, false]);
      expect((await look(0)).version).toBe(status.stableRS);
    }
  });

  it('it is paused by hand', async () => {
    const canary = await haveCanary();
    await api.patch(PATH, 'merge', { spec: { paused: true } });
    const { outcome, said } = await roll(SOUND, { version: canary });
    expect(outcome, said).toBe('rolled-back');
  });

  it('it was rolled back before: nothing is done, and that is said', async () => {
    const { isAlready, outcome, orders } = await roll(SOUND);
    expect([outcome, isAlready]).toEqual(['rolled-back', true]);
    expect(orders).toEqual([]);
  });

  test.each([
    ["Argo's controller", 'rollouts'],
    ['the API server', 'apiserver'],
  ] as const)('%s is away, and comes back', async (_, component) => {
    const canary = await haveCanary();
    const cluster = await findCluster(inject('clusterDir'));
    if (cluster === undefined) throw new Error('there is no cluster');
    await killComponent(cluster, component);
    const back = pause(3_000).then(() => startComponent(cluster, component));
    const settings = { ...createRealDeps().deps.settings, deadlineMs: 300_000 };
    const { outcome, said } = await roll(SOUND, { version: canary, more: { settings } });
    await back;
    expect(outcome, said).toBe('rolled-back');
  });
});

/** A version that was promoted after a canary was aborted: of the versions before it one is good, and nothing of Argo's tells which. */
async function havePromoted(): Promise<{ bad: string; before: string; recall: ArgoOptions['recall'] }> {
  const aborted = await haveCanary();
  expect((await roll(SOUND, { version: aborted })).outcome).toBe('rolled-back');
  const bad = await haveCanary();
  const memory = await openStableMemory(join(dir, 'memory'), () => {});
  const { rollout, sets } = await readRolloutObjects(api, NAMESPACE, NAME);
  await memory.note(rollout, sets);
  await api.patch(`${PATH}/status`, 'merge', { status: { promoteFull: true } });
  await waitForStatus(({ phase, stableRS }) => phase === 'Healthy' && stableRS === bad);
  // As another process does it.
  const { recall } = await openStableMemory(join(dir, 'memory'), () => {});
  return { bad, before: rollout.status?.stableRS ?? '', recall };
}

describe('a rollback of a promoted version', () => {
  it('goes nowhere where nobody knows what was stable before, and says so', async () => {
    await havePromoted();
    const { outcome, said, byHand, orders } = await roll(SOUND);
    expect(outcome, said).toBe('unresolved');
    expect(said).toContain('name the version to go back to with --stable');
    expect(byHand.join()).toContain('--stable HASH');
    expect(orders).toEqual([]);
  });

  it('goes back to the one before, once', async () => {
    const { bad, before, recall } = await havePromoted();
    const first = await roll(SOUND, { back: { recall } });
    expect(first, first.said).toMatchObject({ outcome: 'rolled-back', version: bad, isAlready: false });
    const { status = {} } = await api.get<RolloutObject>(PATH);
    expect([status.stableRS, status.currentPodHash]).toEqual([before, before]);
    expect((await look(0)).version).toBe(before);
    const second = await roll(SOUND, { back: { recall } });
    expect(second, second.said).toMatchObject({ outcome: 'rolled-back', version: bad, isAlready: true });
    expect(second.orders).toEqual([]);
  });

  it('takes it back also where it was aborted, and somebody promoted it all the same', async () => {
    const canary = await haveCanary();
    expect((await roll(SOUND, { version: canary })).outcome).toBe('rolled-back');
    const { stableRS: before = '' } = await waitForStatus(({ abort }) => abort === true);
    await api.patch(`${PATH}/status`, 'merge', { status: { abort: false, promoteFull: true } });
    await waitForStatus(({ phase, stableRS }) => phase === 'Healthy' && stableRS === canary);
    const { outcome, said, isAlready } = await roll(SOUND, { version: canary, back: { stable: before } });
    expect([outcome, isAlready], said).toEqual(['rolled-back', false]);
    expect((await look(0)).version).toBe(before);
  });

  test.each(
    FAULTS.filter(({ id }) => UNDO_FAULTS.includes(id)).map(
      (fault) => [fault.id, fault.ends, fault] as const,
    ),
  )('where %s: %s', async (_, ends, fault) => {
    const { bad, before } = await havePromoted();
    const putBack = async () => {
      const { rollout, sets } = await readRolloutObjects(api, NAMESPACE, NAME);
      const set = sets.find((one) => toHash(one) === bad);
      if (rollout.status?.currentPodHash !== before && set)
        await api.patch(PATH, 'json', [{ op: 'replace', path: '/spec/template', value: toTemplate(set) }]);
    };
    const { outcome, said } = await roll(fault, { version: bad, back: { stable: before }, putBack });
    expect(outcome, said).toBe(ends);
    const { status = {} } = await api.get<RolloutObject>(PATH);
    if (outcome === 'rolled-back') expect(status.stableRS).toBe(before);
  });
});

test('two engines: one rolls back, the other waits for it, and does nothing', async () => {
  const canary = await haveCanary();
  const [first, second] = await Promise.all([
    roll(SOUND, { version: canary, more: { holder: 'engine a' } }),
    roll(SOUND, { version: canary, more: { holder: 'engine b' } }),
  ]);
  expect([first.outcome, second.outcome], `${first.said}\n${second.said}`).toEqual([
    'rolled-back',
    'rolled-back',
  ]);
  // How often it was told depends on how fast Argo is; that it was not by both does not.
  expect([first.told, second.told].sort()).toEqual([0, expect.any(Number)]);
  expect(first.told + second.told).toBeGreaterThan(0);
});
