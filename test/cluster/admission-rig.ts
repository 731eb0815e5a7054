// Admission as it is set up in a cluster, in namespaces of the test's own: keys, policies, the certificate, the server in the network of
// the cluster, its webhook and the policies of the API server.
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { toStatement } from '../../lib/core/evidence/to-statement.ts';
import type { Json } from '../../lib/core/text/json.ts';
import { NODE_ADDRESS } from '../../lib/node/cluster/local/inside/addresses.ts';
import { createKeySigner } from '../../lib/node/evidence/signer.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { type Child, startChild } from '../../lib/node/process/child.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { BREAK_GLASS, EVIDENCE, SIGNATURE } from '../../rollout/admission/manifest/annotations.ts';
import { toPartDigest, toSignedPart } from '../../rollout/admission/manifest/signed-part.ts';
import { findWorkloadKind } from '../../rollout/admission/manifest/workloads.ts';
import { listAdmissionFiles } from '../../rollout/admission/policy/objects.ts';
import { makeCertificate, toHostNames } from '../../rollout/admission/server/certificate.ts';
import {
  readReleasePolicies,
  readSettings,
  toAllowedImages,
} from '../../rollout/commands/admission/read-settings.ts';
import { ENVIRONMENTS, type Environment } from '../../rollout/decision/policy-words.ts';
import { toFullEffort } from '../../rollout/effort/asked-effort.ts';
import type { AskedEffort } from '../../rollout/effort/asked-schema.ts';
import type { ReleasePolicy } from '../../rollout/policy/policy-schema.ts';
import type { Manifest } from '../../rollout/templates/manifests.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

export const NAMESPACES = {
  prod: 'admission-prod',
  staging: 'admission-staging',
  none: 'admission-none',
} as const;
/** The rollback engine of the environment prod. */
export const ROLLBACK_USER = `system:serviceaccount:${NAMESPACES.prod}:aurora-rollback`;
const OWN = 'admission-server';
const PORT = 19_446;
export const HOUR_MS = 3_600_000;

/** Who signs: what the trust file lets each state, and one whom it does not know. */
const SIGNERS = {
  ci: ['manifest', 'gate-run'],
  ann: ['break-glass'],
  bob: ['break-glass'],
  stranger: undefined,
} as const;
export type SignerName = keyof typeof SIGNERS;
const toKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const toSigner = () => createKeySigner(toKey());
const ciKey = toKey();
const signers = {
  ci: createKeySigner(ciKey),
  ann: toSigner(),
  bob: toSigner(),
  stranger: toSigner(),
} as const;

/** What the environments of the rig ask of a run: production a whole gate, staging what a test can play. */
const PROD_GATE = { profile: 'gate' } as const satisfies AskedEffort;
export const STAGING_GATE = { profile: 'quick', leastS: 16, faults: false } as const satisfies AskedEffort;

