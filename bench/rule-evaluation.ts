// How long Prometheus evaluates the rules of a service for some numbers of tenants: two hours of counters are put into it first.
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { median } from 'd3-array';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { withTemporaryDir } from '../lib/node/files/temporary.ts';
import { findFreePort } from '../lib/node/process/ports.ts';
import { runProgram } from '../lib/node/process/run-program.ts';
import { waitFor } from '../lib/node/process/wait.ts';
import type { ApiServer } from '../lib/node/prometheus/api.ts';
import { startServer } from '../lib/node/prometheus/start.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { generateRules } from '../monitoring/generate.ts';
import { readRules } from '../monitoring/servers/prometheus.ts';

const TENANTS = [1, 10, 100] as const;
const STEP_SEC = 15;
const STEPS = (2 * 3600) / STEP_SEC;
const EVALUATE_SEC = 5;
/** Groups are evaluated one after the other, so a sum of what each took last changes with each of them: so many sums are a few rounds. */
const SUMS = 40;
const DEADLINE_MS = 120_000;

const HTTP = ['/v1/analysis/skin', '/v1/chat'].flatMap((route) =>
  [200, 503].map((status) => `route="${route}",status="${status}"`),
);
/** The counters that the rules read, with the labels of each but for the tenant. */
const COUNTERS: Readonly<Record<string, readonly string[]>> = {
  aurora_skin_cache_requests_total: ['outcome="hit"', 'outcome="miss"'],
  aurora_skin_upstream_calls_total: ['ok', 'timeout', 'reset', 'error'].map(
    (outcome) => `outcome="${outcome}"`,
  ),
  aurora_http_request_duration_seconds_count: HTTP,
  aurora_http_request_duration_seconds_bucket: HTTP.map((labels) => `${labels},le="8"`),
  aurora_skin_flow_total: ['analysis', 'reco', 'chat'].flatMap((stage) =>
    ['ok', 'low_confidence', 'timeout_degraded', 'guard_fallback'].map(
      (outcome) => `stage="${stage}",outcome="${outcome}"`,
    ),
  ),
};

/** Two hours of every counter of so many tenants, as promtool takes them. */
function* toOpenMetrics(tenants: number, endSec: number): Generator<string> {
  for (const [name, labels] of Object.entries(COUNTERS)) {
    yield `# TYPE ${name} unknown\n`;
    for (let tenant = 0; tenant < tenants; tenant++)
      for (const own of labels) {
        let lines = '';
        for (let step = 0; step < STEPS; step++)
          lines += `${name}{job="aurora",tenant="t${tenant}",${own}} ${step * (1 + (tenant % 7))} ${endSec - (STEPS - step) * STEP_SEC}\n`;
        yield lines;
      }
  }
  yield '# EOF\n';
}

/** What one round of all rules takes, by the server's own account of its last round, in ms; undefined before the first. */
async function readRoundMs(prometheus: ApiServer): Promise<number | undefined> {
  const times = (await readRules(prometheus)).map(({ evaluationTime }) => evaluationTime);
  return times.length > 0 && times.every((sec) => sec > 0)
    ? times.reduce((sum, sec) => sum + sec, 0) * 1000
    : undefined;
}

async function measureRoundMs(dir: string, tenants: number, stop: AbortSignal): Promise<number> {
  const [prometheus, promtool] = [await ensureTool('prometheus'), await ensureTool('promtool')];
  await mkdir(dir);
  const text = join(dir, 'counters.txt');
  await pipeline(
    Readable.from(toOpenMetrics(tenants, Math.floor(Date.now() / 1000))),
    createWriteStream(text),
  );
  const data = join(dir, 'data');
  const made = await runProgram(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', text, data], {
    stop,
  });
  if (made.code !== 0) throw new Error(`promtool made no data of ${text}: ${made.output.trim()}`);
  const rules = await generateRules(await loadService(DEFAULT_SERVICE));
  // Groups of long windows have a pace of their own: here each is evaluated as often as the others.
  for (const [name, yaml] of Object.entries(rules))
    await writeFile(join(dir, name), yaml.replaceAll(/^ {4}interval: .*\n/gm, ''));
  await writeFile(
    join(dir, 'prometheus.yml'),
    `global: { evaluation_interval: ${EVALUATE_SEC}s }\nrule_files: ['*.rules.yml']\n`,
  );
  const { server, child } = await startServer({
    program: 'prometheus',
    binary: prometheus,
    args: [`--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${data}`],
    port: await findFreePort(),
    dir,
    stop,
  });
  try {
    const rounds: number[] = [];
    await waitFor(`${SUMS} sums for ${tenants} tenants`, DEADLINE_MS, async () => {
      stop.throwIfAborted();
      const ms = await readRoundMs(server).catch(() => undefined);
      if (ms !== undefined && ms !== rounds.at(-1)) rounds.push(ms);
      return rounds.length >= SUMS ? true : undefined;
    });
    return median(rounds) ?? 0;
  } finally {
    await child.stop();
  }
}

/**
 * Measures a round of all rules of the service that is asked about where none is named, and prints a line for each number of tenants.
 * @throws Error where a server or its data cannot be made; the reason of `stop` when that aborts
 */
export async function measureRuleEvaluation(print: (line: string) => void, stop: AbortSignal): Promise<void> {
  print('tenants  round of all rules, ms  × 1 tenant');
  let first: number | undefined;
  for (const tenants of TENANTS) {
    const ms = await withTemporaryDir('rules-bench', (dir) =>
      measureRoundMs(join(dir, 'server'), tenants, stop),
    );
    first ??= ms;
    print(
      `${String(tenants).padStart(7)}  ${ms.toFixed(1).padStart(22)}  ${(ms / first).toFixed(2).padStart(10)}`,
    );
  }
}
