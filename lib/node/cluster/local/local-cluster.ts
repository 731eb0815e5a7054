// A Kubernetes on this machine: started in namespaces of its own, found again by its folder, ended with all that is in it.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toChildEnvironment } from '../../../core/options/child-environment.ts';
import { OptionError } from '../../../core/options/option-error.ts';
import { toJsonOrNone } from '../../../core/text/json.ts';
import { CLUSTER_TOOLS, type ClusterToolName } from '../../build/cluster-tools.ts';
import { ensureTool } from '../../build/tools.ts';
import { repoPath } from '../../files/paths.ts';
import { toProgram } from '../../files/programs.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { isProcessMark, isThere, markProcess, type ProcessMark } from '../../process/look.ts';
import { waitFor } from '../../process/wait.ts';
import type { LoadedService } from '../../service/load-service.ts';
import { removeControlGroups } from './control-groups.ts';
import { findNodePrograms } from './debian.ts';
import { writePauseImage, writeReferenceImage } from './images.ts';
import type { ClusterSetup } from './inside/setup.ts';
import { startOutliving } from './outliving.ts';

const READY_DEADLINE_MS = 240_000;
const END_DEADLINE_MS = 20_000;
const NEEDED = ['unshare', 'nsenter', 'ip', 'mount'] as const;

export interface StartOptions {
  /** Its folder; it must not be there. */
  readonly dir: string;
  /** The services whose references its pods may run. */
  readonly services: readonly LoadedService[];
  /** Told of each step that is done. */
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

/** A cluster that is up. */
export interface LocalCluster {
  readonly dir: string;
  /** Every process of it lives and dies with this one. */
  readonly owner: ProcessMark;
}

/**
 * Starts a cluster, and leaves it running.
 * @throws OptionError where this machine cannot have one, or one runs in that folder; Error with the last lines of its log where it does not come up
 */
export async function startCluster({ dir, services, say, stop }: StartOptions): Promise<LocalCluster> {
  requireMachine();
  if (await findCluster(dir))
    throw new OptionError(`a cluster runs in ${dir}; end it with \`npm run cluster -- down\``);
  await rm(dir, { recursive: true, force: true });
  await mkdir(join(dir, 'log'), { recursive: true, mode: 0o700 });
  try {
    const setup = await prepare(dir, services, say);
    stop.throwIfAborted();
    await writeWhole(join(dir, 'setup.json'), JSON.stringify(setup));
    const owner = await startInside(dir);
    await writeWhole(join(dir, 'owner.json'), JSON.stringify(owner));
    await watchProgress(dir, owner, say, stop);
    return { dir, owner };
  } catch (error) {
    // Its logs stay, to be read: `down` and the next `up` remove them.
    await killCluster(dir);
    throw error;
  }
}

/** @throws OptionError naming what this machine lacks */
function requireMachine(): void {
  const remedy = 'give a cluster of your own with --kubeconfig';
  if (process.platform !== 'linux') throw new OptionError(`a cluster on this machine needs Linux; ${remedy}`);
  if (process.getuid?.() !== 0)
    throw new OptionError(`a cluster on this machine needs root, for namespaces and containers; ${remedy}`);
  const folders = (process.env.PATH ?? '').split(':');
  const missing = NEEDED.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length > 0)
    throw new OptionError(
      `${missing.join(', ')} not found on the PATH; install Debian's iproute2, mount and util-linux`,
    );
}

async function prepare(
  dir: string,
  services: readonly LoadedService[],
  say: (line: string) => void,
): Promise<ClusterSetup> {
  const tools: Partial<Record<ClusterToolName, string>> = {};
  const names = Object.keys(CLUSTER_TOOLS) as ClusterToolName[];
  for (const name of names) tools[name] = await ensureTool(name);
  const node = await findNodePrograms(() => say('downloading containerd, runc and what else a node runs'));
  const images = await writeImages(dir, services, node);
  const controller = tools['rollouts-controller'] ?? '';
  return {
    dir,
    tools: tools as Record<ClusterToolName, string>,
    node,
    rolloutsManifest: join(dirname(controller), 'install.yaml'),
    images,
  };
}

async function writeImages(
  dir: string,
  services: readonly LoadedService[],
  node: ClusterSetup['node'],
): Promise<readonly string[]> {
  const pause = join(dir, 'pause.tar');
  await writePauseImage(node, pause);
  const images = [pause];
  for (const loaded of services) {
    const archive = join(dir, `${loaded.service.id}.tar`);
    await writeReferenceImage(loaded, node, archive);
    images.push(archive);
  }
  return images;
}

async function startInside(dir: string): Promise<ProcessMark> {
  const program = repoPath('lib/node/cluster/local/inside/main.ts');
  const node = [process.execPath, ...toProgram(program), dir];
  // The shell is process 1 of the namespace: it waits for whatever is left to it, which Node would not.
  const shell = ['sh', '-c', '"$@" & wait $!', 'sh', ...node];
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const env = toChildEnvironment('cluster', process.env);
  return markProcess(
    await startOutliving('unshare', [...namespaces, ...shell], join(dir, 'log', 'inside.log'), env),
  );
}

async function watchProgress(
  dir: string,
  owner: ProcessMark,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<void> {
  let told = 0;
  const read = (name: string) => readFile(join(dir, name), 'utf8').catch(() => '');
  await waitFor(
    'the cluster',
    READY_DEADLINE_MS,
    async () => {
      stop.throwIfAborted();
      const lines = (await read('progress.log')).split('\n').slice(0, -1);
      for (const line of lines.slice(told)) say(line);
      told = lines.length;
      if ((await read('ready')) !== '') return true;
      const failed = await read('failed');
      if (failed === '' && (await isThere(owner)) !== false) return undefined;
      const log = (await read('log/inside.log')).trim().split('\n').slice(-5).join('\n  ');
      throw new Error(`the cluster did not come up: ${failed || 'it ended'}. Its log says:\n  ${log}`);
    },
    100,
  );
}

/** The cluster of a folder; undefined where none runs there. */
export async function findCluster(dir: string): Promise<LocalCluster | undefined> {
  const owner = toJsonOrNone(await readFile(join(dir, 'owner.json'), 'utf8').catch(() => ''));
  if (!isProcessMark(owner) || (await isThere(owner)) === false) return undefined;
  return { dir, owner };
}

/**
 * Ends the cluster of a folder with every process of it, and removes the folder.
 * @returns whether one ran there
 * @throws Error where it is still there after its deadline
 */
export async function stopCluster(dir: string): Promise<boolean> {
  const ran = await killCluster(dir);
  await rm(dir, { recursive: true, force: true, maxRetries: 10 });
  return ran;
}

async function killCluster(dir: string): Promise<boolean> {
  const cluster = await findCluster(dir);
  const pods = cluster === undefined ? [] : await listPods(cluster);
  if (cluster) {
    // SIGKILL: unshare waits for its child at any other, and process 1 of a namespace does not listen.
    process.kill(cluster.owner.pid, 'SIGKILL');
    await waitFor('the end of the cluster', END_DEADLINE_MS, async () =>
      (await isThere(cluster.owner)) === false ? true : undefined,
    );
  }
  await removeControlGroups(pods);
  return cluster !== undefined;
}

async function listPods({ dir }: LocalCluster): Promise<readonly string[]> {
  return readdir(join(dir, 'kubelet', 'pods')).catch(() => []);
}

/** A process within the cluster, for its namespaces: the one that `unshare` started. */
export async function findInnerPid({ owner }: LocalCluster): Promise<number> {
  const children = await readFile(`/proc/${owner.pid}/task/${owner.pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}
