// One run of a campaign: started, struck, waited for, and looked at.
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toMessage } from '../../lib/core/text/message.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { startToxiproxy } from '../../lib/node/chaos/toxiproxy-process.ts';
import { type Cleanup, createCleanup } from '../../lib/node/process/cleanup.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { type Apart, makeFolders, startApart } from './apart.ts';
import type { StackNames } from './family.ts';
import { STRUCK_SOAK } from './faults/load.ts';
import { judgeMayhem, type SeenRun, toEnd } from './judge-mayhem.ts';
import { listFiles, listRunning, listToxics } from './leftovers.ts';
import type { PlannedRun } from './plan-mayhem.ts';
import { runAnother } from './strikes/another-run.ts';
import { prepareStrike } from './strikes/prepare.ts';
import type { Setting } from './strikes/prepared.ts';

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

/** A struck soak takes half a minute; a k6 that hangs is ended by its run after two (lib/node/run/overdue.ts). */
const RUN_DEADLINE_MS = 240_000;
/** How long a run gets to heal and end after an interrupt. */
const STOP_DEADLINE_MS = 25_000;

/** Plays one run; undefined where the campaign was stopped meanwhile. */
export async function playMayhem(
  planned: PlannedRun,
  options: MayhemOptions,
): Promise<PlayedRun | undefined> {
  const { stop } = options;
  const startedAtMs = performance.now();
  const dir = join(options.dir, `${String(planned.n).padStart(3, '0')}_${planned.fault.id}`);
  const cleanup = createCleanup();
  let seen: SeenRun | undefined;
  try {
    seen = await seeRun(planned, dir, options, cleanup);
  } finally {
    await cleanup.run();
  }
  const wrong = stop.aborted ? [] : judgeMayhem(planned.fault, seen);
  if (wrong.length === 0) await rm(dir, { recursive: true, force: true });
  if (stop.aborted) return undefined;
  return { planned, seen, wrong, tookSec: (performance.now() - startedAtMs) / 1000, dir };
}

async function seeRun(
  { fault, atSec, seed, toxiproxy }: PlannedRun,
  dir: string,
  { names, stop, env: own }: MayhemOptions,
  cleanup: Cleanup,
): Promise<SeenRun> {
  const folders = await makeFolders(dir);
  const [api, k6, listen] = await Promise.all([takePort(), takePort(), takePort()]);
  const apiUrl = `http://${api}`;
  if (toxiproxy === 'foreign') {
    const binary = await ensureTool('toxiproxy');
    const server = await startToxiproxy({ binary, apiUrl, logFile: join(dir, 'foreign-toxiproxy.log') });
    cleanup.add(() => server.stop());
  }
  const setting: Setting = {
    folders,
    dir,
    apiUrl,
    k6Address: k6,
    atSec,
    env: {
      ...own,
      ...STRUCK_SOAK,
      SEED: String(seed),
      TOXIPROXY_API_URL: apiUrl,
      TOXIPROXY_LISTEN: listen,
      K6_ADDRESS: k6,
      ...fault.options,
    },
  };
  const prepared = await prepareStrike(fault.strike, setting);
  if (prepared.undo) cleanup.add(prepared.undo);
  const env = { ...setting.env, ...prepared.env };
  const run = await startApart({ folders, env, names, by: fault.by, before: prepared.before });
  cleanup.add(() => run.end());
  const interrupt = () => run.process.kill('SIGINT');
  stop.addEventListener('abort', interrupt, { once: true });
  cleanup.add(async () => stop.removeEventListener('abort', interrupt));

  const wrongs: string[] = [];
  let struck = prepared.struckBefore ?? false;
  if (!struck && (await run.until(0))) {
    await prepared.begun?.(run);
    struck = await run.until(atSec);
    if (struck && !stop.aborted)
      await prepared.strike?.(run).catch((error: unknown) => {
        wrongs.push(`it could not be struck: ${toMessage(error)}`);
      });
  }
  const code = await waitForEnd(run, stop);
  wrongs.push(...((await prepared.check?.()) ?? []));
  const left = [...(await listRunning(run, toxiproxy === 'foreign' ? [k6] : [k6, api, listen]))];
  const outcome = await run.readOutcome();
  const seeToxics = async () => {
    if (toxiproxy === 'foreign') left.push(...(await listToxics(apiUrl)));
  };
  if (!fault.cutsOff) await seeToxics();
  // What a run leaves that could not end in order, its next start finds.
  if (fault.cutsOff || fault.inHaste || toEnd({ code, outcome }) === 'killed') {
    const next = await runAnother({ folders, env, before: prepared.before }, { args: ['--once'] });
    if (next !== 0) wrongs.push(`the next run ended with ${next}`);
    if (fault.cutsOff) await seeToxics();
  }
  left.push(...(await listFiles(folders)));
  return { code, outcome, struck, left, wrongs };
}

const takePort = async () => `127.0.0.1:${await findFreePort()}`;

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
