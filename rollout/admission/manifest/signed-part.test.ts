// The signed part: what leaves it alone, and what changes it.
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/core/text/json.ts';
import { findDifference } from './difference.ts';
import { toQuantity } from './pod-part.ts';
import { changeAt } from './prune.ts';
import { toPartDigest, toSignedPart } from './signed-part.ts';

const IMAGE = `docker.io/local/app@sha256:${'a'.repeat(64)}`;
const CONTAINER = {
  name: 'app',
  image: IMAGE,
  command: ['serve'],
  env: [{ name: 'A', value: '1' }],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  readinessProbe: { httpGet: { path: '/healthz', port: 80 } },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
};
const ROLLOUT: Json = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: {
    name: 'web',
    namespace: 'shop',
    labels: { app: 'web' },
    annotations: { 'aurora-gate.dev/environment': 'staging' },
  },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    strategy: { canary: { steps: [{ setWeight: 20 }] } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [CONTAINER], volumes: [{ name: 'tmp', emptyDir: {} }] },
    },
  },
};
const SIGNED = toPartDigest(toSignedPart('Rollout', ROLLOUT));
/** Sets the value at a path, which may be new. */
const set = (path: string, value: unknown): Json => {
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const into = (part: unknown): unknown =>
    Array.isArray(part) ? part.with(Number(last), value) : { ...(part as object), [last]: value };
  const deep = (part: unknown, rest: readonly string[]): unknown => {
    const [key, ...below] = rest;
    if (key === undefined) return into(part);
    if (Array.isArray(part)) return part.map((item, n) => (n === Number(key) ? deep(item, below) : item));
    return { ...(part as object), [key]: deep((part as Json)[key] ?? {}, below) };
  };
  return deep(ROLLOUT, keys) as Json;
};
const AT = 'spec/template/spec';

describe('is the same', () => {
  test.each<[string, Json]>([
    ['whatever Kubernetes notes of it', set('metadata/uid', '1')],
    ['whatever it has come to', set('status', { abort: true, phase: 'Healthy' })],
    ['with another number of pods', set('spec/replicas', 30)],
    ['without a number of pods', changeAt(ROLLOUT, 'spec.replicas', () => undefined) as Json],
    ['while it is paused', set('spec/paused', true)],
    ['when it is restarted', set('spec/restartAt', '2026-01-01T00:00:00Z')],
    [
      'when it is restarted by kubectl',
      set('spec/template/metadata/annotations', { 'kubectl.kubernetes.io/restartedAt': 'now' }),
    ],
    [
      "with Argo's own annotations",
      set('metadata/annotations', {
        'aurora-gate.dev/environment': 'staging',
        'rollout.argoproj.io/revision': '2',
      }),
    ],
    [
      'with its signature',
      set('metadata/annotations', {
        'aurora-gate.dev/environment': 'staging',
        'aurora-gate.dev/signature': '{}',
      }),
    ],
    [
      'with a label of a tool of GitOps',
      set('metadata/labels', { app: 'web', 'argocd.argoproj.io/instance': 'x' }),
    ],
    ['with null for nothing', set('spec/template/metadata/creationTimestamp', null)],
    ['with the default of a pod', set(`${AT}/restartPolicy`, 'Always')],
    ['with an empty list', set(`${AT}/initContainers`, [])],
    ['with the default of a container', set(`${AT}/containers/0/terminationMessagePolicy`, 'File')],
    ['with the default of a probe', set(`${AT}/containers/0/readinessProbe/periodSeconds`, 10)],
    ['with the default pull policy', set(`${AT}/containers/0/imagePullPolicy`, 'IfNotPresent')],
    ['with an amount written otherwise', set(`${AT}/containers/0/resources/limits/memory`, '0.25Gi')],
  ])('%s', (_, other) => {
    expect(findDifference(toSignedPart('Rollout', ROLLOUT), toSignedPart('Rollout', other))).toBeUndefined();
    expect(toPartDigest(toSignedPart('Rollout', other))).toBe(SIGNED);
  });

  test('in whatever order its keys come', () => {
    const turn = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turn)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, part]) => [key, turn(part)]),
            )
          : value;
    expect(toPartDigest(toSignedPart('Rollout', turn(ROLLOUT) as Json))).toBe(SIGNED);
  });
});

