// The decision server and the prober of a drill as pods: the disks that they find, that they are ready, and what the decision server says.
import { chown, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toJsonOrNone, toObject } from '../../../lib/core/text/json.ts';
import { type KubeApi, KubeError, type KubeObject } from '../../../lib/node/cluster/kube-api.ts';
import { readTextUpTo } from '../../../lib/node/http/body.ts';
import { callDirectly } from '../../../lib/node/http/call.ts';
import { waitFor } from '../../../lib/node/process/wait.ts';
import type { Decided } from '../../serve/watch.ts';
import type { Manifest } from '../../templates/manifests.ts';
import type { Values } from '../../values/values-schema.ts';
import type { StageServers } from './own-servers.ts';

/** As POD_SECURITY of the templates has it. */
const POD_USER = 1000;
const GONE_DEADLINE_MS = 60_000;
const READY_DEADLINE_MS = 180_000;
const ASK_EVERY_MS = 250;
const ASK_TIMEOUT_MS = 5_000;
const MAX_BYTES = 4_000_000;

/**
 * The disk that each claim among the manifests is bound to: the cluster of this machine has nobody who makes disks.
 * @param dir gets a folder for each
 */
export async function makeDisks(manifests: readonly Manifest[], dir: string): Promise<readonly Manifest[]> {
  const claims = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  return Promise.all(
    claims.map(async ({ metadata }) => {
      const { name = '', namespace = '' } = metadata ?? {};
      const path = resolve(dir, `disk-${name}`);
      await mkdir(path, { recursive: true });
      await chown(path, POD_USER, POD_USER);
      return {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: toDiskName(namespace, name) },
        spec: {
          accessModes: ['ReadWriteOnce'],
          capacity: { storage: '1Gi' },
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace },
          hostPath: { path, type: 'Directory' },
        },
      };
    }),
  );
}

const toDiskName = (namespace: string, claim: string): string => `${namespace}-${claim}`;

/** Removes disks, which go with no namespace, and waits until they are gone. @throws Error where one does not go */
export async function removeDisks(api: KubeApi, disks: readonly Manifest[]): Promise<void> {
  for (const { metadata } of disks) {
    const path = `/api/v1/persistentvolumes/${metadata?.name ?? ''}`;
    await waitFor(`the end of the disk ${metadata?.name}`, GONE_DEADLINE_MS, async () => {
      await api.remove(path);
      return api.get(path).then(
        () => undefined,
        (error: unknown) => (error instanceof KubeError && error.status === 404 ? true : undefined),
      );
    });
  }
}

interface Deployment extends KubeObject {
  readonly status?: { readonly readyReplicas?: number };
}

/**
 * Waits until both are ready, and reads the decisions of the one from then on.
 * @throws Error naming the one that does not get ready
 */
export async function awaitPodServers(api: KubeApi, values: Values): Promise<StageServers> {
  for (const server of ['decision', 'prober']) {
    const path = `/apis/apps/v1/namespaces/${values.namespace}/deployments/${values.name}-${server}`;
    await waitFor(
      `the pod of the ${server} server`,
      READY_DEADLINE_MS,
      async () => ((await api.get<Deployment>(path)).status?.readyReplicas === 1 ? true : undefined),
      ASK_EVERY_MS,
    ).catch(async (error: Error) => {
      throw new Error(`${error.message}${await readWarning(api, values.namespace)}`);
    });
  }
  return readDecisions(`${values.addresses.decision}/v1/rollouts`);
}

/** A cluster without DNS says so of each pod. */
const USUAL = 'MissingClusterDNS';

interface Event extends KubeObject {
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string;
}

/** What the cluster itself says is wrong in the namespace; '' where it says nothing. */
async function readWarning(api: KubeApi, namespace: string): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/events?fieldSelector=type%3DWarning`;
  const events = await api.list<Event>(path).catch(() => []);
  const newest = events
    .filter(({ reason }) => reason !== USUAL)

    .sort((a, b) => String(a.lastTimestamp).localeCompare(String(b.lastTimestamp)))
    .at(-1);
  return newest?.message === undefined ? '' : `; the cluster says: ${newest.message}`;
}

/** Asks for the newest decisions again and again, and tells those that are news. A server that is away for a moment says nothing. */
function readDecisions(url: string): StageServers {
  const callbacks = new Set<(decided: Decided) => void>();
  const known = new Map<string, string>();
  let isEnded = false;
  const ask = async (): Promise<void> => {
    const answer = await callDirectly(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const { rollouts } = toObject(toJsonOrNone(await readTextUpTo(answer, MAX_BYTES)));
    if (answer.status !== 200 || !Array.isArray(rollouts)) return;
    for (const decided of rollouts as readonly Decided[]) {
      const { namespace, rollout, canary, decision, reasons } = decided;
      const key = `${namespace} ${rollout}`;
      const news = JSON.stringify([canary, decision, reasons.map(({ id, outcome }) => [id, outcome])]);
      if (known.get(key) === news) continue;
      known.set(key, news);
      for (const callback of callbacks) callback(decided);
    }
  };
  const askOn = async (): Promise<void> => {
    await ask().catch(() => {});
    if (!isEnded) setTimeout(() => void askOn(), ASK_EVERY_MS);
  };
  void askOn();
  return {
    decisions: {
      subscribe(callback) {
        callbacks.add(callback);
        return () => callbacks.delete(callback);
      },
    },
    async close() {
      isEnded = true;
    },
  };
}
