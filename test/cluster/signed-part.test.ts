// What is signed of a file is what is found in the object that the real API server makes of it, for each kind that is looked at.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../../lib/core/text/json.ts';
import { repoPath } from '../../lib/node/files/paths.ts';

import { findDifference } from '../../rollout/admission/manifest/difference.ts';
import { toPartDigest, toSignedPart } from '../../rollout/admission/manifest/signed-part.ts';
import { findWorkloadKind, WORKLOAD_KINDS } from '../../rollout/admission/manifest/workloads.ts';
import { ENVIRONMENTS } from '../../rollout/decision/policy-words.ts';
import { loadValues, toValuesPath } from '../../rollout/templates/generate.ts';
import { listManifests, type Manifest } from '../../rollout/templates/manifests.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const NAMESPACE = 'aurora-signed-part';
let kubectl: Kubectl;
beforeAll(async () => {
  kubectl = await openKubectl();
  await kubectl.run('create', 'namespace', NAMESPACE);
});
afterAll(async () => {
  await kubectl.run('delete', 'namespace', NAMESPACE, '--wait=false');
  await kubectl[Symbol.asyncDispose]();
});

const IMAGE = `docker.io/local/app@sha256:${'a'.repeat(64)}`;
const LABELS = { app: 'a' };
/** As little as one can write, beside what the API server is known to fill in or to write otherwise. */
const POD = {
  containers: [
    {
      name: 'a',
      image: IMAGE,
      command: [],
      env: [
        { name: 'EMPTY', value: '' },
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      ports: [{ containerPort: 80 }],
      resources: {
        requests: { cpu: '1000m', memory: '0.5Gi' },
        limits: { cpu: 2, memory: '1024Mi', 'ephemeral-storage': '1G' },
      },
      readinessProbe: { httpGet: { port: 80 } },
      livenessProbe: { tcpSocket: { port: 80 } },
      startupProbe: { grpc: { port: 80 } },
      lifecycle: { preStop: { httpGet: { port: 80 } } },
      tty: false,
      volumeMounts: [{ name: 'scratch', mountPath: '/scratch', readOnly: false }],
    },
  ],
  initContainers: [{ name: 'b', image: IMAGE, resources: { limits: { cpu: '0.1' } } }],
  hostNetwork: false,
  volumes: [
    { name: 'scratch', emptyDir: { sizeLimit: '1024Mi' } },
    { name: 'config', configMap: { name: 'c' } },
    { name: 'secret', secret: { secretName: 's' } },
    { name: 'host', hostPath: { path: '/tmp' } },
    { name: 'claim', persistentVolumeClaim: { claimName: 'p' } },
    { name: 'down', downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
    { name: 'all', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
  ],
};
const TEMPLATE = { metadata: { labels: LABELS }, spec: POD };
const ONCE = { metadata: { labels: LABELS }, spec: { ...POD, restartPolicy: 'Never' } };
const SELECTOR = { matchLabels: LABELS };
const METRICS = [{ name: 'j', provider: { job: { spec: { template: ONCE } } } }];
const SPECS: Readonly<Record<(typeof WORKLOAD_KINDS)[number], readonly [apiVersion: string, spec: Json]>> = {
  Rollout: [
    'argoproj.io/v1alpha1',
    {
      selector: SELECTOR,
      template: TEMPLATE,
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
    },
  ],
  AnalysisTemplate: ['argoproj.io/v1alpha1', { metrics: METRICS }],
  AnalysisRun: ['argoproj.io/v1alpha1', { metrics: METRICS }],
  Experiment: [
    'argoproj.io/v1alpha1',
    { templates: [{ name: 'a', selector: SELECTOR, template: TEMPLATE }] },
  ],
  Deployment: ['apps/v1', { selector: SELECTOR, template: TEMPLATE }],
  StatefulSet: [
    'apps/v1',
    {
      selector: SELECTOR,
      template: TEMPLATE,
      volumeClaimTemplates: [
        {
          metadata: { name: 'd' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        },
      ],
    },
  ],
  DaemonSet: ['apps/v1', { selector: SELECTOR, template: TEMPLATE }],
  ReplicaSet: ['apps/v1', { selector: SELECTOR, template: TEMPLATE }],
  ReplicationController: ['v1', { selector: LABELS, template: TEMPLATE }],
  Job: ['batch/v1', { template: ONCE }],
  CronJob: ['batch/v1', { schedule: '0 * * * *', jobTemplate: { spec: { template: ONCE } } }],
  Pod: ['v1', POD],
};

/** The objects that the API server would store. */
async function make(manifests: readonly Json[]): Promise<readonly Json[]> {
  const { code, stdout, output } = await kubectl.apply(
    manifests as readonly Manifest[],
    '--dry-run=server',
    '-o',
    'json',
  );
  expect(code, output).toBe(0);
  const made = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Json;
  return made.kind === 'List' ? (made.items as readonly Json[]) : [made];
}

async function expectSame(manifests: readonly Json[]): Promise<void> {
  const made = await make(manifests);
  for (const [n, manifest] of manifests.entries()) {
    const kind = findWorkloadKind(manifest.kind);
    if (kind === undefined) throw new Error(`${String(manifest.kind)} is not looked at`);
    const [signed, found] = [manifest, made[n] ?? {}].map((one) => toSignedPart(kind, one)) as [Json, Json];
    expect(findDifference(signed, found), kind).toBeUndefined();
    expect(toPartDigest(signed)).toBe(toPartDigest(found));
  }
}

test.each(WORKLOAD_KINDS)('a %s with as little as can be said', async (kind) => {
  const [apiVersion, spec] = SPECS[kind];
  await expectSame([{ apiVersion, kind, metadata: { name: 'a', namespace: NAMESPACE }, spec }]);
});

test.each(ENVIRONMENTS)('each workload of %s', async (environment) => {
  const { values, monitored } = await loadValues(environment, repoPath(toValuesPath(environment)));
  const workloads = Object.values(listManifests({ ...values, namespace: NAMESPACE }, monitored))
    .flat()
    .filter(({ kind }) => findWorkloadKind(kind) !== undefined);
  expect(workloads.length).toBeGreaterThan(5);
  await expectSame(JSON.parse(JSON.stringify(workloads)) as readonly Json[]);
});
