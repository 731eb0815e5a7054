// An option file: options that stand below flags and variables. What may stand in one, and what a command takes of it.

import { toHint } from '../text/nearest.ts';
import { redactText } from '../text/redact.ts';
import type { Command } from './command.ts';
import { listEnvNames, type Option, type OptionValues, text } from './option.ts';
import { OptionError } from './option-error.ts';
import { collectGiven } from './read-options.ts';

/** The commands that read one: those that look at a service or a run. Whatever changes a cluster, traffic or a log is asked by hand. */
export const FILE_READERS: readonly string[] = [
  ...['soak', 'judge', 'live', 'compare', 'history', 'power'],
  ...['smoke', 'probe', 'prewarm', 'regression', 'flows', 'up', 'chaos', 'release-gate'],
];

/** Which one is read. It is read before all others, and no file holds it. */
export const CONFIG_OPTION: Option = text(
  'AURORA_GATE_CONFIG',
  '',
  'an option file, or none; empty: aurora-gate.config.ts or .json of this folder, where one is there',
  undefined,
  { flag: 'config' },
);

/** The options of a command, with the one that names an option file where it reads one. */
export const withConfigOption = ({ name, options }: Pick<Command, 'name' | 'options'>): readonly Option[] =>
  FILE_READERS.includes(name) ? [...options, CONFIG_OPTION] : options;

/** Notes with a run what its option file gave. */
export const FROM_FILE_OPTION: Option = text(
  'OPTIONS_FROM_FILE',
  '',
  'which options an option file gave, and its name: the run notes it by itself',
  undefined,
  { byHand: 'the run notes it by itself' },
);

/** The names of options that there are, each with why it may not stand in a file; '' where it may. */
export type KnownNames = ReadonlyMap<string, string>;

/** An option file, read and checked for its names. */
export interface OptionFile {
  readonly name: string;
  readonly values: OptionValues;
}

/** Why an option may not stand in a file; '' where it may. */
export const toRefusal = ({ secret, byHand }: Option): string =>
  secret ? 'it is a secret, and files are kept and sent around; give it by its variable' : (byHand ?? '');

/** The names that a table of options knows. */
export const toKnownNames = (table: readonly Option[]): KnownNames =>
  new Map(table.map((option) => [option.env, toRefusal(option)]));

/** `baseRps`, `base-rps` and `--base-rps` are meant for `BASE_RPS`. */
const toVariable = (key: string): string =>
  key
    .replace(/^-+/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();

/** `SERVICE` is meant for `GATE_SERVICE`, whose flag is `--service`; else the nearest name. */
function toMeant(variable: string, names: readonly string[]): string {
  const longer = names.filter((name) => name.endsWith(`_${variable}`));
  return longer.length === 1 ? ` (Did you mean ${longer[0]}?)` : toHint(variable, names);
}

/**
 * The options that a file holds, as texts.
 * @param name of the file, for its messages
 * @throws OptionError naming the file, the key and the remedy: a key that is no option or may not stand there, a value that is none
 */
export function parseOptionFile(name: string, content: unknown, known: KnownNames): OptionFile {
  const refuse = (why: string) => new OptionError(`${name}: ${why}`);
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw refuse('give an object whose keys are options, like { "BASE_RPS": 5 }');
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(content)) {
    if (key === '$schema' || value === undefined) continue;
    const refusal = known.get(key);
    if (refusal === undefined)
      throw refuse(
        `unknown option ${key}${toMeant(toVariable(key), [...known.keys()])}; --help of each command lists its options, by their variables`,
      );
    if (refusal !== '') throw refuse(`${key} may not stand in a file: ${refusal}`);
    values[key] = toText(value) ?? '';
    if (values[key].trim() === '')
      throw refuse(`${key}: give a text, a number, true, false or a list of these, or leave it out`);
    if (redactText(values[key]) !== values[key])
      throw refuse(`${key} holds what looks like a secret (it is not shown); give it by the variable ${key}`);
  }
  return { name, values };
}

/** undefined where it is no value of an option. */
function toText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(toText);
    return texts.includes(undefined) ? undefined : texts.join(',');
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/**
 * What a command takes of a file: the options of its table that were not given, and whose rivals were not.
 * @param given values by variable, as `collectGiven` makes them
 * @throws OptionError naming the file, where a value cannot be used
 */
export function takeFromFile(table: readonly Option[], given: OptionValues, file: OptionFile): OptionValues {
  const offered = inFile(file.name, () => collectGiven(table, {}, file.values));
  const taken = table.filter(
    ({ env, rivals = [] }) =>
      offered[env] !== undefined && [env, ...rivals].every((name) => given[name] === undefined),
  );
  return Object.fromEntries(taken.map(({ env }) => [env, offered[env]]));
}

function inFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof OptionError ? new OptionError(`${name}: ${error.message}`) : error;
  }
}

/** The line that says what a command takes of a file. */
export const toFileLine = (name: string, taken: OptionValues): string =>
  redactText(
    `options of ${name}: ${Object.entries(taken)
      .map(([env, value]) => `${env}=${value}`)
      .join(', ')}`,
  );

/** What a run notes of it: the names alone, since the values stand among its options. */
export const toFileNote = (name: string, taken: OptionValues): string =>
  `${name}: ${Object.keys(taken).join(', ')}`;

/**
 * What a file holds for those that a command asks in turn, each of which reads its own variables.
 * @param table the command's own options, which it has taken already
 */
export function listForOthers(table: readonly Option[], file: OptionFile, env: OptionValues): OptionValues {
  const own = new Set(table.flatMap(listEnvNames));
  return Object.fromEntries(
    Object.entries(file.values).filter(([name]) => !own.has(name) && !env[name]?.trim()),
  );
}
