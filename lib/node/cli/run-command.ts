// What stands around the work of every command: its command line, one line for what went wrong, the exit code, and its end at a signal.
import type { Command } from '../../core/options/command.ts';
import { redactText } from '../../core/text/redact.ts';
import { type Given, parseCommandLine } from './command-line.ts';
import { type StopSignal, toStopSignal } from './stop-signal.ts';

/** Says on stderr what kept a command from its work, what looks like a secret masked. */
export function printError(error: unknown): void {
  console.error(redactText(`aurora-gate: ${error instanceof Error ? error.message : error}`));
}

/** For a command that a signal may end anywhere, as it ends any program. */
const NEVER: StopSignal = {
  signal: new AbortController().signal,
  exitCode: () => undefined,
  release: () => {},
};

/**
 * Runs a command: parses its command line, does its work, and sets the exit code of the process: what `work` gives (nothing where it
 * has nothing to say, or where help was asked for), the code of `toErrorCode` where it throws, and 128 + the signal where it throws
 * because it was asked to stop.
 * @param args the words after the command's name
 */
export async function runCommand(
  command: Command,
  work: (given: Given, stop: StopSignal) => Promise<number | undefined>,
  toErrorCode: (error: unknown) => number = () => 2,
  args: readonly string[] = process.argv.slice(3),
): Promise<void> {
  const stop = command.endsInOrder ? toStopSignal() : NEVER;
  try {
    const given = parseCommandLine(command, args, process.env);
    if (given && 'none' in command.target && process.env.BASE !== undefined)
      console.error(`aurora-gate: BASE is not read here: ${command.target.none}`);
    const code = given && (await work(given, stop));
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    process.exitCode = stop.exitCode() ?? toErrorCode(error);
    if (stop.exitCode() === undefined) printError(error);
  }
  stop.release();
}
