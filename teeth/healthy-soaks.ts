// Healthy soaks side by side, each a process of its own: what a person who types `npm run soak` would get, many times over.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_SERVICE, listOptionNames } from '../lib/core/plan/run-options.ts';
import type { Summary } from '../lib/core/verdict/summary-schema.ts';
import { buildScenarios } from '../lib/node/build/bundle.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { repoPath } from '../lib/node/files/paths.ts';
import { startChild } from '../lib/node/process/child.ts';
import { loadService } from '../lib/node/service/load-service.ts';
import { COMPRESSED_SOAK, type HealthyRun, toHealthyDefects, toKind } from './false-aborts.ts';

export interface HealthyRunsOptions {
  readonly runs: number;
  /** How many at once. */
  readonly jobs: number;
  /** The seed of the first run; each next has the next. */
  readonly firstSeed: number;
  /** Takes a folder for each run; those of runs that passed are removed. */
  readonly dir: string;
  /** Aborts when no further run is to begin; those under way are ended and healed, and do not count. */
  readonly stop: AbortSignal;
  readonly onRun: (run: HealthyRun) => void;
}

/** A compressed soak takes 60 s; one that takes so long hangs. */
const RUN_DEADLINE_MS = 240_000;
/** How long a soak gets to heal and end after an interrupt. */
const STOP_DEADLINE_MS = 25_000;

/**
 * Runs the healthy reference service under the compressed soak, again and again.
 * @throws ToolError and others where the tools or the bundle cannot be built
 */
export async function runHealthySoaks(options: HealthyRunsOptions): Promise<void> {
  await mkdir(options.dir, { recursive: true });
  const loaded = await loadService(DEFAULT_SERVICE);
  await Promise.all([ensureTool('k6'), ensureTool('toxiproxy'), buildScenarios(loaded, ['soak'])]);
  const env = listOwnEnv(listOptionNames(loaded.service));
  let begun = 0;
  const work = async () => {
    while (begun < options.runs && !options.stop.aborted) {
      const n = ++begun;
      const run = await runOne(n, env, options);
      if (run) options.onRun(run);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, options.runs) }, work));
}

/** One soak from its start to its verdict; undefined where it was interrupted. */
async function runOne(
  n: number,
  env: NodeJS.ProcessEnv,
  { firstSeed, dir, stop }: HealthyRunsOptions,
): Promise<HealthyRun | undefined> {
  const seed = firstSeed + n - 1;
  const kind = toKind(n);
  const outputDir = join(dir, `run_${String(n).padStart(3, '0')}`);
  await mkdir(outputDir, { recursive: true });
  const child = await startChild({
    command: process.execPath,
    args: [repoPath('scripts', 'launch.mjs'), 'soak'],
    cwd: repoPath(),
    logFile: join(outputDir, 'soak.log'),
    // Nothing of the caller's environment may change what is run.
    env: {
      ...env,
      ...COMPRESSED_SOAK,
      SEED: String(seed),
      DEFECTS: toHealthyDefects(kind, seed),
      OUTPUT_DIR: outputDir,
    },
  });
  const interrupt = () => void child.stop('SIGINT', STOP_DEADLINE_MS);
  stop.addEventListener('abort', interrupt, { once: true });
  const timer = setTimeout(interrupt, RUN_DEADLINE_MS);
  const { code } = await child.ended;
  clearTimeout(timer);
  stop.removeEventListener('abort', interrupt);
  if (stop.aborted) return undefined;
  const verdict = await readVerdict(outputDir);
  const run: HealthyRun = {
    n,
    seed,
    kind,
    outcome: verdict?.outcome ?? 'lost',
    because: verdict?.because ?? `the soak ended with exit code ${code}: see soak.log`,
    dir: outputDir,
  };
  if (run.outcome === 'pass') await rm(outputDir, { recursive: true });
  return run;
}

const listOwnEnv = (names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.has(name)));

async function readVerdict(outputDir: string): Promise<Summary['verdict'] | undefined> {
  const runDir = (await readdir(outputDir)).find((name) => name.startsWith('chaos_soak_run_'));
  if (runDir === undefined) return undefined;
  const text = await readFile(join(outputDir, runDir, 'summary.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Summary).verdict;
}
