// All commands on one screen, at the width of the terminal.
import { Command as Parser } from 'commander';
import type { Command } from '../../lib/core/options/command.ts';

/**
 * What somebody sees who does not know which command it is.
 * @param called what stands before a command
 * @param groups names of commands by title; a name that no command has is left out
 */
export function toOverview(
  called: string,
  groups: Readonly<Record<string, readonly string[]>>,
  commands: readonly Command[],
): string {
  const parser = new Parser().name(called).usage('<command> [options]').helpOption(false).helpCommand(false);
  for (const [title, names] of Object.entries(groups))
    for (const name of names) {
      const command = commands.find((one) => one.name === name);
      if (command) parser.command(name).description(command.does).helpGroup(`${title}:`);
    }
  // A command's usage would say `soak [options]` at each.
  const list = parser
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .helpInformation()
    .trimEnd();
  return `${list}\n\nEach lists its options, examples and exit codes with --help.`;
}
