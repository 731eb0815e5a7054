// The one reader of options: a flag wins over its variable, that over its older names, those over a file or profile, that over the
// default. What was given is checked on the way.
import { findFault, listEnvNames, type Option, type OptionValues, toFlag } from './option.ts';
import { OptionError } from './option-error.ts';

/** A table of options with the value of each. */
export interface OptionReading {
  /** The value of every option by its first variable, as text; '' stands for none. */
  readonly values: Readonly<Record<string, string>>;
  /** The values that must not be printed or written. */
  readonly secrets: readonly string[];
  /** The value of one option as text; '' stands for none. */
  readonly text: (env: string) => string;
  /** The value of a number option, in the unit that its name and doc give. */
  readonly number: (env: string) => number;
  /** The same; undefined where it has no value. */
  readonly optionalNumber: (env: string) => number | undefined;
  /** Whether a switch is on. */
  readonly isOn: (env: string) => boolean;
}

/** Older jobs set a switch to 1 or 0. */
const SWITCH_WORDS: OptionValues = { '1': 'true', '0': 'false' };

/** A value that was given, as it is read on; '' where it is blank. @throws OptionError where it cannot be used */
function toChecked(option: Option, given: string | undefined, name: string): string {
  const trimmed = given?.trim() ?? '';
  const value = option.kind === 'switch' ? (SWITCH_WORDS[trimmed] ?? trimmed) : trimmed;
  const fault = value === '' ? undefined : findFault(option, value, name);
  if (fault !== undefined) throw new OptionError(fault);
  return value;
}

/** @throws OptionError where an option was given blank that never may be */
function refuseBlank({ neverBlank, ...option }: Option, name: string): void {
  if (!neverBlank) return;
  const example =
    option.kind === 'text' && option.form && 'example' in option.form ? option.form.example : '';
  const wanted = example === '' ? 'a value' : `an address like ${example}`;
  throw new OptionError(`${name} is given, and empty: give ${wanted}, or leave it out`);
}

/** The first of an option's variables that is not blank; '' where all are. */
function readVariable(option: Option, env: OptionValues): string {
  for (const name of listEnvNames(option)) {
    const value = toChecked(option, env[name], name);
    if (value !== '') return value;
  }
  return '';
}

/**
 * What was given of a table of options, checked, under the first variable of each. A flag that was given blank hides the variable,
 * and so leaves the option to its default, unless it never may be blank.
 * @param flags values of flags by first variable
 * @throws OptionError with one sentence that names the variable and the remedy
 */
export function collectGiven(table: readonly Option[], flags: OptionValues, env: OptionValues): OptionValues {
  const given: Record<string, string> = {};
  for (const option of table) {
    const flag = flags[option.env];
    if (flag !== undefined) {
      given[option.env] = toChecked(option, flag, option.env);
      if (given[option.env] === '') refuseBlank(option, toFlag(option));
      continue;
    }
    const value = readVariable(option, env);
    const blank = listEnvNames(option).find((name) => env[name] !== undefined);
    if (value !== '') given[option.env] = value;
    else if (blank !== undefined) refuseBlank(option, blank);
  }
  return given;
}

/**
 * The value of every option of a table: as given, then as `fallbacks` (a file, a profile) has it, then its default. A blank value
 * counts as not given.
 * @param given values by variable: what `collectGiven` gave, or an environment
 * @throws OptionError with one sentence that names the first variable that cannot be used and the remedy
 */
export function readOptions(
  table: readonly Option[],
  given: OptionValues,
  { fallbacks = {} }: { readonly fallbacks?: OptionValues } = {},
): OptionReading {
  const values: Record<string, string> = {};
  for (const option of table) {
    values[option.env] =
      readVariable(option, given) || toChecked(option, fallbacks[option.env], option.env) || option.fallback;
  }
  const text = (env: string) => {
    const value = values[env];
    if (value === undefined) throw new Error(`no option ${env} is in the table`);
    return value;
  };
  const optionalNumber = (env: string) => (text(env) === '' ? undefined : Number(text(env)));
  return {
    values,
    secrets: table.flatMap(({ secret, env }) => (secret && values[env] ? [values[env]] : [])),
    text,
    optionalNumber,
    number(env) {
      const value = optionalNumber(env);
      if (value === undefined) throw new Error(`option ${env} has no value, and no default`);
      return value;
    },
    isOn: (env) => text(env) === 'true',
  };
}

/** Option values as they may be written down or sent: of the options of a table, and without the secrets among them. */
export function omitSecrets(table: readonly Option[], values: OptionValues): OptionValues {
  const shown = table.filter(({ secret, env }) => !secret && values[env] !== undefined);
  return Object.fromEntries(shown.map(({ env }) => [env, values[env]]));
}
