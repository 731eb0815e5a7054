// A program of this repository that is no part of a run, like a bench: scripts import no room but those of a run.
import type { OptionValues } from '../../core/options/option.ts';
import { repoPath } from '../files/paths.ts';
import { runProgram } from '../process/run-program.ts';
import type { StopSignal } from './stop-signal.ts';

/** What it runs has to heal first, as a soak does. */
const STOP_DEADLINE_MS = 30_000;

/**
 * Runs a program of ours to its end, on our own terminal.
 * @param source path in the repository
 * @param values its options, which it finds as variables
 * @param stop ends it when it aborts: by SIGTERM, and where it does not listen by SIGKILL
 * @returns 0 where it came to its end, 2 where it did not; 128 + the signal that stopped us
 * @throws StartError where it cannot be started
 */
export async function runOwnProgram(source: string, values: OptionValues, stop: StopSignal): Promise<number> {
  const { code } = await runProgram(process.execPath, ['--import', 'tsx', repoPath(source)], {
    cwd: repoPath(),
    env: { ...process.env, ...values },
    onOurTerminal: true,
    stop: stop.signal,
    stopDeadlineMs: STOP_DEADLINE_MS,
  });
  return stop.exitCode() ?? (code === 0 ? 0 : 2);
}
