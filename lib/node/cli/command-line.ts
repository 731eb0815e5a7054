// The options table as a command line: flags, then the environment, then profile and default.
import { Command, CommanderError, Option as Flag } from 'commander';
import { type Option, type OptionValues, toFlag } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { listOptions } from '../../core/plan/run-options.ts';
import type { Service } from '../../core/service/service.ts';

function toHelp(option: Option): string {
  const choices = option.kind === 'choice' ? ` (${option.choices.filter(Boolean).join(', ')})` : '';
  const fallback = option.fallback === '' || option.kind === 'switch' ? '' : ` [${option.fallback}]`;
  return `${option.doc}${choices}${fallback}  ${option.env}`;
}

const RUN_HELP = `
A flag wins over its environment variable (named at the end of each line), that over the profile, that over the default in [ ].
K6_BIN and TOXIPROXY_BIN name binaries to use instead of the ones built here.
Exit code: 0 pass, 1 fail, 2 usage or set-up, 3 inconclusive, 128 + signal.`;

/**
 * Parses a command line with the options of a run of this service.
 * @param args the arguments after the command's name
 * @returns values by variable name, flags before environment; undefined when help was asked for and printed
 * @throws OptionError for an unknown flag or a flag without its value
 */
export function parseRunOptions(
  service: Service,
  usage: string,
  args: readonly string[],
  env: OptionValues,
): OptionValues | undefined {
  return parseOptions({ usage, options: listOptions(service), help: RUN_HELP, args, env });
}

/** Parses a command line with any table of options; the rest as `parseRunOptions`. `help` is printed after the table. */
export function parseOptions(of: {
  readonly usage: string;
  readonly options: readonly Option[];
  readonly help: string;
  readonly args: readonly string[];
  readonly env: OptionValues;
}): OptionValues | undefined {
  const command = addOptions(createCommand(of.usage), of.options).addHelpText('after', of.help);
  const flags = parseOrHelp(command, of.args);
  return flags && toValues(of.options, flags, of.env);
}

/** Gives a command the flags of a table of options. */
export function addOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) {
    const takesValue = option.kind !== 'switch';
    const flag = new Flag(`${toFlag(option)}${takesValue ? ' <value>' : ''}`, toHelp(option));
    if (option.kind === 'text' && option.repeats) {
      flag.argParser((value, before?: string) => (before === undefined ? value : `${before},${value}`));
    }
    command.addOption(flag);
  }
  return command;
}

/** Parsed flags and the environment → values by variable name, flags before environment. */
export function toValues(
  options: readonly Option[],
  flags: Readonly<Record<string, unknown>>,
  env: OptionValues,
): OptionValues {
  const values: Record<string, string> = {};
  for (const option of options) {
    const flag = flags[toCamelCase(toFlag(option).slice(2))];
    const value = flag === undefined ? env[option.env] : String(flag);
    if (value !== undefined) values[option.env] = value;
  }
  return values;
}

/** A command whose errors are OptionErrors and whose help does not end the process. */
export function createCommand(usage: string): Command {
  const [name = '', rest = ''] = usage.split(' -- ');
  return new Command()
    .name(`${name} --`)
    .usage(rest)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .allowExcessArguments(false)
    .helpOption('--help', 'this text');
}

/** The parsed flags; undefined when help was printed. */
export function parseOrHelp(command: Command, args: readonly string[]): Record<string, unknown> | undefined {
  try {
    return command.parse(args, { from: 'user' }).opts();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return undefined;
    // npm keeps flags for itself that come before a `--`, and hands on their values alone.
    if (error.code === 'commander.excessArguments')
      throw new OptionError(
        `${command.name()} takes options alone, and they come after the --; --help lists them`,
      );
    // An unknown flag is named without its value, which may be a misspelt key's.
    const message = error.message
      .replace(/^error: /, '')
      .replace(/('--[\w-]+)=[^']*'/, "$1'")
      .replace(/\s*\n\s*/g, ' ');
    throw new OptionError(`${message}; --help lists what there is`);
  }
}

/**
 * A whole number from 1 out of a flag.
 * @throws OptionError that names the flag
 */
export function toCount(flag: string, value: unknown): number {
  const count = Number(value);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new OptionError(`${flag} ${value}: give a whole number from 1`);
}

const toCamelCase = (kebab: string) =>
  kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
