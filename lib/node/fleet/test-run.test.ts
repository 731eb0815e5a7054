import { existsSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { toObject } from '../../core/text/json.ts';
import { repoPath } from '../files/paths.ts';
import { type FleetSpec, MOST_SCRIPT_BYTES, toObjects } from './test-run.ts';

const SPEC: FleetSpec = {
  name: 'soak-1',
  namespace: 'load',
  runners: 3,
  counted: false,
  image: 'k6:1',
  starterImage: '',
  script: { 'soak.js': Buffer.from('x'), 'face.jpg': Buffer.from([255, 0]) },
  env: { SEED: '5' },
  secrets: {},
  pod: {},
  journals: '',
  owner: undefined,
};
const specOf = (spec: Partial<FleetSpec> = {}) =>
  toObject(toObject(toObjects({ ...SPEC, ...spec }).testRun).spec);

it('is a TestRun whose runners wait for each other, judge nothing, and read one script', () => {
  const { configMap, secret, testRun } = toObjects(SPEC);
  expect(testRun.metadata).toEqual({
    name: 'soak-1',
    namespace: 'load',
    labels: { 'aurora-gate.dev/fleet': 'soak-1' },
  });
  expect(configMap).toMatchObject({ binaryData: { 'soak.js': 'eA==', 'face.jpg': '/wA=' } });
  expect(secret).toBeUndefined();
  const spec = specOf();
  expect(spec).toMatchObject({ parallelism: 3, script: { configMap: { name: 'soak-1', file: 'soak.js' } } });
  expect(String(spec.arguments).split(' ')).toContain('--no-thresholds');
  expect(toObject(spec.runner).env).toEqual([
    { name: 'SEED', value: '5' },
    { name: 'K6_LOG_FORMAT', value: 'raw' },
  ]);
  // The operator finds its errors by the form of k6's own log.
  expect(toObject(spec.initializer).env).toEqual([{ name: 'SEED', value: '5' }]);
  expect(spec.starter).not.toHaveProperty('image');
});

it('holds no secret: they are in a Secret, which its pods read', () => {
  const objects = toObjects({ ...SPEC, secrets: { TOKEN: 'hidden-word' } });
  expect(JSON.stringify(objects.testRun)).not.toContain('hidden-word');
  expect(objects.secret).toMatchObject({ kind: 'Secret', stringData: { TOKEN: 'hidden-word' } });
  for (const part of ['initializer', 'runner'])
    expect(toObject(toObject(toObject(objects.testRun).spec)[part])).toMatchObject({
      envFrom: [{ secretRef: { name: 'soak-1' } }],
    });
});

it('takes a script that is in its image', () => {
  const objects = toObjects({ ...SPEC, script: '/app/soak.js' });
  expect(objects.configMap).toBeUndefined();
  expect(toObject(objects.testRun).spec).toMatchObject({ script: { localFile: '/app/soak.js' } });
});

test('pods have what else they are to have, and nobody takes their image from them', () => {
  const runner = toObject(specOf({ pod: { nodeSelector: { pool: 'load' }, image: 'other:1' } }).runner);
  expect(runner).toMatchObject({ nodeSelector: { pool: 'load' }, image: 'k6:1' });
});

test('runners that count find another k6 before the others, and the pod that looks at the script does not', () => {
  const { runner, initializer } = specOf({ counted: true });
  const pathOf = (part: unknown) =>
    (toObject(part).env as { name: string; value: string }[]).find(({ name }) => name === 'PATH')?.value;
  expect(pathOf(runner)).toBe(`/app/deploy/k6-operator/counting:${pathOf(initializer)}`);
  expect(existsSync(repoPath('deploy/k6-operator/counting/k6'))).toBe(true);
});

describe('journals on a volume', () => {
  const pod = { volumes: [{ name: 'own' }], volumeMounts: [{ name: 'own', mountPath: '/own' }] };
  const spec = specOf({ journals: 'journals', pod });
  it('are files by the names of pods, which Kubernetes puts in, beside volumes of others', () => {
    const runner = toObject(spec.runner);
    expect(runner.env).toEqual([
      { name: 'SEED', value: '5' },
      { name: 'K6_LOG_FORMAT', value: 'raw' },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'K6_CONSOLE_OUTPUT', value: '/journal/soak-1/$(POD_NAME).ndjson' },
    ]);
    expect(runner.volumes).toEqual([
      { name: 'own' },
      { name: 'journal', persistentVolumeClaim: { claimName: 'journals' } },
    ]);
    expect(runner.volumeMounts).toEqual([
      { name: 'own', mountPath: '/own' },
      { name: 'journal', mountPath: '/journal' },
    ]);
  });
  it('are none of the pod that looks at the script before', () => {
    expect(spec.initializer).toMatchObject({ ...pod, env: [{ name: 'SEED', value: '5' }] });
  });
});

test('what it made goes with its owner', () => {
  const owner = { kind: 'Pod', name: 'gate', uid: 'u' };
  for (const object of Object.values(toObjects({ ...SPEC, owner, secrets: { A: 'b' } })))
    expect(toObject(object).metadata).toMatchObject({ ownerReferences: [{ apiVersion: 'v1', ...owner }] });
});

describe('a script of as many bytes as a ConfigMap holds', () => {
  const of = (bytes: number) => () => toObjects({ ...SPEC, script: { 'soak.js': Buffer.alloc(bytes) } });
  it('fits', () => expect(of(MOST_SCRIPT_BYTES)).not.toThrow());
  it('and one more does not', () => expect(of(MOST_SCRIPT_BYTES + 1)).toThrow('--runner-script'));
});
