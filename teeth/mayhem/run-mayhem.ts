// A campaign: its runs side by side, as many as it was told.

import { mkdir, rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { listOptionNames } from '../../lib/core/plan/run-options.ts';
import { buildScenarios } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import type { PlannedRun } from './plan-mayhem.ts';
import { type MayhemOptions, type PlayedRun, playMayhem } from './play-mayhem.ts';

export interface CampaignOptions extends Pick<MayhemOptions, 'dir' | 'stop'> {
  readonly loaded: LoadedService;
  readonly jobs: number;
  readonly onStart: (planned: PlannedRun) => void;
  readonly onRun: (played: PlayedRun) => void;
}

/** Runs side by side for each core, where nobody says how many: a soak that waits for a processor is another fault than the drawn one. */
export const DEFAULT_JOBS = Math.max(1, Math.floor(availableParallelism() / 2));

/**
 * Plays the runs of a campaign.
 * @throws ToolError and others where the tools or the script for k6 cannot be built
 */
export async function runMayhem(
  runs: readonly PlannedRun[],
  { loaded, jobs, onStart, onRun, stop, ...options }: CampaignOptions,
): Promise<void> {
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true });
  await Promise.all([ensureTool('k6'), ensureTool('toxiproxy'), buildScenarios(loaded, ['soak'])]);
  const own = listOptionNames(loaded.service);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.has(name)));
  const { program = '', upstream } = loaded.service.reference ?? {};
  const names = { service: basename(program), upstream: upstream && basename(upstream) };
  const waiting = [...runs];
  const work = async () => {
    for (let next = waiting.shift(); next && !stop.aborted; next = waiting.shift()) {
      onStart(next);
      const played = await playMayhem(next, { dir, env, names, stop });
      if (played) onRun(played);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  // Only where nothing was kept.
  await rmdir(dir).catch(() => {});
}
