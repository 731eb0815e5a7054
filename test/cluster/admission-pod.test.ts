// The admission server as its generated manifests run it: a pod of the suite's own image, behind its Service, asked by the API server.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toStatement } from '../../lib/core/evidence/to-statement.ts';
import type { Json } from '../../lib/core/text/json.ts';
import { giveSuiteImage } from '../../lib/node/cluster/local/suite-image.ts';
import { createKeySigner } from '../../lib/node/evidence/signer.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { SIGNATURE } from '../../rollout/admission/manifest/annotations.ts';
import { toPartDigest, toSignedPart } from '../../rollout/admission/manifest/signed-part.ts';
import { listAdmissionFiles, toSecretNames, toWebhook } from '../../rollout/admission/policy/objects.ts';
import { makeCertificate, toHostNames } from '../../rollout/admission/server/certificate.ts';
import { readSettings } from '../../rollout/commands/admission/read-settings.ts';
import { makeDisks } from '../../rollout/drills/stage/pod-servers.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const NAME = 'admission-pod';
const NAMESPACE = 'admission-pod-staging';
const READY_DEADLINE_MS = 300_000;
/** The image is written and imported at the first time. */
const SET_UP_MS = 600_000;

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [ci, stranger, own] = [pair(), pair(), pair()];
const toPem = (key: KeyObject): string =>
  String(
    key.type === 'private'
      ? key.export({ format: 'pem', type: 'pkcs8' })
      : key.export({ format: 'pem', type: 'spki' }),
  );

let dir = '';
let kubectl: Kubectl;
const disks: Manifest[] = [];
beforeAll(async () => {
  kubectl = await openKubectl();
  dir = await mkdtemp(join(tmpdir(), 'aurora-admission-pod-'));
  const { local } = kubectl.access;
  if (local === undefined) throw new Error('the tests have a cluster of this machine');
  const base = await readSettings('');
  const settings = {
    ...base,
    name: NAME,
    namespace: NAME,
    scope: { isEveryOther: false, namespaces: [NAMESPACE] },
    server: { ...base.server, image: await giveSuiteImage(local), timeoutS: 30 },
  };
  const tls = join(dir, 'tls');
  await makeCertificate(tls, toHostNames(NAME, NAME), Date.now());
  const read = (file: string) => readFile(join(tls, file), 'utf8');
  const images = ['docker.io/local/*'];
  const files = listAdmissionFiles(settings, { staging: images, 'pre-prod': images, prod: images });
  disks.push(...(await makeDisks(files.server, dir)));
  const names = toSecretNames(settings);
  const secret = (name: string, type: string, data: Readonly<Record<string, string>>) =>
    ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: NAME },
      type,
      stringData: data,
    }) as Manifest;
  const trust = { version: 1, keys: [{ name: 'ci', kinds: ['manifest'], pem: toPem(ci.publicKey) }] };
  const labels = { 'aurora-gate.dev/environment': 'staging' };
  const apply = async (manifests: readonly Manifest[]) => {
    const { code, output } = await kubectl.apply(manifests);
    expect(code, output).toBe(0);
  };
  await apply([
    ...files.server.slice(0, 1),
    ...disks,
    secret(names.tls, 'kubernetes.io/tls', {
      'tls.crt': await read('tls.crt'),
      'tls.key': await read('tls.key'),
    }),
    secret(names.signing, 'Opaque', { 'signing.key': toPem(own.privateKey) }),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: names.keys, namespace: NAME },
      data: { 'trust.yaml': JSON.stringify(trust) },
    } as Manifest,
    ...files.server.slice(1),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } } as Manifest,
  ]);
  await waitFor(
    'the pod of the admission server',
    READY_DEADLINE_MS,
    async () =>
      (await kubectl.read(NAME, `deployment/${NAME}`, '{.status.readyReplicas}')) === '1' ? true : undefined,
    500,
  ).catch(async (error: Error) => {
    const { output } = await kubectl.run('-n', NAME, 'logs', `deployment/${NAME}`, '--tail=20');
    const pods = await kubectl.run('-n', NAME, 'get', 'events');
    throw new Error(`${error.message}: ${output} ${pods.output}`);
  });
  await apply([...files.policies, toWebhook(settings, await read('ca.crt'))]);
}, SET_UP_MS);
afterAll(async () => {
  const ends = ['namespaces', 'manifests', 'status'];
  await kubectl.run('delete', '--ignore-not-found', 'validatingwebhookconfiguration', NAME);
  for (const kind of ['validatingadmissionpolicybinding', 'validatingadmissionpolicy'])
    await kubectl.run('delete', '--ignore-not-found', kind, ...ends.map((end) => `${NAME}-${end}`));
  await kubectl.run('delete', 'namespace', '--ignore-not-found', '--wait=false', NAME, NAMESPACE);
  for (const { metadata } of disks)
    await kubectl.run(
      'delete',
      '--ignore-not-found',
      '--wait=false',
      'persistentvolume',
      metadata?.name ?? '',
    );
  await kubectl[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const POD: Json = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'asked',
    namespace: NAMESPACE,
    annotations: { 'aurora-gate.dev/environment': 'staging' },
  },
  spec: { containers: [{ name: 'app', image: `docker.io/local/app@sha256:${'a'.repeat(64)}` }] },
};
async function sign(key: KeyObject): Promise<Manifest> {
  const part = toSignedPart('Pod', POD);
  const bundle = await createKeySigner(key).sign(
    toStatement({
      kind: 'manifest',
      subjects: [{ name: 'asked', digest: { sha256: toPartDigest(part) } }],
      predicate: {
        at: new Date().toISOString(),
        actor: 'ci',
        environment: 'staging',
        outcome: 'signed',
        reasons: [],
        details: { part },
      },
    }),
  );
  const metadata = POD.metadata as Json;
  const annotations = { ...(metadata.annotations as Json), [SIGNATURE]: JSON.stringify(bundle) };
  return { ...POD, metadata: { ...metadata, annotations } } as Manifest;
}

test('it refuses what a stranger signed, takes what is signed, and has both in its evidence log', async () => {
  const forged = await sign(stranger.privateKey);
  const refusal = await waitFor(
    'the first question',
    60_000,
    async () => {
      const { code, output } = await kubectl.apply([forged]);
      await (code === 0 && kubectl.run('-n', NAMESPACE, 'delete', 'pod', 'asked', '--now'));
      return code === 0 ? undefined : output;
    },
    500,
  );
  expect(refusal).toContain('denied the request: Pod admission-pod-staging/asked');
  expect(refusal).toContain('nobody who is trusted has it');
  const { code, output } = await kubectl.apply([await sign(ci.privateKey)]);
  expect(code, output).toBe(0);
  const log = await kubectl.run('-n', NAME, 'logs', `deployment/${NAME}`);
  expect(log.output).toContain('refused: Pod admission-pod-staging/asked');
  const records = join(dir, `disk-${NAME}`, 'evidence', 'records');
  expect((await readdir(records)).length).toBeGreaterThanOrEqual(2);
});
