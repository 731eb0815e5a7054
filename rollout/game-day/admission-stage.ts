// Admission in a cluster for the time of a few questions: set up as docs/admission.md says, in a namespace of its own, and removed again.
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAccess } from '../../lib/node/cluster/access.ts';
import { applyManifests } from '../../lib/node/cluster/apply.ts';
import { type KubeApi, openKubeApi } from '../../lib/node/cluster/kube-api.ts';
import { NODE_ADDRESS } from '../../lib/node/cluster/local/inside/addresses.ts';
import { findCluster, type LocalCluster } from '../../lib/node/cluster/local/local-cluster.ts';
import { toTrustedKey } from '../../lib/node/evidence/read-keys.ts';
import type { Signer } from '../../lib/node/evidence/signer.ts';
import { verifyBundle } from '../../lib/node/evidence/verify-bundle.ts';
import { createCleanup } from '../../lib/node/process/cleanup.ts';
import { listAdmissionFiles, toWebhook } from '../admission/policy/objects.ts';
import { ENVIRONMENT_LABEL } from '../admission/policy/scope.ts';
import { makeCertificate, toHostNames } from '../admission/server/certificate.ts';
import { openLedger } from '../admission/server/ledger.ts';
import { startAdmissionServer } from '../admission/server/start-server.ts';
import type { AdmissionSettings } from '../admission/settings-schema.ts';
import { ENVIRONMENTS, type Environment } from '../decision/policy-words.ts';
import { makeNamespace, removeNamespace } from '../drills/stage/namespace.ts';
import type { ReleasePolicy } from '../policy/policy-schema.ts';
import { GAME_DAY_GATE } from './gate-image.ts';

/** By what admission goes where the game day says nothing else. */
export interface AdmissionBase {
  readonly settings: AdmissionSettings;
  readonly policies: Readonly<Record<Environment, ReleasePolicy>>;
}

export interface AdmissionStageOptions extends AdmissionBase {
  readonly access: ClusterAccess & { readonly local: LocalCluster };
  readonly environment: Environment;
  /** Repository of the images that may run. */
  readonly repository: string;
  /** Who is trusted, and by whom the server's records are signed. */
  readonly signer: Signer;
  /** The log that they go into. */
  readonly evidenceDir: string;
  /** A private folder, empty. */
  readonly dir: string;
  readonly tell: (line: string) => void;
}

export interface AdmissionStage {
  readonly api: KubeApi;
  /** Where it holds, and nowhere else. */
  readonly namespace: string;
  /** Removes all of it. */
  close(): Promise<void>;
}

const NAMESPACE = 'aurora-game-day';
const NAME = 'aurora-game-day-admission';
const TRUSTED = 'game-day';
const RUN_MAX_AGE_S = 3_600;
const DAY_MS = 86_400_000;

/** What holds in the whole cluster, by the names of its APIs. */
const RULES: Readonly<Record<string, string>> = {
  ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
};

/** Sets it up. @throws Error where a part of it does not come up; nothing is left then */
export async function setUpAdmission(options: AdmissionStageOptions): Promise<AdmissionStage> {
  const { access, environment, dir } = options;
  const settings: AdmissionSettings = {
    ...options.settings,
    name: NAME,
    namespace: NAME,
    scope: { isEveryOther: false, namespaces: [NAMESPACE] },
    environments: {
      ...options.settings.environments,
      [environment]: { namespaces: [NAMESPACE], rollbackUsers: [] },
    },
  };
  const cleanup = createCleanup();
  const whileThere = (undo: () => Promise<void>) =>
    cleanup.add(async () => {
      if ((await findCluster(access.local.dir)) !== undefined) await undo();
    });
  try {
    const tlsDir = join(dir, 'tls');
    await makeCertificate(tlsDir, toHostNames(NAME, NAME), Date.now());
    const authority = await readFile(join(tlsDir, 'ca.crt'), 'utf8');
    const server = await startServer(options, settings, tlsDir);
    cleanup.add(() => server.close());
    const api = await openKubeApi(access, dir);
    cleanup.add(() => api.close());
    const allowed = Object.fromEntries(ENVIRONMENTS.map((one) => [one, [options.repository]]));
    const { policies } = listAdmissionFiles(settings, allowed as Record<Environment, string[]>);
    const rules = [toWebhook(settings, authority), ...policies];
    const removeRules = async () => {
      for (const { kind = '', metadata } of rules)
        await api.remove(
          `/apis/admissionregistration.k8s.io/v1/${RULES[kind] ?? kind}/${metadata?.name ?? ''}`,
        );
    };
    // Of a day that was killed: what asks a server that has gone would refuse everything.
    await removeRules();
    for (const [name, labels] of [
      [NAME, {}],
      [NAMESPACE, { [ENVIRONMENT_LABEL]: environment }],
    ] as const) {
      whileThere(() => removeNamespace(api, name));
      await makeNamespace(api, name, labels);
    }
    whileThere(removeRules);
    await applyManifests(access, [...listRoute(server.port), ...rules], dir);
    return { api, namespace: NAMESPACE, close: () => cleanup.run() };
  } catch (error) {
    await cleanup.run().catch(() => {});
    throw error;
  }
}

/** The server, in this process: at the address of the node, where the API server finds it. */
async function startServer(options: AdmissionStageOptions, settings: AdmissionSettings, tlsDir: string) {
  const { environment, repository, signer, evidenceDir, tell } = options;
  const key = toTrustedKey(createPublicKey(signer.publicKey ?? ''), { name: TRUSTED });
  const keys = { keys: [key], identities: [] };
  const ledger = await openLedger(evidenceDir, signer, keys);
  const policy: ReleasePolicy = {
    ...options.policies[environment],
    allowedImages: [repository],
    requiredSignatures: [{ of: 'manifest', atLeast: 1 }],
    gate: { ...GAME_DAY_GATE, maxAgeS: RUN_MAX_AGE_S },
    evidenceMaxAgeS: RUN_MAX_AGE_S,
  };
  const server = await startAdmissionServer({
    host: NODE_ADDRESS,
    port: 0,
    tlsDir,
    policies: { ...options.policies, [environment]: policy },
    grounds: {
      verify: (bundle) => verifyBundle(bundle, keys),
      withoutGateRun: [],
      returnWithinMs: settings.returnWithinDays * DAY_MS,
    },
    ledger,
    tell,
    emit: () => {},
    now: Date.now,
  });
  return {
    port: Number(new URL(server.url).port),
    close: () => server.close().finally(() => ledger.close()),
  };
}

/** The Service of the server, whose one pod is this process. */
const listRoute = (port: number) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: NAME, namespace: NAME },
    spec: { ports: [{ name: 'https', port: 443, targetPort: port }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: NAME, namespace: NAME, labels: { 'kubernetes.io/service-name': NAME } },
    addressType: 'IPv4',
    ports: [{ name: 'https', port }],
    endpoints: [{ addresses: [NODE_ADDRESS], conditions: { ready: true } }],
  },
];
