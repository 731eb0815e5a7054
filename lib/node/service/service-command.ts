// A command that only some services have: commands/<name>.ts in the folder of a service.
import { OptionError } from '../../core/options/option-error.ts';
import {
  type LoadedService,
  listParts,
  loadPart,
  loadService,
  readServiceName,
  withoutService,
} from './load-service.ts';

/** A command of a service: parses, plays, prints, and sets the exit code. `args` are those after its name. */
export type ServiceCommand = (loaded: LoadedService, args: readonly string[]) => Promise<void>;

/**
 * Runs a command of the service that is asked for.
 * @throws OptionError where it has no such command, with those that it has
 */
export async function runServiceCommand(name: string, args: readonly string[]): Promise<void> {
  const loaded = await loadService(readServiceName(args, process.env));
  const command = await loadPart<ServiceCommand>(loaded, `commands/${name}.ts`, 'run');
  if (!command) {
    const known = listParts(loaded, 'commands').join(', ') || 'none';
    throw new OptionError(`${loaded.service.id} has no command ${name}; it has ${known}`);
  }
  await command(loaded, withoutService(args));
}
