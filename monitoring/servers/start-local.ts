// Prometheus and Alertmanager on this machine, on loopback alone.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTool } from '../../lib/node/build/tools.ts';
import type { Cleanup } from '../../lib/node/process/cleanup.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import type { ApiServer } from '../../lib/node/prometheus/api.ts';
import { type ServerStart, startServer, TAKES_ALL } from '../../lib/node/prometheus/start.ts';
import { MINUTE_SEC, toPeriod } from '../rules/period.ts';
import { type LocalConfiguration, toAlertmanagerYaml, toPrometheusYaml } from './configuration.ts';
import { writeSetup } from './local-setup.ts';
import { readAlertmanagers } from './prometheus.ts';

const KNOWN_DEADLINE_MS = 60_000;
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
  const { configuration, dir, dataDir, cleanup, stop } = options;
  const { prometheusPort, alertmanagerPort, timeScale } = configuration;
  const [alertmanager, prometheus] = [await ensureTool('alertmanager'), await ensureTool('prometheus')];
  const configDir = join(dir, 'configs');
  await writeConfiguration(configDir, options);
  const alertmanagerDir = join(dataDir, 'alertmanager');
  await mkdir(alertmanagerDir, { recursive: true, mode: 0o700 });

  const start = async (
    program: ServerStart['program'],
    binary: string,
    port: number,
    args: readonly string[],
  ) => {
    const started = await startServer({ program, binary, args, port, dir, stop });
    cleanup.add(async () => void (await started.child.stop()));
    return started;
  };
  const first = await start('alertmanager', alertmanager, alertmanagerPort, [
    `--config.file=${join(configDir, 'alertmanager.yml')}`,
    `--storage.path=${alertmanagerDir}`,
    `--data.retention=${RETENTION_HOURS}`,
    // One of a kind: it looks for no peers.
    '--cluster.listen-address=',
  ]);
  const second = await start('prometheus', prometheus, prometheusPort, [
    `--config.file=${join(configDir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${dataDir}`,
    `--storage.tsdb.retention.time=${RETENTION}`,
    `--rules.alert.resend-delay=${toPeriod(MINUTE_SEC, { timeScale })}`,
    ...TAKES_ALL,
    '--web.enable-lifecycle',
    '--web.enable-admin-api',
  ]);
  const isKnown = async () => ((await readAlertmanagers(second.server)).length > 0 ? true : undefined);
  await Promise.race([
    waitFor('Prometheus knows its Alertmanager', KNOWN_DEADLINE_MS, isKnown),
    second.ended,
  ]);
  return {
    prometheus: second.server,
    alertmanager: first.server,
    broken: Promise.race([first.ended, second.ended]),
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
