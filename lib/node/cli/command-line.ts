// The one command line: every command's arguments, flags and --help are made from its table, by commander.

import { CommanderError, Option as Flag, Command as Parser } from 'commander';
import type { Command, CommandArgument } from '../../core/options/command.ts';
import { listEnvNames, listFlags, type Option, type OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { withConfigOption } from '../../core/options/option-file.ts';
import { collectGiven } from '../../core/options/read-options.ts';
import { toColumns, toParagraphs } from '../../core/text/columns.ts';
import { toLines } from '../../core/text/ends.ts';
import { toHint } from '../../core/text/nearest.ts';
import { toCall } from './call.ts';
import { toHelpForm } from './terminal/help-form.ts';
import { type WidthOf, wrapLine } from './terminal/wrap.ts';

/** What a command was called with. */
export interface Given {
  /** What was given of its options, checked, by first variable: flags before the environment. */
  readonly values: OptionValues;
  /** The words that are no options. */
  readonly args: readonly string[];
}

/**
 * Parses the command line of a command.
 * @param args the words after the command's name
 * @returns undefined where help was asked for, and printed
 * @throws OptionError with one sentence: an unknown flag, a word that no argument takes, a value that cannot be used
 */
export function parseCommandLine(
  command: Command,
  args: readonly string[],
  env: OptionValues,
): Given | undefined {
  const flags = withConfigOption(command).map((option) => [option, toFlags(option, command)] as const);
  const parser = createParser(
    command,
    flags.flatMap(([, all]) => all),
  );
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code !== 'commander.helpDisplayed') throw new OptionError(toSentence(error, command));
    console.log(toHelp(command));
    return undefined;
  }
  const words = parser.args;
  (command.arguments ?? []).forEach((argument, n) => {
    checkWords(argument, argument.many ? words.slice(n) : words.slice(n, n + 1));
  });
  return { values: collectGiven(command.options, toFlagValues(flags, parser.opts()), env), args: words };
}

/** What `--help` prints. */
export function toHelp(command: Command, stream: WidthOf = process.stdout): string {
  const parser = createParser(
    command,
    withConfigOption(command).flatMap((option) => toFlags(option, command)),
  ).configureHelp(toHelpForm(stream));
  const footer = toFooter(command)
    .split('\n')
    .flatMap((line) => wrapLine(line, stream));
  return `${parser.helpInformation()}${footer.join('\n')}`.trimEnd();
}

/**
 * The value of one option, before the table of all the others is known; '' where it was not given.
 * @throws OptionError where it cannot be used
 */
export function peekOption(option: Option, args: readonly string[], env: OptionValues): string {
  const flags = toFlags(option);
  const parser = new Parser().helpOption(false).allowUnknownOption().allowExcessArguments();
  for (const flag of flags) parser.addOption(flag);
  // Its flag without a value is told by the parser that knows all options.
  parser.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return collectGiven([option], toFlagValues([[option, flags]], parser.opts()), env)[option.env] ?? '';
}

const toName = ({ name }: Command) => toCall(name, ['']).trimEnd();

/** An example of a table, as `soak -- --once`. */
function toExample(line: string): string {
  const [name = '', ...words] = line.split(/ (?:-- )?/);
  return toCall(name, words);
}

function createParser(command: Command, flags: readonly Flag[]): Parser {
  const parser = new Parser()
    .name(toName(command))
    .usage(command.usage ?? toUsage(command))
    .description(command.does)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'this text');
  for (const argument of command.arguments ?? []) parser.argument(toTerm(argument), argument.doc);
  for (const flag of flags) parser.addOption(flag);
  return parser;
}

const toUsage = ({ options, arguments: words = [] }: Command) =>
  [...words.map(toTerm), options.length > 0 ? '[options]' : '[--help]'].join(' ');

function toTerm({ name, optional, many }: CommandArgument): string {
  const term = many ? `${name}...` : name;
  return optional ? `[${term}]` : `<${term}>`;
}

