// Two versions of a service in pods, and a front that splits its users by a percentage: what an HTTP actuator has, and no Rollout of Argo's.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Monitored } from '../../../lib/core/monitoring/monitored.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type CanarySpec, GOOD_CANARY } from '../../../lib/core/release/canaries.ts';
import type { Service } from '../../../lib/core/service/service.ts';
import type { ClusterAccess } from '../../../lib/node/cluster/access.ts';
import { applyManifests } from '../../../lib/node/cluster/apply.ts';
import { type KubeObject, openKubeApi } from '../../../lib/node/cluster/kube-api.ts';
import { toReferenceImage } from '../../../lib/node/cluster/local/images.ts';
import { createCleanup } from '../../../lib/node/process/cleanup.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import { type LoadedService, loadPart } from '../../../lib/node/service/load-service.ts';
import { COHORT_HEADER } from '../../guard/cohort-header.ts';
import { HASH_LABEL } from '../../rollback/argo/rollout-objects.ts';
import { type ReferenceServer, startReference } from '../../rollback/http/reference-server.ts';
import { toPodLabels, toServices } from '../../templates/names.ts';
import { toPods } from '../../templates/rollout.ts';
import { toVersionUrl, type Version } from '../../values/addresses.ts';
import type { Values } from '../../values/values-schema.ts';
import { type Load, startLoad } from '../stage/load.ts';
import { listUpstream, toVersionValues, UPSTREAM_URL } from '../stage/manifests.ts';
import { makeNamespace, removeNamespace } from '../stage/namespace.ts';
import { type StageServers, startOwnServers } from '../stage/own-servers.ts';
import { type UserPath, watchUserPath } from '../stage/user-path.ts';

export interface TwoVersions {
  readonly actuator: ReferenceServer;
  /** What whoever calls the actuator shows. */
  readonly token: string;
  /** The header of a call that names its user; '' where the service has none. */
  readonly userHeader: string;
  readonly usersPathUrl: string;
  readonly load: Load;
  readonly path: UserPath;
  readonly decisions: StageServers['decisions'];
  /** Brings the new version up; nobody is sent to it. */
  bringCanary(canary: CanarySpec): Promise<void>;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const READY_DEADLINE_MS = 120_000;
const POLL_MS = 250;

/** The header in which the service is told who the user is; '' for none. */
function findUserHeader({ headers }: Pick<Service, 'headers'>): string {
  const user = { uid: 'somebody', journey: 'any', variant: 'any', traceId: 'any', taken: {} };
  return Object.entries(headers?.(user) ?? {}).find(([, value]) => value === user.uid)?.[0] ?? '';
}

function listVersion(values: Values, version: Version) {
  const { namespace, port, clusterIps } = values;
  const name = toServices(values)[version];
  // By this label Prometheus tells versions apart; here they are called by their roles.
  const labels = { ...toPodLabels(values), [HASH_LABEL]: version };
  const { metadata, spec } = toPods(values);
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { clusterIP: clusterIps?.[version], selector: labels, ports: [{ port }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        // The references keep what they know of a user in the memory of their pod.
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { ...metadata, labels }, spec },
      },
    },
  ];
}

interface Deployment extends KubeObject {
  readonly status?: { readonly readyReplicas?: number };
}

/**
 * Sets it up: version 1 has all of the users, and they call it.
 * @throws OptionError where it cannot be, Error where a part of it does not come up
 */
export async function setUpTwoVersions(options: {
  readonly access: ClusterAccess;
  readonly loaded: LoadedService;
  readonly values: Values;
  readonly rateRps: number;
  readonly loadSeconds: number;
  readonly seed: number;
  readonly dir: string;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}): Promise<TwoVersions> {
  const { access, loaded, dir, say, rateRps, loadSeconds: seconds, seed } = options;
  const { service } = loaded;
  const { reference } = service;
  const monitored = await loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');
  if (!reference || !monitored)
    throw new OptionError(`${service.id} has no embedded stack, or no monitoring.ts: a drill needs both`);
  // Without the guards of Argo's pods: they would take users back themselves.
  const { guard: _, ...unguarded } = options.values;
  const image = toReferenceImage(service.id);
  const values: Values = { ...unguarded, namespace: access.namespace, service: service.id, image };
  const cleanup = createCleanup();
  try {
    const api = await openKubeApi(access, dir);
    cleanup.add(() => api.close());
    say('making the namespace');
    await makeNamespace(api, access.namespace);
    cleanup.add(() => removeNamespace(api, access.namespace));
    if (reference.upstream !== undefined) await applyManifests(access, listUpstream(values), dir);
    const bring = async (version: Version, spec: CanarySpec) => {
      const own = toVersionValues(values, reference, version === 'stable' ? 1 : 2, spec, UPSTREAM_URL);
      await applyManifests(access, listVersion(own, version), dir);
      const path = `/apis/apps/v1/namespaces/${access.namespace}/deployments/${toServices(values)[version]}`;
      await waitFor(
        `the pod of ${version}`,
        READY_DEADLINE_MS,
        async () => ((await api.get<Deployment>(path)).status?.readyReplicas === 1 ? true : undefined),
        POLL_MS,
      );
    };
    say('waiting for version 1');
    await bring('stable', GOOD_CANARY);
    const token = randomBytes(24).toString('hex');
    const userHeader = findUserHeader(service);
    const actuator = await startReference({
      ...{ name: values.name, token, host: HOST, port: 0, frontPort: 0, stateDir: join(dir, 'actuator') },
      canaryUrl: toVersionUrl(values, 'canary'),
      stableUrl: toVersionUrl(values, 'stable'),
      ...{ versionHeader: COHORT_HEADER, userHeader },
    });
    cleanup.add(() => actuator.close());
    const servers = await startOwnServers({ ...options, values, monitored, canaryUrl: undefined });
    cleanup.add(() => servers.close());
    const load = await startLoad({ loaded, base: actuator.frontUrl, rateRps, seconds, seed, dir });
    cleanup.add(async () => void (await load.child.stop()));
    const usersPathUrl = `${actuator.frontUrl}${values.probes.readiness.path}`;
    const path = watchUserPath(usersPathUrl);
    cleanup.add(async () => path.stop());
    say('waiting for the users');
    await waitFor(
      'the first calls of the users',
      READY_DEADLINE_MS,
      async () => ((await load.readCalls()).length > 0 ? true : undefined),
      POLL_MS,
    );
    return {
      ...{ actuator, token, userHeader, usersPathUrl, load, path, decisions: servers.decisions },
      bringCanary: (canary) => bring('canary', canary),
      close: () => cleanup.run(),
    };
  } catch (error) {
    await cleanup.run().catch(() => {});
    throw error;
  }
}
