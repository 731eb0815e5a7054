// The teeth matrix, as many rows side by side as the machine carries.
import { setMaxListeners } from 'node:events';
import { cp, mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { OptionValues } from '../lib/core/options/option.ts';
import { buildScenarios, toBundlePath } from '../lib/node/build/bundle.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import type { LoadedService } from '../lib/node/service/load-service.ts';
import { toFleetValues } from './on-a-fleet.ts';
import { runTooth } from './play-row.ts';
import { type Judged, judgeTooth, type Tooth } from './teeth.ts';

export interface TeethOptions {
  readonly loaded: LoadedService;
  /** As it was asked for. */
  readonly service: string;
  /** Of the command: whether runners play the rows, and where. */
  readonly values: OptionValues;
  readonly jobs: number;
  /** Takes a folder for each row; those of rows that did as they should are removed. */
  readonly dir: string;
  /** Aborts with the name of a signal as its reason. */
  readonly stop: AbortSignal;
  readonly onStart: (tooth: Tooth) => void;
  readonly onEnd: (judged: Judged) => void;
}

/** Each row has four processes, and each of those one listener on ours; Node warns of a leak above ten. */
const LISTENERS_PER_JOB = 16;

/**
 * Plays rows side by side, in the order of the list.
 * @returns a judgement for each row that was played: all of them unless `stop` aborted
 * @throws Error where a tool or the script for k6 cannot be built
 */
export async function runTeeth(teeth: readonly Tooth[], options: TeethOptions): Promise<readonly Judged[]> {
  const { loaded, jobs, stop } = options;
  const dir = resolve(options.dir);
  setMaxListeners(jobs * LISTENERS_PER_JOB, process, stop);
  await Promise.all([ensureTool('k6'), ensureTool('toxiproxy'), buildScenarios(loaded, ['soak'])]);
  const script = join(dir, 'script');
  await cp(dirname(toBundlePath('soak', loaded)), script, { recursive: true });
  const waiting = teeth.map((tooth, index) => ({ tooth, index }));
  const done: Judged[] = [];
  const work = async (_: unknown, worker: number) => {
    const fleet = toFleetValues(options.values, worker + 1);
    for (let next = waiting.shift(); next && !stop.aborted; next = waiting.shift()) {
      const { tooth, index } = next;
      options.onStart(tooth);
      const judged = await playRow(tooth, script, { ...options, dir, fleet });
      if (stop.aborted) return;
      done[index] = judged;
      options.onEnd(judged);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  await rm(script, { recursive: true, force: true });
  // Only where nothing was kept.
  await rmdir(dir).catch(() => {});
  return done.filter((judged) => judged !== undefined);
}

/** Ports that were free a moment ago may be taken: what could not even begin is tried once more. */
const TRIES = 2;

async function playRow(
  tooth: Tooth,
  script: string,
  { loaded, service, dir, fleet, stop }: TeethOptions & { readonly fleet: OptionValues },
): Promise<Judged> {
  const rowDir = join(dir, tooth.id.replaceAll('/', '_'));
  const reasons: string[] = [];
  for (let tried = 0; tried < TRIES && !stop.aborted; tried++) {
    try {
      const bundle = await writeScript(tooth, join(script, basename(toBundlePath('soak', loaded))));
      await mkdir(rowDir, { recursive: true });
      const judged = judgeTooth(tooth, await runTooth(tooth, { dir: rowDir, service, fleet, bundle, stop }));
      if (judged.ok) await rm(rowDir, { recursive: true, force: true });
      return judged;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
      if (tried + 1 < TRIES) await rm(rowDir, { recursive: true, force: true });
    }
  }
  return judgeTooth(tooth, reasons.at(-1) ?? 'stopped');
}

/** The script that k6 runs for this row: the one that was built, or one that is broken on purpose. */
export async function writeScript({ id, means }: Tooth, built: string): Promise<string> {
  if (means?.kind !== 'script') return built;
  const text = await readFile(built, 'utf8');
  if (!text.includes(means.find)) throw new Error(`the script has no "${means.find}" to break`);
  const broken = join(dirname(built), `${id.replaceAll('/', '_')}.js`);
  await writeFile(
    broken,
    text.replaceAll(means.find, () => means.put),
  );
  return broken;
}
