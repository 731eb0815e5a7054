// One run of a campaign: started, struck, waited for, and looked at.
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { startToxiproxy } from '../../lib/node/chaos/toxiproxy-process.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';
import { type Apart, startApart } from './apart.ts';
import type { StackNames } from './family.ts';
import { STRUCK_SOAK } from './faults/load.ts';
import { judgeMayhem, type SeenRun, toEnd } from './judge-mayhem.ts';
import { listFiles, listRunning, type Used } from './leftovers.ts';
import type { PlannedRun } from './plan-mayhem.ts';
import { runStrike } from './strikes/strike.ts';

/** A run as it went. */
export interface PlayedRun {
  readonly planned: PlannedRun;
  readonly seen: SeenRun;
  /** Empty where it ended as it must. */
  readonly wrong: readonly string[];
  readonly tookSec: number;
  /** Kept where something was wrong. */
  readonly dir: string;
}

export interface MayhemOptions {
  /** Takes a folder for each run; those of runs that ended as they must are removed. */
  readonly dir: string;
  /** What is not an option of a run, so that nothing of the caller's changes what is run. */
  readonly env: NodeJS.ProcessEnv;
  readonly names: StackNames;
  /** Aborts when no further run is to begin; those under way are ended. */
  readonly stop: AbortSignal;
}

/** A struck soak takes half a minute, and one that hangs is ended by itself within a minute of its plan. */
const RUN_DEADLINE_MS = 180_000;
/** How long a run gets to heal and end after an interrupt. */
const STOP_DEADLINE_MS = 25_000;
const NEXT_DEADLINE_MS = 60_000;

/** Plays one run; undefined where the campaign was stopped meanwhile. */
export async function playMayhem(
  planned: PlannedRun,
  options: MayhemOptions,
): Promise<PlayedRun | undefined> {
  const { stop } = options;
  const startedAtMs = performance.now();
  const { n, fault } = planned;
  const dir = join(options.dir, `${String(n).padStart(3, '0')}_${fault.id}`);
  await mkdir(dir, { recursive: true });
  const [api, k6, listen] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const apiUrl = `http://127.0.0.1:${api}`;
  const foreign =
    planned.toxiproxy === 'foreign'
      ? await startToxiproxy({
          binary: await ensureTool('toxiproxy'),
          apiUrl,
          logFile: join(dir, 'foreign-toxiproxy.log'),
        })
      : undefined;
  const env: NodeJS.ProcessEnv = {
    ...options.env,
    ...STRUCK_SOAK,
    SEED: String(planned.seed),
    TOXIPROXY_API_URL: apiUrl,
    TOXIPROXY_LISTEN: `127.0.0.1:${listen}`,
    K6_ADDRESS: `127.0.0.1:${k6}`,
    ...fault.options,
  };
  const used: Used = {
    ports: [`127.0.0.1:${k6}`, ...(foreign ? [] : [`127.0.0.1:${api}`, `127.0.0.1:${listen}`])],
    foreignApiUrl: foreign && apiUrl,
  };
  const run = await startApart({ dir, env, names: options.names });
  const interrupt = () => run.process.kill('SIGINT');
  stop.addEventListener('abort', interrupt, { once: true });
  try {
    const wrongs: string[] = [];
    const struck = (await run.until(planned.atSec)) && !stop.aborted;
    if (struck)
      await runStrike(fault.strike, { run, apiUrl }).catch((error: unknown) =>
        wrongs.push(`it could not be struck: ${toMessage(error)}`),
      );
    const code = await waitForEnd(run, stop);
    if (stop.aborted) return undefined;
    const outcome = await run.readOutcome();
    const left = [...(await listRunning(run, used))];
    // What a run leaves that nobody let end in order, its next start finds.
    if (toEnd({ code, outcome }) === 'killed') {
      const next = await runNext(env, run);
      if (next !== 0) wrongs.push(`the next start ended with ${next}`);
    }
    left.push(...(await listFiles(run.folders)));
    const seen: SeenRun = { code, outcome, struck, left, wrongs };
    const wrong = judgeMayhem(fault, seen);
    if (wrong.length === 0) await rm(dir, { recursive: true, force: true });
    const tookSec = (performance.now() - startedAtMs) / 1000;
    return { planned, seen, wrong, tookSec, dir };
  } finally {
    stop.removeEventListener('abort', interrupt);
    if (stop.aborted) await rm(dir, { recursive: true, force: true });
    run.family.killLeft();
    run.family.end();
    await foreign?.stop();
  }
}

/** The exit code; null where it has to be killed. */
async function waitForEnd(run: Apart, stop: AbortSignal): Promise<number | null> {
  const over = new AbortController();
  const { signal } = over;
  const late = pause(RUN_DEADLINE_MS, null, { signal }).catch(() => null);
  const stopped = once(stop, 'abort', { signal })
    .then(() => pause(STOP_DEADLINE_MS, null, { signal }))
    .catch(() => null);
  return Promise.race([run.ended, late, stopped]).finally(() => over.abort());
}

/** One pass of the soak with the same folders, as the next one that a person starts. */
async function runNext(env: NodeJS.ProcessEnv, { folders }: Apart): Promise<number | null> {
  const { code } = await runProgram(process.execPath, [repoPath('scripts', 'launch.mjs'), 'soak', '--once'], {
    cwd: repoPath(),
    env: {
      ...env,
      OUTPUT_DIR: folders.output,
      AURORA_STATE_DIR: folders.state,
      TMPDIR: folders.tmp,
    },
    timeoutMs: NEXT_DEADLINE_MS,
  });
  return code;
}

const toMessage = (error: unknown) => (error instanceof Error ? error.message : String(error));
