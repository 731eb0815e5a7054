// Healthy soaks side by side, each a process of its own: what a person who types `npm run soak` would get, many times over.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { DEFAULT_SERVICE, listOptionNames } from '../../lib/core/plan/run-options.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { buildScenarios } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { startChild } from '../../lib/node/process/child.ts';
import { loadService } from '../../lib/node/service/load-service.ts';
import { COMPRESSED_SOAK, type HealthyRun, toHealthyDefects, toKind } from './false-aborts.ts';

export interface HealthyRunsOptions {
  readonly runs: number;
  /** How many at once. */
  readonly jobs: number;
  /** The seed of the first run; each next has the next. */
  readonly firstSeed: number;
  /** Takes a folder and a log for each run; those of runs that passed are removed. */
  readonly dir: string;
  /** Options beside those of the campaign, for every run of a worker; the first is 1. */
  readonly toMore: (worker: number) => OptionValues;
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
  const work = async (_: unknown, worker: number) => {
    const more = options.toMore(worker + 1);
    while (begun < options.runs && !options.stop.aborted) {
      const n = ++begun;
      const run = await runOne(n, { ...env, ...more }, options);
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
  const logFile = join(dir, `run_${String(n).padStart(3, '0')}.log`);
  const child = await startChild({
    command: process.execPath,
    args: [repoPath('scripts', 'launch.mjs'), 'soak'],
    cwd: repoPath(),
    logFile,
    // Nothing of the caller's environment may change what is run.
    env: {
      ...COMPRESSED_SOAK,
      ...env,
      SEED: String(seed),
      DEFECTS: toHealthyDefects(kind, seed),
      // One for all: two runs that begin in the same second are then told apart by the names of their folders.
      OUTPUT_DIR: dir,
    },
  });
  const interrupt = () => void child.stop('SIGINT', STOP_DEADLINE_MS);
  stop.addEventListener('abort', interrupt, { once: true });
  const timer = setTimeout(interrupt, RUN_DEADLINE_MS);
  const { code } = await child.ended;
  clearTimeout(timer);
  stop.removeEventListener('abort', interrupt);
  if (stop.aborted) return undefined;
  const runDir = await findRunDir(logFile);
  const verdict = runDir === undefined ? undefined : await readVerdict(runDir);
  const outcome = verdict?.outcome ?? 'lost';
  if (outcome === 'pass')
    await Promise.all([runDir ?? '', logFile].map((path) => rm(path, { recursive: true })));
  return {
    n,
    seed,
    kind,
    outcome,
    because: verdict?.because ?? `the soak ended with exit code ${code}: see ${logFile}`,
    dir: runDir ?? logFile,
    name: runDir === undefined ? '' : basename(runDir),
    crossed: outcome === 'pass' ? [] : listCrossed(verdict?.gates ?? []),
  };
}

const listOwnEnv = (names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.has(name)));

/** The folder of a run, which a soak names before anything else. */
async function findRunDir(logFile: string): Promise<string | undefined> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  return lines.find((line) => isAbsolute(line) && basename(line).startsWith('chaos_soak_run_'));
}

async function readVerdict(runDir: string): Promise<Summary['verdict'] | undefined> {
  const text = await readFile(join(runDir, 'summary.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Summary).verdict;
}

/** The gates whose bound was passed, whatever that comes to: some fail a run, of others it cannot tell then. */
const listCrossed = (gates: Summary['verdict']['gates']): readonly string[] =>
  gates
    .filter(({ outcome, value, limit }) => outcome === 'fail' || (value ?? 0) > (limit ?? Infinity))
    .map(({ id }) => id);
