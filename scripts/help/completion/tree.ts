// What a shell completes: commands, their words and flags, and what each may be. The scripts for the shells are printed from this alone.
import { FAULT_IDS } from '../../../lib/core/faults/table.ts';
import type { Command, CommandArgument } from '../../../lib/core/options/command.ts';
import { listFlags, type Option } from '../../../lib/core/options/option.ts';
import { withConfigOption } from '../../../lib/core/options/option-file.ts';

/** What may stand at a place: these words, several of them with commas between, the name of a run, or a file. */
export type Values =
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }
  | { readonly kind: 'run' | 'file' | 'nothing' };

export interface CompletedFlag {
  readonly name: string;
  readonly doc: string;
  /** undefined for a switch. */
  readonly values: Values | undefined;
}

export interface CompletedCommand {
  readonly name: string;
  readonly does: string;
  /** By place; the last one stands for all that follow where it takes many. */
  readonly words: readonly Values[];
  readonly takesMany: boolean;
  readonly flags: readonly CompletedFlag[];
}

/** Names that are no part of a table: they lie on the disk, or in the folder of a service. */
export interface Names {
  readonly services: readonly string[];
  readonly defects: readonly string[];
}

/** Arguments that name a run. */
const RUNS = ['run', 'runs'];
const HELP: CompletedFlag = { name: '--help', doc: 'this text', values: undefined };

/** The commands as a shell completes them; those of several services as one. */
export function toCompletedCommands(commands: readonly Command[], names: Names): readonly CompletedCommand[] {
  const found = new Map<string, Command>();
  for (const command of commands) {
    const options = [...(found.get(command.name)?.options ?? []), ...command.options];
    found.set(command.name, { ...command, options });
  }
  return [...found.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, does, arguments: words = [], options }) => ({
      name,
      does,
      words: words.map(toWordValues),
      takesMany: words.some(({ many }) => many),
      flags: toFlags(withConfigOption({ name, options }), names),
    }));
}

function toWordValues({ name, choices }: CommandArgument): Values {
  if (choices) return { kind: 'words', words: choices };
  return { kind: RUNS.includes(name) ? 'run' : 'file' };
}

function toFlags(options: readonly Option[], names: Names): readonly CompletedFlag[] {
  const flags = new Map<string, CompletedFlag>();
  for (const option of options) {
    const values = option.kind === 'switch' ? undefined : toValues(option, names);
    // Choices of several services: all of them.
    for (const name of listFlags(option))
      flags.set(name, { name, doc: option.doc, values: join(flags.get(name)?.values, values) });
  }
  return [...flags.values(), HELP];
}

function join(before: Values | undefined, values: Values | undefined): Values | undefined {
  if (before === undefined || values === undefined || !('words' in before) || !('words' in values))
    return values;
  return { ...values, words: [...new Set([...before.words, ...values.words])] };
}

function toValues(option: Exclude<Option, { kind: 'switch' }>, { services, defects }: Names): Values {
  if (option.kind === 'number') return { kind: 'nothing' };
  if (option.kind === 'choice') return { kind: 'words', words: option.choices.filter(Boolean) };
  if (option.env === 'GATE_SERVICE') return { kind: 'words', words: services };
  if (option.env === 'TOXIPROXY_MODES') return { kind: 'list', words: FAULT_IDS };
  if (option.env.endsWith('DEFECTS')) return { kind: 'words', words: defects };
  if (option.env === 'COMPARE_BASELINE') return { kind: 'run' };
  return { kind: 'file' };
}
