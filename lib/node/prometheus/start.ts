// A Prometheus of our own that takes whatever is pushed, for as long as it is needed.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PrometheusTarget, parsePrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { type Child, startChild } from '../process/child.ts';
import { findFreePort } from '../process/ports.ts';
import { waitFor } from '../process/wait.ts';
import { queryNow } from './read.ts';

/** A server that runs. */
export interface OwnPrometheus {
  readonly target: PrometheusTarget;
  readonly child: Child;
}

/** What takes all that we and k6 push. */
const TAKES_ALL = ['--web.enable-remote-write-receiver', '--enable-feature=native-histograms'];
const START_DEADLINE_MS = 30_000;

/**
 * Starts one on a free port of loopback, and waits until it answers queries.
 * @param dir takes its configuration, its log and what it stores
 * @param flags beside those that say where it listens and stores
 * @param configuration as YAML
 * @throws Error where it does not come to answer; it is ended then
 */
export async function startPrometheus(
  binary: string,
  dir: string,
  flags: readonly string[] = TAKES_ALL,
  configuration = 'global: {scrape_interval: 1s}\n',
): Promise<OwnPrometheus> {
  const address = `127.0.0.1:${await findFreePort()}`;
  const target = parsePrometheusTarget({ PROMETHEUS_URL: `http://${address}` });
  if (!target) throw new Error('an address is a target');
  const config = join(dir, 'prometheus.yml');
  await writeFile(config, configuration);
  const child = await startChild({
    command: binary,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=${address}`,
      ...flags,
    ],
    logFile: join(dir, 'log'),
    env: toChildEnvironment('prometheus', process.env),
  });
  const answers = () => queryNow(target, 'vector(1)', START_DEADLINE_MS).catch(() => undefined);
  await waitFor('Prometheus answers', START_DEADLINE_MS, answers).catch(async (error: unknown) => {
    await child.stop('SIGKILL');
    throw error;
  });
  return { target, child };
}
