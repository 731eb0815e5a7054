// What stands around the work of every command: it ends at a signal, says in one line what went wrong, and sets the exit code.
import { redactText } from '../../core/text/redact.ts';
import { type StopSignal, toStopSignal } from './stop-signal.ts';

/** Says on stderr what kept a command from its work, what looks like a secret masked. */
export function printError(error: unknown): void {
  console.error(redactText(`aurora-gate: ${error instanceof Error ? error.message : error}`));
}

/**
 * Runs the work of a command and sets the exit code of the process: what `work` gives (nothing where it only printed its help),
 * the code of `toErrorCode` where it throws, and 128 + the signal where it throws because it was asked to stop.
 */
export async function runScript(
  work: (stop: StopSignal) => Promise<number | undefined>,
  toErrorCode: (error: unknown) => number = () => 2,
): Promise<void> {
  const stop = toStopSignal();
  try {
    const code = await work(stop);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    process.exitCode = stop.exitCode() ?? toErrorCode(error);
    if (stop.exitCode() === undefined) printError(error);
  }
  stop.release();
}
