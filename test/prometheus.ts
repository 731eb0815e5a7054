// A real Prometheus for tests: it takes remote writes, keeps them in a temporary folder, and is gone with it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePrometheusTarget, type PrometheusTarget } from '../lib/core/monitoring/prometheus-options.ts';
import { toChildEnvironment } from '../lib/core/options/child-environment.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { type Child, startChild } from '../lib/node/process/child.ts';
import { findFreePort } from '../lib/node/process/ports.ts';
import { waitFor } from '../lib/node/process/wait.ts';
import { type Found, queryNow } from '../lib/node/prometheus/read.ts';

export interface RunningPrometheus {
  readonly url: string;
  readonly target: PrometheusTarget;
  readonly child: Child;
  /** What an expression gives now. */
  query(expression: string): Promise<readonly Found[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface PrometheusOptions {
  /** Flags beside those that say where it listens and stores. */
  readonly flags?: readonly string[];
  readonly port?: number;
}

/** What takes all that we and k6 push. */
export const TAKES_ALL = ['--web.enable-remote-write-receiver', '--enable-feature=native-histograms'];

const START_DEADLINE_MS = 30_000;

/** Starts one on a free port, and waits until it answers queries. */
export async function startPrometheus({
  flags = TAKES_ALL,
  port,
}: PrometheusOptions = {}): Promise<RunningPrometheus> {
  const binary = await ensureTool('prometheus');
  const dir = await mkdtemp(join(tmpdir(), 'aurora-prometheus-'));
  const address = `127.0.0.1:${port ?? (await findFreePort())}`;
  const config = join(dir, 'prometheus.yml');
  await writeFile(config, 'global: {scrape_interval: 1s}\n');
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
  const url = `http://${address}`;
  const target = parsePrometheusTarget({ PROMETHEUS_URL: url }) as PrometheusTarget;
  const query = (expression: string) => queryNow(target, expression, 5_000);
  const dispose = async () => {
    await child.stop('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  };
  await waitFor('Prometheus answers', START_DEADLINE_MS, () => query('vector(1)').catch(() => undefined)).catch(
    async (error: unknown) => {
      await dispose();
      throw error;
    },
  );
  return { url, target, child, query, [Symbol.asyncDispose]: dispose };
}
