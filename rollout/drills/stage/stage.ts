// The stage of a drill: a service in real pods, users, the decision server, and somebody who looks at the users' path.
import { join } from 'node:path';
import type { Monitored } from '../../../lib/core/monitoring/monitored.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type CanarySpec, GOOD_CANARY } from '../../../lib/core/release/canaries.ts';
import type { ClusterAccess } from '../../../lib/node/cluster/access.ts';
import { applyManifests } from '../../../lib/node/cluster/apply.ts';
import { type KubeApi, openKubeApi } from '../../../lib/node/cluster/kube-api.ts';
import { toReferenceImage } from '../../../lib/node/cluster/local/images.ts';
import { findCluster } from '../../../lib/node/cluster/local/local-cluster.ts';
import { createCleanup } from '../../../lib/node/process/cleanup.ts';
import { withLogEnd } from '../../../lib/node/process/log-end.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import { type LoadedService, loadPart } from '../../../lib/node/service/load-service.ts';
import { listManifests } from '../../templates/manifests.ts';
import type { Values } from '../../values/values-schema.ts';
import { type GateExit, readGateExits } from './gate-exits.ts';
import { type Load, startLoad } from './load.ts';
import {
  listUpstream,
  toVersionValues,
  UPSTREAM_URL,
  type VersionImages,
  withAffinity,
} from './manifests.ts';
import { makeNamespace, removeNamespace } from './namespace.ts';
import { type StageServers, startOwnServers } from './own-servers.ts';
import { awaitPodServers, makeDisks, removeDisks } from './pod-servers.ts';
import { type RolloutStatus, readFailedQuestion, readRollout } from './rollout-status.ts';
import { type UserPath, watchUserPath } from './user-path.ts';

export interface StageOptions {
  readonly access: ClusterAccess;
  readonly loaded: LoadedService;
  readonly values: Values;
  /** Journeys a second. */
  readonly rateRps: number;
  /** The users leave by themselves after so long. */
  readonly loadSeconds: number;
  readonly seed: number;
  /** Takes what is written while it goes on; empty. */
  readonly dir: string;
  /** Where the prober finds the canary; its own Service where left out. */
  readonly canaryUrl: string | undefined;
  /** Images of both versions; undefined: that of the reference, started in two ways. */
  readonly images: VersionImages | undefined;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

export interface Stage {
  readonly api: KubeApi;
  readonly access: ClusterAccess;
  readonly namespace: string;
  /** What the versions are made of. */
  readonly values: Values;
  readonly load: Load;
  readonly path: UserPath;
  readonly decisions: StageServers['decisions'];
  /** Pod template hash of the version that was there before. */
  readonly stable: string;
  /** Applies a version. @param upstreamUrl where its pods find their upstream */
  apply(version: number, canary: CanarySpec, upstreamUrl?: string): Promise<void>;
  read(): Promise<RolloutStatus | undefined>;
  /** The question of Argo's that has failed first; undefined where none has so far. */
  readFailedQuestion(): Promise<string | undefined>;
  /** How each run of the gate in a pod has ended so far. */
  readGate(): Promise<readonly GateExit[]>;
  /** Ends and removes all of it. */
  close(): Promise<void>;
}

const HEALTHY_DEADLINE_MS = 120_000;
const FIRST_ANSWER_DEADLINE_MS = 30_000;

/**
 * Sets a stage up: version 1 is healthy, and users call it.
 * @throws OptionError where it cannot be, Error where a part of it does not come up
 */
export async function setUpStage(options: StageOptions): Promise<Stage> {
  const { access, loaded, dir, say } = options;
  const { service } = loaded;
  const { reference } = service;
  const monitored = await loadPart<Monitored>(loaded, 'monitoring.ts', 'MONITORED');
  if (!reference || !monitored)
    throw new OptionError(`${service.id} has no embedded stack, or no monitoring.ts: a drill needs both`);
  const image = toReferenceImage(service.id);
  const values: Values = {
    ...options.values,
    namespace: access.namespace,
    service: service.id,
    image,
    ...(options.values.guard === undefined ? {} : { guard: { ...options.values.guard, image } }),
  };
  const isInPods = values.servers !== undefined;
  const { local } = access;
  const isGone = async () => local !== undefined && (await findCluster(local.dir)) === undefined;
  const cleanup = createCleanup();
  try {
    const api = await openKubeApi(access, dir);
    cleanup.add(() => api.close());
    const disks = await makeDisks(Object.values(listManifests(values, monitored)).flat(), dir);
    // Undone behind the namespace, and removed behind what an earlier drill left: a disk that is claimed does not go.
    cleanup.add(async () => {
      if (!(await isGone())) await removeDisks(api, disks);
    });
    say('making the namespace');
    await makeNamespace(api, access.namespace);
    await removeDisks(api, disks);
    cleanup.add(async () => {
      if (!(await isGone())) await removeNamespace(api, access.namespace);
    });
    const apply = async (version: number, canary: CanarySpec, upstreamUrl = UPSTREAM_URL) => {
      const { images } = options;
      const [own, started] =
        images === undefined
          ? [values, canary]
          : [{ ...values, image: version === 1 ? images.stable : images.canary }, GOOD_CANARY];
      const files = listManifests(toVersionValues(own, reference, version, started, upstreamUrl), monitored);
      await applyManifests(access, withAffinity(Object.values(files).flat(), values), dir);
    };
    const read = async () => {
      const status = await readRollout(api, access.namespace, values.name);
      if (status === undefined && (await isGone()))
        throw new Error(
          'the cluster ended in mid-drill, so nothing is known; start it again with `npm run cluster -- up`',
        );
      return status;
    };
    if (reference.upstream !== undefined) await applyManifests(access, listUpstream(values), dir);
    if (disks.length > 0) await applyManifests(access, disks, dir);
    await apply(1, GOOD_CANARY);
    say('waiting for version 1');
    const first = await waitFor(
      'a healthy version 1',
      HEALTHY_DEADLINE_MS,
      async () => {
        const status = await read();
        return status?.phase === 'Healthy' && status.isObserved ? status : undefined;
      },
      250,
    );
    const { rateRps, loadSeconds, seed } = options;
    if (isInPods) say('waiting for the servers');
    const servers = isInPods
      ? await awaitPodServers(api, values)
      : await startOwnServers({ ...options, monitored, values });
    cleanup.add(() => servers.close());
    const base = `http://${values.clusterIps?.service ?? values.name}:${values.port}`;
    const load = await startLoad({ loaded, base, rateRps, seconds: loadSeconds, seed, dir });
    cleanup.add(async () => void (await load.child.stop()));
    const path = watchUserPath(`${base}${values.probes.readiness.path}`);
    cleanup.add(async () => path.stop());
    say('waiting for the users');
    await waitFor(
      'the first calls of the users',
      FIRST_ANSWER_DEADLINE_MS,
      async () => {
        if (!load.child.isRunning())
          throw new Error(await withLogEnd('the users left at once', join(dir, 'k6.log')));
        const isSeen = path.looks.some(({ cohort }) => cohort === first.stable);
        return isSeen && (await load.readCalls()).length > 0 ? true : undefined;
      },
      250,
    );
    return {
      api,
      access,
      values,
      namespace: access.namespace,
      load,
      path,
      decisions: servers.decisions,
      stable: first.stable,
      apply,
      read,
      readFailedQuestion: () => readFailedQuestion(api, access.namespace),
      readGate: () => readGateExits(api, access.namespace),
      close: () => cleanup.run(),
    };
  } catch (error) {
    await cleanup.run().catch(() => {});
    throw error;
  }
}