/** An option's flags; the older ones are told in the line of the first. */
function toFlags(option: Option, { groups = [] }: Pick<Command, 'groups'> = {}): readonly Flag[] {
  const heading = groups.find(([, names]) => names.includes(option.env))?.[0] ?? 'Options';
  return listFlags(option).map((name, n) => {
    const flag = new Flag(`${name}${toValueTerm(option)}`, n === 0 ? toLine(option) : '')
      .hideHelp(n > 0)
      .helpGroup(`${heading}:`);
    if (option.kind === 'text' && option.repeats)
      flag.argParser((value, before?: string) => (before === undefined ? value : `${before},${value}`));
    return flag;
  });
}

function toValueTerm(option: Option): string {
  if (option.kind === 'switch') return '';
  return option.kind === 'text' && option.takesMany ? ' <values...>' : ' <value>';
}

/** The line of an option: what it is, what it may be, its default, and the names that it answers to beside its flag. */
function toLine(option: Option): string {
  const choices = option.kind === 'choice' ? ` (${option.choices.filter(Boolean).join(', ')})` : '';
  const shown = option.fallback !== '' && option.kind !== 'switch' && !option.secret;
  const older = listFlags(option)
    .slice(1)
    .map((flag) => `, also ${flag}`);
  const names = [shown ? ` [${option.fallback}]` : '', ...older].join('');
  return `${option.doc}${choices}${names}  ${listEnvNames(option).join(', ')}`;
}

/** What `--help` says after its options, in paragraphs. */
function toFooter({ options, notes = [], examples, exitCodes, endsInOrder }: Command): string {
  const lines = [
    ...(options.length > 0
      ? ['A flag wins over its variable, named at the end of its line, and that over the default in [ ].']
      : []),
    ...(options.some(({ secret }) => secret)
      ? ['Give secrets by variable: everyone on the machine can read a flag.']
      : []),
    ...notes,
  ];
  const codes = [...Object.entries(exitCodes), ...(endsInOrder ? [['128 + n', 'ended by signal n']] : [])];
  return toParagraphs([
    lines,
    ['Examples:', ...toTable(examples.map(([line, does]) => [toExample(line), does]))],
    ['Exit code:', ...toTable(codes)],
  ]);
}

const toTable = (rows: readonly (readonly string[])[]) => toColumns(rows).map((line) => `  ${line}`);

/** The values of flags by the first variable of their option. */
function toFlagValues(
  flags: readonly (readonly [Option, readonly Flag[]])[],
  given: Readonly<Record<string, unknown>>,
): OptionValues {
  return Object.fromEntries(
    flags.flatMap(([option, all]) => {
      const value = all.map((flag) => given[flag.attributeName()]).find((one) => one !== undefined);
      // An array joins its words with commas.
      return value === undefined ? [] : [[option.env, String(value)]];
    }),
  );
}

function checkWords({ name, choices }: CommandArgument, words: readonly string[]): void {
  for (const word of words) {
    if (choices === undefined || choices.includes(word)) continue;
    throw new OptionError(`${name} ${word}: give one of ${choices.join(', ')}${toHint(word, choices)}`);
  }
}

function toSentence({ code, message }: CommanderError, command: Command): string {
  const name = toName(command);
  if (code === 'commander.excessArguments') {
    const words = (command.arguments ?? []).map(toTerm).join(' ');
    // The word is not shown: npm keeps flags for itself that come before a `--`, and hands on their values alone.
    return words === ''
      ? `${name} takes only options, written after --; --help lists them`
      : `${name} takes ${words} and options, and no further word; --help lists them`;
  }
  // An unknown flag is named without its value, which may be a misspelt key's.
  const unknown = code === 'commander.unknownOption' ? /'(-[^='\s]*)/.exec(message)?.[1] : undefined;
  if (unknown !== undefined) {
    const known = ['--help', ...withConfigOption(command).flatMap(listFlags)];
    return `unknown option '${unknown}'${toHint(unknown, known)}; --help lists what there is`;
  }
  const said = toLines(message.replace(/^error: /, ''))
    .filter(Boolean)
    .join(' ');
  return `${said}; --help lists what there is`;
}