interface Stating {
  readonly by?: SignerName;
  readonly environment?: Environment;
  readonly atMs?: number;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** A manifest with an annotation more. */
export const annotate = (manifest: Json, annotations: Readonly<Record<string, string>>): Json => {
  const metadata = manifest.metadata as Json;
  return {
    ...manifest,
    metadata: { ...metadata, annotations: { ...(metadata.annotations as Json), ...annotations } },
  };
};

const toDigest = (manifest: Json): string => {
  const kind = findWorkloadKind(manifest.kind);
  if (kind === undefined) throw new Error(`${String(manifest.kind)} is not looked at`);
  return toPartDigest(toSignedPart(kind, manifest));
};
const toPart = (manifest: Json) => toSignedPart(findWorkloadKind(manifest.kind) ?? 'Pod', manifest);

/** The bundle that signs a manifest, or states another kind about it. */
export async function toBundle(
  manifest: Json,
  kind: 'manifest' | 'break-glass',
  { by = 'ci', environment = 'prod', atMs = Date.now() }: Stating = {},
  details: Json = {},
  reasons: readonly string[] = [],
) {
  return signers[by].sign(
    toStatement({
      kind,
      subjects: [{ name: 'manifest', digest: { sha256: toDigest(manifest) } }],
      predicate: {
        at: iso(atMs),
        actor: by,
        environment,
        outcome: 'signed',
        reasons,
        details: kind === 'manifest' ? { part: toPart(manifest) } : details,
      },
    }),
  );
}

/** The bundle of a gate run against an image. */
export const toRun = (
  image: string,
  verdict = 'pass',
  {
    by = 'ci',
    environment = 'prod',
    atMs = Date.now() - HOUR_MS,
    details = toFullEffort(PROD_GATE),
  }: Stating & { readonly details?: object } = {},
) =>
  signers[by].sign(
    toStatement({
      kind: 'gate-run',
      subjects: [{ name: image.split('@')[0] ?? '', digest: { sha256: image.slice(-64) } }],
      predicate: {
        at: iso(Math.min(atMs, Date.now())),
        actor: by,
        environment,
        outcome: verdict,
        reasons: [],
        verdict,
        gates: [],
        files: [],
        finishedAt: iso(atMs),
        details: { of: 'soak', ...details },
      },
    }),
  );

export const withSignature = async (manifest: Json, stating: Stating = {}): Promise<Json> =>
  annotate(manifest, { [SIGNATURE]: JSON.stringify(await toBundle(manifest, 'manifest', stating)) });
export const withEvidence = async (
  manifest: Json,
  ...runs: readonly (object | Promise<object>)[]
): Promise<Json> => annotate(manifest, { [EVIDENCE]: JSON.stringify(await Promise.all(runs)) });
export const withBreakGlass = async (
  manifest: Json,
  {
    reason = 'the database is down',
    minutes = 30,
    ...stating
  }: Stating & { reason?: string; minutes?: number } = {},
): Promise<Json> =>
  annotate(manifest, {
    [BREAK_GLASS]: JSON.stringify(
      await toBundle(
        manifest,
        'break-glass',
        { by: 'ann', ...stating },
        { minutes },
        reason === '' ? [] : [reason],
      ),
    ),
  });

export interface AdmissionRig {
  readonly kubectl: Kubectl;
  /** An image that the node has, by digest. */
  readonly image: string;
  readonly dir: string;
  /** The private key of `ci`. */
  readonly keyFile: string;
  /** Kubectl's words and exit code. */
  apply(
    manifest: Json,
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly output: string }>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

async function writePolicies(dir: string): Promise<void> {
  await mkdir(dir);
  const policies = await readReleasePolicies('');
  for (const environment of ENVIRONMENTS) {
    const policy: ReleasePolicy = {
      ...policies[environment],
      allowedImages: ['docker.io/local/*'],
      requiredSignatures: [{ of: 'manifest', atLeast: 1 }],
      gate: { ...(environment === 'staging' ? STAGING_GATE : PROD_GATE), maxAgeS: 86_400 },
      evidenceMaxAgeS: 86_400,
      override: { clauses: ['gate'], by: ['ann', 'bob'], approvals: 0, maxMinutes: 60 },
    };
    await writeFile(join(dir, `${environment}.yaml`), JSON.stringify(policy));
  }
}

const clusterObject = (kind: string, name: string, labels: Readonly<Record<string, string>> = {}) =>
  ({ apiVersion: 'v1', kind, metadata: { name, labels } }) as Manifest;

export async function openAdmissionRig(): Promise<AdmissionRig> {
  const kubectl = await openKubectl();
  const dir = await mkdtemp(join(tmpdir(), 'aurora-admission-'));
  const file = (name: string) => join(dir, name);
  await writePolicies(file('policies'));
  const base = await readSettings('');
  const settings = {
    ...base,
    name: OWN,
    namespace: OWN,
    scope: { isEveryOther: false, namespaces: Object.values(NAMESPACES) },
    withoutGateRun: ['docker.io/local/tool'],
    environments: {
      ...base.environments,
      prod: { namespaces: [NAMESPACES.prod], rollbackUsers: [ROLLBACK_USER] },
    },
  };
  await writeFile(file('settings.yaml'), JSON.stringify(settings));
  const keys = Object.entries(SIGNERS).flatMap(([name, kinds]) =>
    kinds === undefined ? [] : [{ name, kinds, pem: signers[name as SignerName].publicKey }],
  );
  await writeFile(file('trust.json'), JSON.stringify({ version: 1, keys }));
  for (const [name, key] of [
    ['own.key', toKey()],
    ['ci.key', ciKey],
  ] as const)
    await writeFile(file(name), key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  await makeCertificate(file('tls'), toHostNames(OWN, OWN), Date.now());
  const flags = ['--settings', file('settings.yaml'), '--policies', file('policies')];
  const run = [process.execPath, repoPath('scripts', 'launch.mjs'), 'rollout'];

  let server: Child | undefined;
  const startServer = async () => {
    const [command = '', ...args] = [
      ...kubectl.access.enter,
      ...[
        ...run,
        'admission-server',
        ...flags,
        '--evidence-keys',
        file('trust.json'),
        '--tls-dir',
        file('tls'),
      ],
      ...['--evidence-log', file('evidence'), '--sign-key', file('own.key')],
      ...['--admission-host', NODE_ADDRESS, '--admission-port', String(PORT)],
    ];
    server = await startChild({ command, args, logFile: file('server.log'), env: process.env });
  };
  await startServer();

  const apply = async (manifest: Json, ...args: readonly string[]) =>
    kubectl.apply([manifest as Manifest], ...args);
  await kubectl.apply([
    clusterObject('Namespace', NAMESPACES.prod, { 'aurora-gate.dev/environment': 'prod' }),
    clusterObject('Namespace', NAMESPACES.staging, { 'aurora-gate.dev/environment': 'staging' }),
    clusterObject('Namespace', NAMESPACES.none),
    clusterObject('Namespace', OWN),
    // The generated Service, whose pod is the process on the node.
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: OWN, namespace: OWN },
      spec: { ports: [{ name: 'https', port: 443, targetPort: PORT }] },
    } as Manifest,
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: OWN, namespace: OWN, labels: { 'kubernetes.io/service-name': OWN } },
      addressType: 'IPv4',
      ports: [{ name: 'https', port: PORT }],
      endpoints: [{ addresses: [NODE_ADDRESS], conditions: { ready: true } }],
    } as Manifest,
  ]);
  const policies = await readReleasePolicies(file('policies'));
  const { policies: own } = listAdmissionFiles(settings, toAllowedImages(policies));
  const applied = await kubectl.apply([await printWebhook(kubectl, run, flags, file('tls/ca.crt')), ...own]);
  expect(applied.code, applied.output).toBe(0);
  const names = (await kubectl.read('default', 'node/node', '{.status.images[*].names[*]}')).split(' ');
  const image = names.find((name) => name.includes('/aurora@sha256:')) ?? '';
  expect(image).not.toBe('');
  const rig = {
    kubectl,
    image,
    dir,
    keyFile: file('ci.key'),
    apply,
    startServer,
    stopServer: async () => void (await server?.stop()),
  };
  const close = async () => {
    await rig.stopServer();
    for (const [kind, name] of [
      ['validatingwebhookconfiguration', OWN],
      ...['manifests', 'namespaces', 'status'].flatMap((end) => [
        ['validatingadmissionpolicy', `${OWN}-${end}`],
        ['validatingadmissionpolicybinding', `${OWN}-${end}`],
      ]),
    ])
      await kubectl.run('delete', '--ignore-not-found', kind ?? '', name ?? '');
    await kubectl.run('delete', 'namespace', '--wait=false', OWN, ...Object.values(NAMESPACES));
    await kubectl[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  };
  await waitUntilAsked(rig);
  return { ...rig, close };
}

