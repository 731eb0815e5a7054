// The cluster in which the runners of a run play, and what they are made of there.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLEET_OPTIONS } from '../../core/fleet/fleet-options.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { readOptions } from '../../core/options/read-options.ts';
import { isCounted } from '../../core/plan/place-options.ts';
import { isObject } from '../../core/text/json.ts';
import { toMessage } from '../../core/text/message.ts';
import { type ClusterAccess, findAccess } from '../cluster/access.ts';
import { isInCluster, readOwnNamespace, serveInCluster } from '../cluster/in-cluster.ts';
import { connectKubeApi, type KubeApi, openKubeApi, toSocketPath } from '../cluster/kube-api.ts';
import { NODE_ADDRESS } from '../cluster/local/inside/addresses.ts';
import type { LocalCluster } from '../cluster/local/local-cluster.ts';
import { runInNetwork } from '../cluster/run-in-network.ts';
import type { Cleanup } from '../process/cleanup.ts';
import { type JournalVolume, openJournalVolume } from './journal-volume.ts';

/** The k6 that is pinned here, as its makers publish it: as in the Dockerfile. */
export const K6_IMAGE =
  'grafana/k6:2.2.0@sha256:9bd01d6941fca969cb61bb57d2da5ee9b385fe2aa8881df3798c196564d6ace6';

/** Where runners play, and what they are. */
export interface Fleet {
  readonly api: KubeApi;
  readonly socketPath: string;
  readonly namespace: string;
  readonly image: string;
  readonly starterImage: string;
  readonly script: string;
  readonly pod: Readonly<Record<string, unknown>>;
  /** Where runners write their rows to; undefined where these are read from their logs. */
  readonly journals: JournalVolume | undefined;
  /** Where runners find this machine; undefined where it is not said that they find it at all. */
  readonly host: string | undefined;
  /** What removes its objects should we be killed: a program and its arguments but for the name of the run. */
  readonly remover: readonly string[] | undefined;
}

const isElsewhere = (values: OptionValues) => Boolean(values.CLUSTER_KUBECONFIG) || isInCluster();

/**
 * Runs this command again in the network of the cluster on this machine, where its runners are to play.
 * @returns its exit code; undefined where it is to go on here
 * @throws OptionError where no such cluster runs
 */
export async function enterFleet(values: OptionValues, stop: AbortSignal): Promise<number | undefined> {
  if (Number(values.RUNNERS || 1) <= 1 || isElsewhere(values)) return undefined;
  return runInNetwork(await findAccess(readOptions(FLEET_OPTIONS, values)), stop);
}

/**
 * Opens it for the time of a run.
 * @throws OptionError where there is no such cluster, or it cannot be reached
 */
export async function openFleet(values: OptionValues, cleanup: Cleanup): Promise<Fleet> {
  const options = readOptions(FLEET_OPTIONS, values);
  const dir = await mkdtemp(join(tmpdir(), 'aurora-fleet-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true }));
  const socketPath = toSocketPath(dir);
  const isPod = options.text('CLUSTER_KUBECONFIG') === '' && isInCluster();
  const own = {
    socketPath,
    starterImage: options.text('STARTER_IMAGE'),
    script: options.text('RUNNER_SCRIPT'),
    pod: await readPod(options.text('RUNNER_POD')),
    journals: await openJournalVolume(options.text('JOURNAL_VOLUME'), isPod),
  };
  const image = options.text('RUNNER_IMAGE');
  if (isCounted(values) && image === '' && isElsewhere(values))
    throw new OptionError(
      'JOURNAL=counts: the image of k6 alone has nothing that counts; name one of the suite, as its Dockerfile makes it, with --image',
    );
  if (isPod) {
    const server = await serveInCluster(socketPath);
    cleanup.add(async () => {
      server.closeAllConnections();
      server.close();
    });
    return {
      ...own,
      api: connectKubeApi(socketPath),
      namespace: options.text('CLUSTER_NAMESPACE') || (await readOwnNamespace()),
      image: image || K6_IMAGE,
      host: process.env.POD_IP,
      remover: undefined,
    };
  }
  const access = await findAccess(options);
  const api = await openKubeApi(access, dir).catch((error: unknown) => {
    throw new OptionError(`the cluster cannot be reached: ${toMessage(error)}`);
  });
  cleanup.add(() => api.close());
  const ours = access.local && (await giveOurs(access.local, access, api, isCounted(values)));
  return {
    ...own,
    api,
    namespace: access.namespace,
    image: image || (ours?.counting ?? ours?.k6 ?? K6_IMAGE),
    starterImage: own.starterImage || (ours?.k6 ?? ''),
    host: access.local ? NODE_ADDRESS : undefined,
    remover: toRemover(access),
  };
}

/** The images of the cluster on this machine. What makes them is loaded by fleets alone. */
async function giveOurs(cluster: LocalCluster, access: ClusterAccess, api: KubeApi, counts: boolean) {
  const { giveK6Operator } = await import('../cluster/local/k6-operator/k6-operator.ts');
  const k6 = await giveK6Operator(cluster, access, api);
  if (!counts) return { k6, counting: undefined };
  const { giveSuiteImage } = await import('../cluster/local/suite-image.ts');
  return { k6, counting: await giveSuiteImage(cluster) };
}

const toRemover = ({ enter, kubectl, kubectlArgs, namespace }: ClusterAccess): readonly string[] => [
  ...[...enter, kubectl, ...kubectlArgs],
  ...['--namespace', namespace, 'delete', '--wait=false', '--ignore-not-found'],
];

/** @throws OptionError where the file cannot be read, or is no YAML of an object */
async function readPod(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (file === '') return {};
  const refuse = (why: string) =>
    new OptionError(`RUNNER_POD=${file} ${why}; give a YAML file with keys of a TestRun's \`runner\``);
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw refuse(`cannot be read (${error.message})`);
  });
  let pod: unknown;
  try {
    pod = (await import('yaml')).parse(text);
  } catch (error) {
    // The first line says what and where; a picture of the place follows.
    throw refuse(`is no YAML (${toMessage(error).split(':\n')[0]})`);
  }
  if (!isObject(pod)) throw refuse('holds no keys');
  return pod;
}
