// Prometheus and Alertmanager on this machine, on loopback alone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toChildEnvironment } from '../../lib/core/options/child-environment.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { type Child, startChild } from '../../lib/node/process/child.ts';
import type { Cleanup } from '../../lib/node/process/cleanup.ts';
import { withLogEnd } from '../../lib/node/process/log-end.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { type ApiServer, findUnready } from '../../lib/node/prometheus/api.ts';
import { MINUTE_SEC, toPeriod } from '../rules/period.ts';
import { type LocalConfiguration, toAlertmanagerYaml, toPrometheusYaml } from './configuration.ts';
import { writeSetup } from './local-setup.ts';
import { readAlertmanagers } from './prometheus.ts';

const HOST = '127.0.0.1';
const START_DEADLINE_MS = 60_000;
const RETENTION = '15d';
/** Alertmanager knows no days. */
const RETENTION_HOURS = '360h';

export interface StartOptions {
  readonly configuration: LocalConfiguration;
  /** File name → text. */
  readonly rules: Readonly<Record<string, string>>;
  /** A folder of ours, for configuration and logs. */
  readonly dir: string;
  /** Of Prometheus; Alertmanager's lies in `alertmanager` in it. */
  readonly dataDir: string;
  readonly cleanup: Cleanup;
  readonly stop: AbortSignal;
}

/** The two servers, ready. */
export interface LocalServers {
  readonly prometheus: ApiServer;
  readonly alertmanager: ApiServer;
  /** Rejects, with the reason, when one of them ends before it is stopped. */
  readonly broken: Promise<never>;
}

/**
 * Starts Alertmanager, then Prometheus, and waits until both are ready; `cleanup` ends them. In this order, since Prometheus tries a
 * send that failed again only a minute later.
 * @throws ToolError, StartError, and Error with what the server said last where it does not come up
 */
export async function startLocal(options: StartOptions): Promise<LocalServers> {
  const { configuration, dir, dataDir } = options;
  const { prometheusPort, alertmanagerPort, timeScale } = configuration;
  const [alertmanager, prometheus] = [await ensureTool('alertmanager'), await ensureTool('prometheus')];
  const configDir = join(dir, 'configs');
  await writeConfiguration(configDir, options);
  const alertmanagerDir = join(dataDir, 'alertmanager');
  await mkdir(alertmanagerDir, { recursive: true, mode: 0o700 });

  const first = await startServer(options, 'alertmanager', alertmanager, alertmanagerPort, [
    `--config.file=${join(configDir, 'alertmanager.yml')}`,
    `--storage.path=${alertmanagerDir}`,
    `--data.retention=${RETENTION_HOURS}`,
    // One of a kind: it looks for no peers.
    '--cluster.listen-address=',
  ]);
  const second = await startServer(options, 'prometheus', prometheus, prometheusPort, [
    `--config.file=${join(configDir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${dataDir}`,
    `--storage.tsdb.retention.time=${RETENTION}`,
    `--rules.alert.resend-delay=${toPeriod(MINUTE_SEC, { timeScale })}`,
    '--web.enable-remote-write-receiver',
    '--enable-feature=native-histograms',
    '--web.enable-lifecycle',
    '--web.enable-admin-api',
  ]);
  await waitFor('Prometheus knows its Alertmanager', START_DEADLINE_MS, async () => {
    if (!second.isRunning()) throw await toEndError(dir, 'prometheus', second);
    return (await readAlertmanagers(toServer('prometheus', prometheusPort, options))).length > 0
      ? true
      : undefined;
  });
  return {
    prometheus: toServer('prometheus', prometheusPort, options),
    alertmanager: toServer('alertmanager', alertmanagerPort, options),
    broken: Promise.race([toBroken(options, 'alertmanager', first), toBroken(options, 'prometheus', second)]),
  };
}

async function writeConfiguration(configDir: string, { configuration, rules }: StartOptions): Promise<void> {
  await mkdir(join(configDir, 'rules'), { recursive: true, mode: 0o700 });
  const files = {
    'prometheus.yml': toPrometheusYaml(configuration),
    'alertmanager.yml': toAlertmanagerYaml(configuration),
    ...Object.fromEntries(Object.entries(rules).map(([name, text]) => [join('rules', name), text])),
  };
  // The address of a webhook is as good as a password.
  for (const [name, text] of Object.entries(files))
    await writeFile(join(configDir, name), text, { mode: 0o600 });
  await writeSetup(configDir, configuration);
}

const toLogFile = (dir: string, program: string) => join(dir, `${program}.log`);

const toServer = (name: string, port: number, { stop }: StartOptions): ApiServer => ({
  name,
  url: `http://${HOST}:${port}`,
  urlEnv: 'address',
  token: '',
  tokenEnv: '',
  stop,
});

async function startServer(
  options: StartOptions,
  program: 'prometheus' | 'alertmanager',
  command: string,
  port: number,
  args: readonly string[],
): Promise<Child> {
  const { dir, cleanup, stop } = options;
  const logFile = toLogFile(dir, program);
  const child = await startChild({
    command,
    args: [...args, `--web.listen-address=${HOST}:${port}`],
    cwd: dir,
    logFile,
    env: { ...toChildEnvironment(program, process.env) },
  });
  cleanup.add(async () => void (await child.stop()));
  const server = toServer(program, port, options);
  await waitFor(
    `${program} is ready`,
    START_DEADLINE_MS,
    async () => {
      stop.throwIfAborted();
      if (!child.isRunning()) throw await toEndError(dir, program, child);
      return (await findUnready(server)) === undefined ? true : undefined;
    },
    50,
  );
  return child;
}

async function toEndError(dir: string, program: string, child: Child): Promise<Error> {
  const { code, signal } = await child.ended;
  return new Error(await withLogEnd(`${program} ended with ${signal ?? code}`, toLogFile(dir, program)));
}

async function toBroken({ dir }: StartOptions, program: string, child: Child): Promise<never> {
  await child.ended;
  throw await toEndError(dir, program, child);
}
