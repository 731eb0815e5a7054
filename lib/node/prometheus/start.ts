// Servers of the monitoring that are ours: started on loopback, and ready when they are handed out.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PrometheusTarget, parsePrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { type Child, startChild } from '../process/child.ts';
import { withLogEnd } from '../process/log-end.ts';
import { findFreePort } from '../process/ports.ts';
import { waitFor } from '../process/wait.ts';
import { type ApiServer, findUnready } from './api.ts';

const HOST = '127.0.0.1';
const START_DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** How a server is started. */
export interface ServerStart {
  readonly program: 'prometheus' | 'alertmanager';
  readonly binary: string;
  /** Beside the one that says where it listens. */
  readonly args: readonly string[];
  readonly port: number;
  /** Takes its log. */
  readonly dir: string;
  readonly stop: AbortSignal;
}

/** A server that runs. */
export interface OwnServer {
  readonly server: ApiServer;
  readonly child: Child;
  /** Rejects, with the reason and what it said last, when it ends. */
  readonly ended: Promise<never>;
}

/**
 * Starts a server, and waits until it says that it is ready.
 * @throws StartError; Error with what it said last where it does not come up. It is ended then
 */
export async function startServer(options: ServerStart): Promise<OwnServer> {
  const { program, binary, args, port, dir, stop } = options;
  const logFile = join(dir, `${program}.log`);
  const child = await startChild({
    command: binary,
    args: [...args, `--web.listen-address=${HOST}:${port}`],
    cwd: dir,
    logFile,
    env: { ...toChildEnvironment(program, process.env) },
  });
  const ended = child.ended.then(async ({ code, signal }) => {
    throw new Error(await withLogEnd(`${program} ended with ${signal ?? code}`, logFile));
  });
  ended.catch(() => {});
  const url = `http://${HOST}:${port}`;
  const server = { name: program, url, urlEnv: 'address', token: '', tokenEnv: '', stop };
  const isReady = async () => {
    stop.throwIfAborted();
    return (await findUnready(server)) === undefined ? true : undefined;
  };
  const ready = waitFor(`${program} is ready`, START_DEADLINE_MS, isReady, LOOK_EVERY_MS);
  await Promise.race([ready, ended]).catch(async (error: unknown) => {
    await child.stop('SIGKILL');
    throw error;
  });
  return { server, child, ended };
}

/** A Prometheus that runs. */
export interface OwnPrometheus {
  readonly target: PrometheusTarget;
  readonly child: Child;
}

/** What takes all that we and k6 push. */
export const TAKES_ALL = ['--web.enable-remote-write-receiver', '--enable-feature=native-histograms'];

/**
 * Starts a Prometheus on a free port, for as long as it is needed; it reads nothing unless its configuration says so.
 * @param dir takes its configuration, its log and what it stores
 * @param flags beside those that say where it listens and stores
 * @param configuration as YAML
 * @throws what `startServer` throws
 */
export async function startPrometheus(
  binary: string,
  dir: string,
  flags: readonly string[] = TAKES_ALL,
  configuration = 'global: {scrape_interval: 1s}\n',
): Promise<OwnPrometheus> {
  const config = join(dir, 'prometheus.yml');
  await writeFile(config, configuration);
  const { server, child } = await startServer({
    program: 'prometheus',
    binary,
    args: [`--config.file=${config}`, `--storage.tsdb.path=${join(dir, 'data')}`, ...flags],
    port: await findFreePort(),
    dir,
    stop: new AbortController().signal,
  });
  const target = parsePrometheusTarget({ PROMETHEUS_URL: server.url });
  if (!target) throw new Error('an address is a target');
  return { target, child };
}
