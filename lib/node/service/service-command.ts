// Commands that depend on the service: those whose options do, and those that only some services have (commands/<name>.ts).
import type { Command } from '../../core/options/command.ts';
import { type OptionValues, pickOptions } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toTargetLine } from '../../core/options/target.ts';
import { SERVICE_OPTION } from '../../core/plan/run-options.ts';
import type { Service } from '../../core/service/service.ts';
import { toHint } from '../../core/text/nearest.ts';
import type { Given } from '../cli/command-line.ts';
import { printError } from '../cli/print-error.ts';
import { runCommand } from '../cli/run-command.ts';
import type { StopSignal } from '../cli/stop-signal.ts';
import { sayOnStderr } from '../cli/terminal/say-line.ts';
import { type LoadedService, listParts, loadPart, loadService, readServiceName } from './load-service.ts';

/** What a command does for a service. @returns the exit code */
type ServiceWork = (loaded: LoadedService, given: Given, stop: StopSignal) => Promise<number | undefined>;

/** A command of a service: commands/<name>.ts in its folder exports one as COMMAND. */
export interface ServiceCommand {
  readonly command: Command;
  readonly work: ServiceWork;
  /** The exit code where the work throws; 2 where left out. */
  readonly toErrorCode?: (error: unknown) => number;
}

/** A command of a service with the option that names the service. */
export const withService = (command: Command): Command => ({
  ...command,
  options: [SERVICE_OPTION, ...command.options],
});

/** Says on stderr, before all else, which service the command is aimed at. @throws OptionError where that is in doubt */
function announceTarget({ target, options }: Command, values: OptionValues, service: Service): void {
  if ('none' in target) return;
  const [option] = pickOptions(options, target.reads);
  if (option) sayOnStderr(toTargetLine(option, values[option.env] ?? '', service, process.env));
}

/** The work of a command, after the line that says what it is aimed at. */
const aim =
  (command: Command, loaded: LoadedService, work: ServiceWork) =>
  (given: Given, stop: StopSignal): ReturnType<ServiceWork> => {
    announceTarget(command, given.values, loaded.service);
    return work(loaded, given, stop);
  };

/** Lets `run` have the service that a command line asks for; says why, and sets exit code 2, where there is none to be had. */
async function useService(
  args: readonly string[],
  run: (loaded: LoadedService) => Promise<void>,
): Promise<void> {
  try {
    await run(await loadService(await readServiceName(args, process.env)));
  } catch (error) {
    printError(error);
    process.exitCode = 2;
  }
}

/**
 * Runs a command whose options depend on the service; the rest as `runCommand`.
 * @param runElsewhere runs it in another place first, where it has to; then its exit code is that of the whole
 */
export async function runForService(
  toCommand: (service: Service) => Command,
  work: ServiceWork,
  toErrorCode?: (error: unknown) => number,
  runElsewhere: (values: OptionValues, stop: AbortSignal) => Promise<number | undefined> = async () =>
    undefined,
): Promise<void> {
  await useService(process.argv.slice(3), (loaded) => {
    const command = toCommand(loaded.service);
    const here = aim(command, loaded, work);
    return runCommand(
      command,
      async (given, stop) => {
        const code = await runElsewhere(given.values, stop.signal);
        return code ?? here(given, stop);
      },
      toErrorCode,
    );
  });
}

/** Runs the command of this name that the service brings, or says which it has. `args` are those after its name. */
export async function runServiceCommand(name: string, args: readonly string[]): Promise<void> {
  await useService(args, async (loaded) => {
    const found = await loadPart<ServiceCommand>(loaded, `commands/${name}.ts`, 'COMMAND');
    if (!found) {
      const known = listParts(loaded, 'commands');
      throw new OptionError(
        `${loaded.service.id} has no command ${name}; it has ${known.join(', ') || 'none'}${toHint(name, known)}`,
      );
    }
    const { command, work, toErrorCode } = found;
    const whole = withService(command);
    await runCommand(whole, aim(whole, loaded, work), toErrorCode, args);
  });
}