/** As anyone has it printed; its objects of the server are left out, since the server is a process here. */
async function printWebhook(
  kubectl: Kubectl,
  run: readonly string[],
  flags: readonly string[],
  authority: string,
): Promise<Manifest> {
  const { runProgram } = await import('../../lib/node/process/run-program.ts');
  const { parseAllDocuments } = await import('yaml');
  const [command = '', ...args] = [...run, 'admission', ...flags, '--authority', authority];
  const { code, stdout, output } = await runProgram(command, args, { env: process.env });
  expect(code, output).toBe(0);
  const all = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  expect((await kubectl.apply(all, '--dry-run=server')).output).toContain('validatingwebhookconfiguration');
  const webhook = all.find(({ kind }) => kind === 'ValidatingWebhookConfiguration');
  if (webhook === undefined) throw new Error('no webhook is printed');
  return webhook;
}

/** A policy and a webhook hold a moment after they were applied: the first answer of both is waited for. */
const waitUntilAsked = ({ apply, image }: Pick<AdmissionRig, 'apply' | 'image'>) =>
  waitFor(
    'admission',
    60_000,
    async () => {
      const unsigned = toPod('asked', image);
      const [byPolicy, byServer] = [
        await apply(unsigned, '--dry-run=server'),
        await apply(annotate(unsigned, { [SIGNATURE]: 'x' }), '--dry-run=server'),
      ];
      return byPolicy.output.includes('is not signed') && byServer.output.includes('is no JSON')
        ? true
        : undefined;
    },
    500,
  );

const HEAD = (name: string, namespace: string = NAMESPACES.prod, environment = 'prod') => ({
  name,
  namespace,
  annotations: { 'aurora-gate.dev/environment': environment },
});
export const toSpec = (image: string, more: Json = {}): Json => ({
  terminationGracePeriodSeconds: 0,
  containers: [{ name: 'app', image, imagePullPolicy: 'Never', command: ['/bin/busybox', 'sleep', '3600'] }],
  ...more,
});
export const toPod = (
  name: string,
  image: string,
  more: Json = {},
  namespace?: string,
  environment?: string,
): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: HEAD(name, namespace, environment),
  spec: toSpec(image, more),
});
export const toWorkload = (
  [apiVersion, kind]: readonly [string, string],
  name: string,
  image: string,
  more: Json = {},
  pod: Json = {},
): Json => ({
  apiVersion,
  kind,
  metadata: HEAD(name),
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: toSpec(image, pod) },
    ...more,
  },
});
export const toObject = (apiVersion: string, kind: string, name: string, spec: Json): Json => ({
  apiVersion,
  kind,
  metadata: HEAD(name),
  spec,
});
