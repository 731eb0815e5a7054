// The order in which a cluster comes up: each component once what it needs is there.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { isObject } from '../../../../core/text/json.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { runProgram } from '../../../process/run-program.ts';
import { waitFor } from '../../../process/wait.ts';
import { nameByDigest } from '../image-digests.ts';
import { NODE_NAME } from './addresses.ts';
import { HEALTH } from './components.ts';
import { toKubeconfigPath } from './credentials.ts';
import { CONTAINERD_SOCKET } from './node-files.ts';
import type { ClusterSetup } from './setup.ts';
import type { Supervisor } from './supervisor.ts';

/** For each step; a busy machine takes several times what an idle one does. */
const STEP_DEADLINE_MS = 120_000;
const POLL_MS = 100;
const COMMAND_DEADLINE_MS = 60_000;
const ROLLOUTS_NAMESPACE = 'argo-rollouts';

/**
 * Starts every component, and waits until pods can be scheduled.
 * @param say is told of each step that is done
 * @throws Error naming the step that did not come to its end
 */
export async function bringUp(
  setup: ClusterSetup,
  { start }: Supervisor,
  say: (what: string) => Promise<void>,
): Promise<void> {
  const kubectl = async (...args: readonly string[]) =>
    runProgram(setup.tools.kubectl, ['--kubeconfig', toKubeconfigPath(setup.dir, 'admin'), ...args], {
      timeoutMs: COMMAND_DEADLINE_MS,
    });
  const does = async (...args: readonly string[]) => {
    const { code, output } = await kubectl(...args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${output.trim()}`);
  };
  let refusal = '';
  const until = (what: string, condition: () => Promise<boolean>) =>
    waitFor(what, STEP_DEADLINE_MS, async () => ((await condition()) ? true : undefined), POLL_MS).catch(
      (error: Error) => {
        throw new Error(`${error.message}${refusal}`);
      },
    );
  const succeeds = async (...args: readonly string[]) => {
    const { code, output } = await kubectl(...args);
    refusal = code === 0 ? '' : ` (kubectl said: ${output.trim()})`;
    return code === 0;
  };

  await Promise.all([start('etcd'), start('containerd')]);
  await start('apiserver');
  const images = importImages(setup, until);
  images.catch(() => {});
  await until('the API server is ready', () => succeeds('get', '--raw', '/readyz'));
  await say('API server ready');
  await Promise.all([start('controllers'), start('scheduler'), start('prometheus')]);
  // What Argo Rollouts needs is there before it starts: a controller that finds no CRDs waits for a while.
  await does('create', 'namespace', ROLLOUTS_NAMESPACE);
  await does('apply', '--server-side', '-n', ROLLOUTS_NAMESPACE, '-f', await writeRolloutsManifest(setup));
  await does('wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all');
  await start('rollouts');
  await images;
  await say('images imported');
  await start('kubelet');
  await until('the node is registered', () => succeeds('get', 'node', NODE_NAME));
  await start('proxy');
  await until('the controller of Argo Rollouts is ready', () => answers(HEALTH.rollouts));
  await say('Argo Rollouts ready');
  await until('Prometheus is ready', () => answers(HEALTH.prometheus));
  await say('Prometheus ready');
  await until('kube-proxy is ready', () => answers(HEALTH.proxy));
  await does('wait', '--for=condition=Ready', `--timeout=${STEP_DEADLINE_MS / 1000}s`, `node/${NODE_NAME}`);
  await until('the default service account is there', () =>
    succeeds('get', 'serviceaccount', 'default', '-n', 'default'),
  );
  await say('node ready');
}

/** All that its own manifest says but the Deployment and its Service: the controller is a process of ours. */
async function writeRolloutsManifest({ dir, rolloutsManifest }: ClusterSetup): Promise<string> {
  const documents = parseAllDocuments(await readFile(rolloutsManifest, 'utf8'));
  const kept = documents
    .map((document) => document.toJS() as unknown)
    .filter((object) => isObject(object) && object.kind !== 'Deployment' && object.kind !== 'Service');
  const file = join(dir, 'argo-rollouts.yaml');
  await writeWhole(file, kept.map((object) => stringify(object)).join('---\n'));
  return file;
}

async function importImages(
  { node, images }: ClusterSetup,
  until: (what: string, condition: () => Promise<boolean>) => Promise<unknown>,
): Promise<void> {
  const ctr = (...args: readonly string[]) =>
    runProgram(node.paths.ctr, ['--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', ...args], {
      timeoutMs: COMMAND_DEADLINE_MS,
    });
  await until('containerd is ready', async () => (await ctr('version')).code === 0);
  const does = async (...args: readonly string[]) => {
    const { code, stdout, output } = await ctr(...args);
    if (code !== 0) throw new Error(`ctr ${args.join(' ')}: ${output.trim()}`);
    return stdout;
  };
  for (const image of images) await does('images', 'import', image);
  await nameByDigest(does);
}

/** Straight to what is in our own namespace, whatever a proxy's variables say: Node's own fetch reads none. */
const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    (response) => response.ok,
    () => false,
  );
