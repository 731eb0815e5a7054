// The live feed beside a run: a process of its own, so that no reader can slow the run.
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { repoPath } from '../files/paths.ts';
import { type Child, startChild } from '../process/child.ts';
import { readFirstLine } from '../process/first-line.ts';
import { readLogEnd, withLogEnd } from '../process/log-end.ts';

export interface LiveFeed {
  /** Where a browser finds the page, or where it logs in first. */
  readonly url: string;
  readonly child: Child;
}

const START_DEADLINE_MS = 20_000;

/**
 * Starts `npm run live` for a run's folder; LIVE_PORT, LIVE_HOST and LIVE_TOKEN of `env` hold for it. It ends when we do.
 * @throws OptionError with the feed's own sentence where it does not come up
 */
export async function startLive(runDir: string, logFile: string, env: OptionValues): Promise<LiveFeed> {
  const child = await startChild({
    command: process.execPath,
    args: [repoPath('scripts/launch.mjs'), 'live', '--exit-with-parent', runDir],
    logFile,
    env: toChildEnvironment('feed', env, ['GATE_SERVICE']),
    pipeStdout: true,
  });
  const first = await readFirstLine(child, START_DEADLINE_MS);
  if ('line' in first) return { child, url: env.LIVE_TOKEN ? `${first.line}login` : first.line };
  await child.stop('SIGKILL');
  if ('late' in first) throw new Error(await withLogEnd('the live feed did not come up', logFile));
  const said = (await readLogEnd(logFile)).replace(/^aurora-gate: /, '');
  throw new OptionError(said || `the live feed ended with ${first.ended.code}`);
}
