// What stands around the work of every command: its command line, one line for what went wrong, the exit code, and its end at a signal.
import type { Command } from '../../core/options/command.ts';
import { listSecrets, toMaskCommands } from '../../core/options/secrets.ts';
import { addOptionFile } from '../option-file/add-option-file.ts';
import { type Given, parseCommandLine } from './command-line.ts';
import { printError } from './print-error.ts';
import { type StopSignal, toStopSignal } from './stop-signal.ts';
import { sayOnStderr } from './terminal/say-line.ts';

/** For a command that a signal may end anywhere, as it ends any program; an error that nobody caught is its end, too. */
function endAnywhere(toErrorCode: (error: unknown) => number): StopSignal {
  const onCrash = (error: unknown) => {
    printError(error);
    process.exit(toErrorCode(error));
  };
  process.on('uncaughtException', onCrash);
  return {
    signal: new AbortController().signal,
    exitCode: () => undefined,
    crash: () => undefined,
    release: () => void process.off('uncaughtException', onCrash),
  };
}

/**
 * Runs a command: parses its command line, does its work, and sets the exit code of the process: what `work` gives (0 where it has
 * nothing to say, or where help was asked for), the code of `toErrorCode` where it throws, and 128 + the signal where it throws
 * because it was asked to stop. A command that says that all is well, and in which something broke that nobody caught, does not
 * end with 0.
 * @param args the words after the command's name
 */
export async function runCommand(
  command: Command,
  work: (given: Given, stop: StopSignal) => Promise<number | undefined>,
  toErrorCode: (error: unknown) => number = () => 2,
  args: readonly string[] = process.argv.slice(3),
): Promise<void> {
  // What it had found out may be right; that it was seen to the end is not sure.
  const inTrouble = command.exitCodes[3] === undefined ? 2 : 3;
  const stop = command.endsInOrder ? toStopSignal(inTrouble) : endAnywhere(toErrorCode);
  try {
    const given = await addOptionFile(command, parseCommandLine(command, args, process.env), args);
    // Before anything else is printed. What the runner has masked already, as its own secrets, it masks twice.
    if (given && process.env.GITHUB_ACTIONS === 'true')
      process.stderr.write(toMaskCommands(listSecrets(given.values)));
    if (given && 'none' in command.target && process.env.BASE !== undefined)
      sayOnStderr(`aurora-gate: BASE is not read here: ${command.target.none}`);
    const code = (given && (await work(given, stop))) ?? 0;
    process.exitCode = code === 0 && stop.crash() ? inTrouble : code;
  } catch (error) {
    process.exitCode = stop.exitCode() ?? toErrorCode(error);
    if (stop.exitCode() === undefined && error !== stop.crash()) printError(error);
  }
  stop.release();
}