describe('is another', () => {
  test.each<[string, Json, string]>([
    ['name', set('metadata/name', 'api'), 'metadata.name'],
    ['namespace', set('metadata/namespace', 'other'), 'metadata.namespace'],
    ['label', set('metadata/labels', { app: 'api' }), 'metadata.labels.app'],
    [
      'environment',
      set('metadata/annotations', { 'aurora-gate.dev/environment': 'prod' }),
      'metadata.annotations.aurora-gate.dev/environment',
    ],
    [
      'image',
      set(`${AT}/containers/0/image`, `${IMAGE.slice(0, -1)}b`),
      'spec.template.spec.containers[0].image',
    ],
    ['command', set(`${AT}/containers/0/command`, ['sh']), 'spec.template.spec.containers[0].command[0]'],
    ['arguments', set(`${AT}/containers/0/args`, ['-c']), 'spec.template.spec.containers[0].args'],
    ['variable', set(`${AT}/containers/0/env/0/value`, '2'), 'spec.template.spec.containers[0].env[0].value'],
    [
      'right',
      set(`${AT}/containers/0/securityContext`, { privileged: true }),
      'spec.template.spec.containers[0].securityContext',
    ],
    ['network', set(`${AT}/hostNetwork`, true), 'spec.template.spec.hostNetwork'],
    ['account', set(`${AT}/serviceAccountName`, 'admin'), 'spec.template.spec.serviceAccountName'],
    [
      'account by its older name',
      set(`${AT}/serviceAccount`, 'admin'),
      'spec.template.spec.serviceAccountName',
    ],
    [
      'volume',
      set(`${AT}/volumes/0`, { name: 'tmp', hostPath: { path: '/' } }),
      'spec.template.spec.volumes[0].emptyDir',
    ],
    [
      'pull policy',
      set(`${AT}/containers/0/imagePullPolicy`, 'Always'),
      'spec.template.spec.containers[0].imagePullPolicy',
    ],
    [
      'amount',
      set(`${AT}/containers/0/resources/limits/memory`, '1Gi'),
      'spec.template.spec.containers[0].resources.limits.memory',
    ],
    ['container before', set(`${AT}/initContainers`, [CONTAINER]), 'spec.template.spec.initContainers'],
    [
      'step',
      set('spec/strategy/canary/steps', [{ setWeight: 100 }]),
      'spec.strategy.canary.steps[0].setWeight',
    ],
    [
      'annotation of a pod',
      set('spec/template/metadata/annotations', { a: 'b' }),
      'spec.template.metadata.annotations',
    ],
    ['unknown field', set('spec/somethingNew', 1), 'spec.somethingNew'],
  ])('with another %s', (_, other, path) => {
    const found = findDifference(toSignedPart('Rollout', ROLLOUT), toSignedPart('Rollout', other));
    expect(found?.path).toBe(path);
    expect(toPartDigest(toSignedPart('Rollout', other))).not.toBe(SIGNED);
  });
});

describe('a pod', () => {
  const pod = (spec: Json): Json => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n' },
    spec,
  });
  const volume = {
    name: 'kube-api-access-x1y2z',
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
  const mount = {
    name: volume.name,
    mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    readOnly: true,
  };
  const mounted = (more: Json = {}) =>
    pod({ containers: [{ name: 'a', image: IMAGE, volumeMounts: [mount] }], volumes: [volume], ...more });
  const bare = (more: Json = {}) => pod({ containers: [{ name: 'a', image: IMAGE }], ...more });
  const digest = (one: Json) => toPartDigest(toSignedPart('Pod', one));

  test('with the token of its account is as it was', () => {
    expect(digest(mounted())).toBe(digest(bare()));
  });
  test('that refuses the token and has it is another', () => {
    const no = { automountServiceAccountToken: false };
    expect(digest(mounted(no))).not.toBe(digest(bare(no)));
  });
  test('with a volume that is called so and is another, is another', () => {
    const disk = { name: volume.name, hostPath: { path: '/' } };
    expect(digest(mounted({ volumes: [disk] }))).not.toBe(digest(bare()));
  });
  test('on a node, with the tolerations of the API server, is as it was', () => {
    const toleration = {
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    };
    expect(digest(bare({ nodeName: 'a', tolerations: [toleration] }))).toBe(digest(bare()));
    expect(digest(bare({ tolerations: [{ operator: 'Exists' }] }))).not.toBe(digest(bare()));
  });
});

test.each<[unknown, unknown]>([
  ['1000m', '1'],
  ['0.1', '0.1'],
  ['100m', '0.1'],
  [2, '2'],
  ['1Gi', String(2 ** 30)],
  ['1024Mi', String(2 ** 30)],
  ['1G', '1000000000'],
  ['a lot', 'a lot'],
  [{ a: 1 }, { a: 1 }],
])('the quantity %j is %j', (quantity, one) => {
  expect(toQuantity(quantity)).toEqual(one);
});
