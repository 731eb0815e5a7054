// What a command is, as data: its --help and the check of its command line come from it alone.
import { toColumns } from '../text/columns.ts';
import type { Option } from './option.ts';
import type { Target } from './target.ts';

/** A word of a command line that is no option. */
export interface CommandArgument {
  readonly name: string;
  readonly doc: string;
  /** All that it may be; any word where left out. */
  readonly choices?: readonly string[];
  readonly optional?: true;
  /** Takes every word that is left. */
  readonly many?: true;
}

/** A heading of --help, and the first variables of the options that stand under it. */
export type OptionGroup = readonly [heading: string, options: readonly string[]];

/** The group of the options of a table. */
export const toGroup = (heading: string, options: readonly Pick<Option, 'env'>[]): OptionGroup => [
  heading,
  options.map(({ env }) => env),
];

export interface Command {
  /** What `npm run` calls it by. */
  readonly name: string;
  /** How it is called, where more is to be said than its arguments and `[options]`. */
  readonly usage?: string;
  /** What it is for, in a sentence. */
  readonly does: string;
  readonly arguments?: readonly CommandArgument[];
  readonly options: readonly Option[];
  /** Where there are too many for one list: those that belong together. The others stand under `Options`. */
  readonly groups?: readonly OptionGroup[];
  /** Which service it is aimed at. */
  readonly target: Target;
  /** What else whoever calls it should know, a line each. */
  readonly notes?: readonly string[];
  /** What follows `npm run`, and what it does. */
  readonly examples: readonly (readonly [call: string, does: string])[];
  readonly exitCodes: Readonly<Record<number, string>>;
  /** At Ctrl-C and its like it heals, or writes what is known, and ends with 128 + the signal; others just end. */
  readonly endsInOrder?: true;
}

/** The lines of --help that say what each action of a command does, in one column behind their names. */
export const toActionNotes = (docs: Readonly<Record<string, string>>): readonly string[] => [
  ...['', 'Actions:'],
  ...toColumns(Object.entries(docs).map(([name, does]) => [`  ${name}`, does])),
];
