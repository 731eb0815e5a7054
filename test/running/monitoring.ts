// `npm run monitoring -- up` in a process of its own, and the other actions against it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { runCommand, toNodeArgs } from './rig.ts';

export interface RunningMonitoring extends AsyncDisposable {
  readonly started: ChildProcessWithoutNullStreams;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  readonly prometheus: ApiServer;
  readonly alertmanager: ApiServer;
  /** The folder of configuration and logs, which goes with it. */
  readonly dir: string;
  /** Where that folder was made: what is in it afterwards was left. */
  readonly parent: string;
  /** One action against these servers. */
  act(...args: readonly string[]): ReturnType<typeof runCommand>;
  /** The same with more in its environment. */
  actWith(env: OptionValues, ...args: readonly string[]): ReturnType<typeof runCommand>;
  stdout(): string;
  stderr(): string;
  /** Ctrl-C. @returns the exit code */
  interrupt(): Promise<number | null>;
}

const PREFIX = 'aurora-monitoring-';

/** A server of the monitoring, as the commands call it. */
export const toServer = (name: string, url: string): ApiServer => ({
  name,
  url,
  urlEnv: `${name.toUpperCase()}_URL`,
  token: '',
  tokenEnv: `${name.toUpperCase()}_TOKEN`,
  stop: new AbortController().signal,
});

/** Starts both servers on free ports, with periods a fifteenth as long, and waits until they are up. */
export async function startMonitoring(...args: readonly string[]): Promise<RunningMonitoring> {
  const [prometheusPort, alertmanagerPort] = [await findFreePort(), await findFreePort()];
  const ports = [
    '--prometheus-port',
    String(prometheusPort),
    '--alertmanager-port',
    String(alertmanagerPort),
  ];
  // Several test files start one at the same time.
  const parent = await mkdtemp(join(tmpdir(), 'aurora-up-'));
  const started = spawn(
    process.execPath,
    [...toNodeArgs('monitoring'), 'up', ...ports, '--time-scale', '15', ...args],
    { cwd: repoPath(), stdio: 'pipe', env: { ...process.env, TMPDIR: parent } },
  );
  let stdout = '';
  let stderr = '';
  started.stdout.on('data', (data) => {
    stdout += data;
  });
  started.stderr.on('data', (data) => {
    stderr += data;
  });
  let ended: number | null | undefined;
  const closed = once(started, 'close').then(([code]) => {
    ended = code as number | null;
    return ended;
  });
  await waitFor('the monitoring is up', 60_000, () => {
    if (ended !== undefined) throw new Error(`it ended with ${ended}: ${stderr}`);
    return stdout.includes('Ctrl-C') ? true : undefined;
  });
  const [name = ''] = (await readdir(parent)).filter((one) => one.startsWith(PREFIX));
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`;
  const alertmanagerUrl = `http://127.0.0.1:${alertmanagerPort}`;
  const env = { PROMETHEUS_URL: prometheusUrl, ALERTMANAGER_URL: alertmanagerUrl };
  const interrupt = async () => {
    started.kill('SIGINT');
    return closed;
  };
  return {
    started,
    prometheusPort,
    alertmanagerPort,
    prometheus: toServer('Prometheus', prometheusUrl),
    alertmanager: toServer('Alertmanager', alertmanagerUrl),
    dir: join(parent, name),
    parent,
    act: (...words) => runCommand('monitoring', words, env),
    actWith: (more, ...words) => runCommand('monitoring', words, { ...env, ...more }),
    stdout: () => stdout,
    stderr: () => stderr,
    interrupt,
    async [Symbol.asyncDispose]() {
      if (ended === undefined) await interrupt();
      await rm(parent, { recursive: true, force: true });
    },
  };
}
