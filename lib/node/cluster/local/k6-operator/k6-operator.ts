// k6-operator in the cluster of this machine: as its own manifest says, in a pod, with its own rights.
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { isObject, toObject } from '../../../../core/text/json.ts';
import { withTemporaryDir } from '../../../files/temporary.ts';
import { waitFor } from '../../../process/wait.ts';
import type { ClusterAccess } from '../../access.ts';
import { applyManifests } from '../../apply.ts';
import { type KubeApi, KubeError, type KubeObject } from '../../kube-api.ts';
import type { LocalCluster } from '../local-cluster.ts';
import { openNodeImages, readSetup } from '../node-images.ts';
import { giveFleetImages } from './k6-image.ts';

const NAMESPACE = 'k6-operator-system';
const DEPLOYMENT = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/k6-operator-controller-manager`;
/** What the API server knows of its group. */
const KINDS = '/apis/k6.io/v1alpha1';
const READY_DEADLINE_MS = 120_000;
const POLL_MS = 200;

interface Deployment extends KubeObject {
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
  };
  readonly status?: { readonly availableReplicas?: number; readonly observedGeneration?: number };
}

interface Kinds {
  readonly resources?: readonly { readonly name?: string }[];
}

/**
 * Lets the cluster of this machine run fleets: the operator, an image of our k6, and the namespace of runs. What it has already it does
 * not get again.
 * @returns the image of runners
 * @throws OptionError, ToolError where an image cannot be made; Error where the operator does not come up
 */
export async function giveK6Operator(
  cluster: LocalCluster,
  access: ClusterAccess,
  api: KubeApi,
): Promise<string> {
  const { k6, operator, bundle } = await giveFleetImages(
    await openNodeImages(cluster),
    await readSetup(cluster),
  );
  if (!(await isUp(api, operator))) {
    const manifests = toManifests(await readFile(bundle, 'utf8'), operator);
    await withTemporaryDir('k6-operator', (dir) => applyManifests(access, manifests, dir));
    await waitFor(
      'k6-operator',
      READY_DEADLINE_MS,
      async () => ((await isUp(api, operator)) ? true : undefined),
      POLL_MS,
    );
  }
  await makeNamespace(api, access.namespace);
  return k6;
}

/** Whether it runs, and its kinds of objects are there. */
async function isUp(api: KubeApi, image: string): Promise<boolean> {
  const find = <T>(path: string) =>
    api.get<T>(path).catch((error: unknown) => {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    });
  const [found, kinds] = await Promise.all([find<Deployment>(DEPLOYMENT), find<Kinds>(KINDS)]);
  return (
    kinds?.resources?.some(({ name }) => name === 'testruns') === true &&
    found?.spec?.template?.spec?.containers?.[0]?.image === image &&
    found.status?.observedGeneration === found.metadata.generation &&
    (found.status?.availableReplicas ?? 0) > 0
  );
}

/**
 * The operator's own manifest with an image that is here: without the proxy before its metrics, of which there is none, and without its
 * bounds, with which a busy machine lets it start for minutes.
 */
export function toManifests(bundle: string, image: string): readonly object[] {
  const objects = parseAllDocuments(bundle)
    .map((document) => document.toJS() as unknown)
    .filter(isObject);
  return objects.map((object) => {
    if (object.kind !== 'Deployment') return object;
    const spec = toObject(object.spec);
    const template = toObject(spec.template);
    const pod = toObject(template.spec);
    const containers = Array.isArray(pod.containers) ? pod.containers.map(toObject) : [];
    const [manager = {}] = containers.filter(({ name }) => name === 'manager');
    const { resources: _, ...unbounded } = manager;
    const ours = { ...pod, containers: [{ ...unbounded, image }] };
    return { ...object, spec: { ...spec, template: { ...template, spec: ours } } };
  });
}

async function makeNamespace(api: KubeApi, name: string): Promise<void> {
  await api
    .post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    .catch((error: unknown) => {
      if (!(error instanceof KubeError && error.status === 409)) throw error;
    });
}
