// The option file that holds for a command, read and checked.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from '../../core/options/command.ts';
import type { Option, OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import {
  CONFIG_OPTION,
  FILE_READERS,
  FROM_FILE_OPTION,
  type KnownNames,
  listForOthers,
  type OptionFile,
  parseOptionFile,
  takeFromFile,
  toFileLine,
  toFileNote,
  toKnownNames,
} from '../../core/options/option-file.ts';
import { describeRepeatedKey } from '../../core/text/json.ts';
import { toMessage } from '../../core/text/message.ts';
import type { Given } from '../cli/command-line.ts';
import { sayOnStderr } from '../cli/terminal/say-line.ts';
import { repoPath } from '../files/paths.ts';
import { findOptionFile, loadOptionFile } from './find-option-file.mjs';

/** What `npm run schemas` makes of the tables of all commands that read a file. */
const SCHEMA = repoPath('schemas', 'option-file.v1.schema.json');

interface FileSchema {
  readonly properties: Readonly<Record<string, { readonly not?: object; readonly description: string }>>;
}

/** The options of every command, so that one file serves them all. */
function listKnown(): KnownNames {
  const { properties } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as FileSchema;
  return new Map(
    Object.entries(properties).map(([name, { not, description }]) => [name, not ? description : '']),
  );
}

/**
 * The option file that holds for a command line; undefined where there is none, or the command reads none.
 * @throws OptionError where it cannot be used
 */
async function readOptionFile(
  { name, options }: Pick<Command, 'name' | 'options'>,
  args: readonly string[],
  env: OptionValues,
): Promise<OptionFile | undefined> {
  if (!FILE_READERS.includes(name)) return undefined;
  const found = await load(args, env);
  if (found === undefined) return undefined;
  // A service that lies elsewhere has options that no schema of ours holds.
  const known = new Map([...listKnown(), ...toKnownNames(options)]);
  return parseOptionFile(found.name, found.content, known);
}

/**
 * What a command was given, with what its option file adds; a line on stderr says what that is. The file is read once: what it holds for
 * others (a check of a release gate, the live feed) they find as variables, and commands that this one starts read none.
 * @param args the words of the command line
 * @throws OptionError where the file cannot be used
 */
export async function addOptionFile(
  command: Command,
  given: Given | undefined,
  args: readonly string[],
): Promise<Given | undefined> {
  const file = given && (await readOptionFile(command, args, process.env));
  process.env[CONFIG_OPTION.env] = 'none';
  if (given === undefined || file === undefined) return given;
  const taken = takeFromFile(command.options, given.values, file);
  if (Object.keys(taken).length > 0) sayOnStderr(toFileLine(file.name, taken));
  Object.assign(process.env, listForOthers(command.options, file, process.env));
  const isNoted = command.options.includes(FROM_FILE_OPTION) && Object.keys(taken).length > 0;
  const note = isNoted ? { [FROM_FILE_OPTION.env]: toFileNote(file.name, taken) } : {};
  return { ...given, values: { ...given.values, ...taken, ...note } };
}

/** What the file says of one option, before the table of all the others is known; '' where it says nothing. */
export async function peekOptionFile(
  { env: variable }: Option,
  args: readonly string[],
  env: OptionValues,
): Promise<string> {
  const { content } = (await load(args, env)) ?? {};
  const value = (content as Readonly<Record<string, unknown>> | null | undefined)?.[variable];
  return typeof value === 'string' ? value : '';
}

async function load(args: readonly string[], env: OptionValues) {
  try {
    const path = findOptionFile(args, env);
    if (path === undefined) return undefined;
    const name = basename(path);
    const content = await loadOptionFile(path);
    const repeated = path.endsWith('.json') && describeRepeatedKey(readFileSync(path, 'utf8'));
    if (repeated) throw new Error(`${name}: ${repeated}`);
    return { name, content };
  } catch (error) {
    throw new OptionError(toMessage(error));
  }
}
