// The objects of a fleet in its cluster: made, kept alive while its coordinator lives, and removed, also those of one that was killed.
import { setTimeout as pause } from 'node:timers/promises';
import { toMessage } from '../../core/text/message.ts';
import { type KubeApi, KubeError, type KubeObject } from '../cluster/kube-api.ts';
import { mayPass } from '../http/may-pass.ts';
import { keepTrying } from '../process/wait.ts';
import { removeJournals, removeLeftJournals } from './journal-volume.ts';
import type { Fleet } from './open-fleet.ts';
import { listPods } from './pods.ts';
import { toSetUpError } from './set-up-error.ts';
import { type FleetObjects, RUN_LABEL, TEST_RUNS } from './test-run.ts';

const LEASES = '/apis/coordination.k8s.io/v1';
/** A coordinator says so often that it lives. */
const RENEW_EVERY_MS = 4_000;
/** One that has not said so for this long is dead; the API server may be away in between. */
const DEAD_AFTER_MS = 20_000;
/** After an API server that was away, Kubernetes' own controllers ask again only after 30 to 60 s (client-go, `Reflector`). */
const GONE_DEADLINE_MS = 150_000;
const LEASE_PATIENCE_MS = 10_000;
/** An API server that is busy misses a call now and then; nothing plays yet that would have to be stopped. */
const AWAY_PATIENCE_MS = 30_000;
const POLL_MS = 500;

const toPaths = (namespace: string, name: string) => ({
  testRun: `${TEST_RUNS}/namespaces/${namespace}/testruns/${name}`,
  configMap: `/api/v1/namespaces/${namespace}/configmaps/${name}`,
  secret: `/api/v1/namespaces/${namespace}/secrets/${name}`,
  lease: `${LEASES}/namespaces/${namespace}/leases/${name}`,
});

/**
 * Asks again while the API server is away: what it gave no answer to may have been done all the same, which `ask` is told.
 * @throws what it refuses, at once; KubeError where it stays away
 */
async function insist<T>(ask: (isAgain: boolean) => Promise<T>): Promise<T> {
  let isAgain = false;
  const { refused, answer } = await keepTrying(AWAY_PATIENCE_MS, () =>
    ask(isAgain).then(
      (value) => ({ answer: value, refused: undefined }),
      (error: unknown) => {
        isAgain = true;
        if (error instanceof KubeError && mayPass(error.status)) throw error;
        return { answer: undefined, refused: error };
      },
    ),
  );
  if (refused !== undefined) throw refused;
  return answer as T;
}

/** Makes one, whose name no other run has: what is there already when it is asked for again was made the first time. */
const make = (api: KubeApi, path: string, object: unknown): Promise<unknown> =>
  insist((isAgain) =>
    api.post(path, object).catch((error: unknown) => {
      if (!(isAgain && error instanceof KubeError && error.status === 409)) throw error;
    }),
  );

/**
 * Makes them. An API server that is away for a moment is asked again.
 * @throws OptionError where the cluster lacks the operator or the namespace, or refuses; KubeError where it does not answer
 */
export async function makeObjects(
  api: KubeApi,
  { configMap, secret, testRun }: FleetObjects,
  namespace: string,
): Promise<void> {
  const { name, labels } = testRun.metadata;
  const metadata = { name, namespace, labels };
  try {
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: {} };
    await make(api, `${LEASES}/namespaces/${namespace}/leases`, lease);
    if (configMap) await make(api, `/api/v1/namespaces/${namespace}/configmaps`, configMap);
    if (secret) await make(api, `/api/v1/namespaces/${namespace}/secrets`, secret);
    await make(api, `${TEST_RUNS}/namespaces/${namespace}/testruns?fieldValidation=Strict`, testRun);
  } catch (error) {
    throw toSetUpError(error, namespace);
  }
}

/** Says again and again, until `signal` aborts, that the coordinator of these objects lives. */
export async function keepAlive(
  api: KubeApi,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const spec = { holderIdentity: String(process.pid), renewTime: toMicroTime(new Date()) };
    // The API server may be away; who looks at us waits for it, too.
    await api.patch(toPaths(namespace, name).lease, 'merge', { spec }).catch(() => {});
    await pause(RENEW_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}
const toMicroTime = (at: Date): string => at.toISOString().replace('Z', '000Z');

/** Deletes the TestRun, and its runners with it, without waiting for that. @throws KubeError */
export const removeTestRun = (api: KubeApi, namespace: string, name: string): Promise<void> =>
  api.remove(toPaths(namespace, name).testRun);

/**
 * Removes the objects of a fleet, its runners with them, and waits until its pods are gone.
 * @throws Error where they are not
 */
export async function removeObjects(api: KubeApi, namespace: string, name: string): Promise<void> {
  const { testRun, configMap, secret, lease } = toPaths(namespace, name);
  const remove = async () => {
    for (const path of [testRun, configMap, secret]) await api.remove(path);
    const { length } = await listPods(api, namespace, name);
    if (length > 0) throw new Error(`${length} of the pods of ${name} are still there`);
  };
  // An API server that has just come back refuses for a while what it will do soon.
  await keepTrying(GONE_DEADLINE_MS, remove, POLL_MS);
  // The lease last: as long as it is there, the next run finds what is left.
  await keepTrying(LEASE_PATIENCE_MS, () => api.remove(lease));
}

/** Removes the objects of a fleet, then what its runners wrote on a volume. @throws Error where something is left */
export async function removeFleet({ api, namespace, journals }: FleetPlace, name: string): Promise<void> {
  await removeObjects(api, namespace, name);
  if (journals) await removeJournals(journals, name);
}
type FleetPlace = Pick<Fleet, 'api' | 'namespace' | 'journals'>;

/**
 * Removes what fleets left whose coordinator was killed. Those of coordinators that live are left alone.
 * @returns a sentence for each
 * @throws OptionError, KubeError where nobody may look for them; the reason of `stop` once it aborts
 */
export async function removeLeftFleets(place: FleetPlace, stop: AbortSignal): Promise<readonly string[]> {
  const { api, namespace } = place;
  const list = () =>
    insist(() =>
      api.list(`${LEASES}/namespaces/${namespace}/leases?labelSelector=${encodeURIComponent(RUN_LABEL)}`),
    ).catch((error: unknown) => {
      throw toSetUpError(error, namespace);
    });
  const before = await list();
  const names = before.map(({ metadata }) => metadata.name);
  const said: string[] = [];
  // With its pod went the Lease of a coordinator that was one, and what it wrote on a volume did not.
  if (place.journals)
    said.push(
      ...(await removeLeftJournals(place.journals, names).then(
        (removed) => removed.map((name) => `removed the journals of ${name}`),
        (error: unknown) => [`could not look for journals of earlier runs: ${toMessage(error)}`],
      )),
    );
  if (before.length === 0) return said;
  // By how the API server counts, whose clock nobody has to share.
  await pause(DEAD_AFTER_MS, undefined, { signal: stop }).catch(() => {});
  stop.throwIfAborted();
  const after = await list();
  const dead = after.filter(({ metadata }: KubeObject) =>
    before.some(
      (one) =>
        one.metadata.name === metadata.name && one.metadata.resourceVersion === metadata.resourceVersion,
    ),
  );
  for (const { metadata } of dead) {
    const of = `the fleet ${metadata.name} of a run that was killed`;
    said.push(
      await removeFleet(place, metadata.name).then(
        () => `removed ${of}`,
        (error: unknown) => `could not remove all of ${of}: ${toMessage(error)}`,
      ),
    );
  }
  return said;
}
