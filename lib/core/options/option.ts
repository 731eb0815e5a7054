// What an option is: its names, kind, default and bounds. The tables of options are data; read-options.ts reads them.
import { toHint } from '../text/nearest.ts';
import { hideCredentials, toAddressRemedy } from './address.ts';

/** A set of option values by variable name, as an environment gives them. */
export type OptionValues = Readonly<Record<string, string | undefined>>;

interface OptionBase {
  /** The environment variable; the flag is the same in kebab case unless `flag` says otherwise. */
  readonly env: string;
  readonly flag?: string;
  /** Older variables that are still read, where the newer one is not given. */
  readonly aliases?: readonly string[];
  /** Older flags, likewise. */
  readonly flagAliases?: readonly string[];
  readonly doc: string;
  /** As a person would type it; '' means: none. */
  readonly fallback: string;
  /** Its value is never printed or written. */
  readonly secret?: true;
  /** Given and blank is an error: what CI makes of a variable that is not there must not pass for a wish. */
  readonly neverBlank?: true;
  /** Why it may not stand in an option file. */
  readonly byHand?: string;
  /** Variables that say the same in other words: where one of them was given, what a file has of this one does not count. */
  readonly rivals?: readonly string[];
}
export interface NumberOption extends OptionBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}
export interface ChoiceOption extends OptionBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}
/** What a value must look like, and how to say it: an address like the example, or in words that follow "give". */
export type Form = { readonly pattern: RegExp } & (
  | { readonly example: string }
  | { readonly wanted: string }
);
export interface TextOption extends OptionBase {
  readonly kind: 'text';
  /** A comma-separated list that its flag may give piece by piece, once for each. */
  readonly repeats?: boolean;
  /** A comma-separated list whose flag takes every word up to the next flag. */
  readonly takesMany?: boolean;
  /** Any text where left out. */
  readonly form?: Form;
}
export interface SwitchOption extends OptionBase {
  readonly kind: 'switch';
}
export type Option = NumberOption | ChoiceOption | TextOption | SwitchOption;

/** The form of a bearer token. A header cannot hold other characters; a shorter one could not be masked. */
export const BEARER_TOKEN = { pattern: /^[\x21-\x7e]{8,}$/, wanted: '8 characters or more, without spaces' };

/** What host:port looks like. */
export const HOST_PORT = { pattern: /^(\[[\da-f:]+\]|[^\s:/]+):\d{1,5}$/i, example: '127.0.0.1:8474' };

/** Why some kinds of options may not stand in an option file: there they would hold, unseen, for every later call. */
export const BY_HAND = {
  narrows: 'every later run would leave the rest untried; give it with the run that is meant',
  breaks:
    'every later run would be of a service that is broken on purpose; give it with the run that is meant',
  writes: 'it changes files, so it is asked for each time',
  child: 'it is for the program that starts this one',
} as const;

/** What an option may have beside what its kind needs. */
type More = Partial<
  Pick<OptionBase, 'flag' | 'aliases' | 'flagAliases' | 'secret' | 'neverBlank' | 'byHand' | 'rivals'>
>;

/** A number option. */
export const number = (
  env: string,
  fallback: string,
  min: number,
  max: number,
  doc: string,
  more: More = {},
): NumberOption => ({ kind: 'number', env, fallback, min, max, doc, ...more });
/** A whole number option. */
export const integer = (
  env: string,
  fallback: string,
  min: number,
  max: number,
  doc: string,
  more: More = {},
): NumberOption => ({ ...number(env, fallback, min, max, doc, more), integer: true });
/** A text option. */
export const text = (
  env: string,
  fallback: string,
  doc: string,
  form?: Form,
  more: More & Pick<TextOption, 'repeats' | 'takesMany'> = {},
): TextOption => ({ kind: 'text', env, fallback, doc, ...(form ? { form } : {}), ...more });
/** An option that is one of some words. */
export const choice = (
  env: string,
  fallback: string,
  choices: readonly string[],
  doc: string,
  more: More = {},
): ChoiceOption => ({ kind: 'choice', env, fallback, choices, doc, ...more });
/** A switch, off unless it is given. */
export const onOff = (env: string, doc: string, more: More = {}): SwitchOption => ({
  kind: 'switch',
  env,
  fallback: 'false',
  doc,
  ...more,
});

/** `CHAOS_RPS` → `--chaos-rps`. */
export function toFlag(option: Option): string {
  return `--${option.flag ?? option.env.toLowerCase().replaceAll('_', '-')}`;
}

/** The flags an option answers to, the newest first. */
export function listFlags(option: Option): readonly string[] {
  return [toFlag(option), ...(option.flagAliases ?? []).map((flag) => `--${flag}`)];
}

/** The variables an option answers to, the newest first. */
export function listEnvNames(option: Option): readonly string[] {
  return [option.env, ...(option.aliases ?? [])];
}

/**
 * The options of a table with these variables, in this order, for a command that takes some of another's.
 * @throws Error where the table has none of that name
 */
export function pickOptions(table: readonly Option[], ...names: readonly string[]): readonly Option[] {
  return names.map((name) => {
    const option = table.find(({ env }) => env === name);
    if (option === undefined) throw new Error(`no option ${name} is in the table`);
    return option;
  });
}

/**
 * Why `value` is no value for `option`, naming the variable and the remedy; `undefined` when it is one. A secret is not shown.
 * @param name the variable that it was given by
 */
export function findFault(option: Option, value: string, name = option.env): string | undefined {
  const remedy = findRemedy(option, value);
  if (remedy === undefined) return undefined;
  return option.secret
    ? `${name} cannot be used (its value is not shown): ${remedy}`
    : `${name}=${hideCredentials(value)}: ${remedy}`;
}

function findRemedy(option: Option, value: string): string | undefined {
  switch (option.kind) {
    case 'text': {
      const { form } = option;
      if (form === undefined || value === '' || form.pattern.test(value)) return undefined;
      return 'wanted' in form ? `give ${form.wanted}` : toAddressRemedy(value, form.example);
    }
    case 'switch':
      return ['true', 'false'].includes(value) ? undefined : 'give true or false';
    case 'choice':
      if (option.choices.includes(value)) return undefined;
      return `give one of ${option.choices.filter(Boolean).join(', ')}${toHint(value, option.choices)}`;
    case 'number': {
      const parsed = Number(value);
      const wellFormed =
        value.trim() !== '' && Number.isFinite(parsed) && (!option.integer || Number.isInteger(parsed));
      if (wellFormed && parsed >= option.min && parsed <= option.max) return undefined;
      return `give ${option.integer ? 'a whole' : 'a'} number from ${option.min} to ${option.max}`;
    }
  }
}
