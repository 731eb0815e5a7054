// What --help prints, from the table of commands alone: what a command does takes longer to load than to tell.
import { parseCommandLine } from '../../lib/node/cli/command-line.ts';
import { loadService, readServiceName } from '../../lib/node/service/load-service.ts';
import { findCommand } from './commands.ts';

/**
 * Prints the help of a command where its command line asks for that.
 * @param words the command's file, as `soak`, or `service probe`, and the words behind it
 * @returns whether it did; where it did not, the command itself says what is wrong
 */
export async function showHelp([file = '', ...args]: readonly string[]): Promise<boolean> {
  const [name = '', ...rest] = file === 'service' ? args : [file, ...args];
  try {
    const load = async () => loadService(await readServiceName(rest, process.env));
    const command = await findCommand(name, load);
    return command !== undefined && parseCommandLine(command, rest, process.env) === undefined;
  } catch {
    return false;
  }
}
