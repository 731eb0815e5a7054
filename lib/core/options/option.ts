// What an option is: its names, kind, default and bounds. The tables of options are data; this reads them.
import { hideCredentials, toAddressRemedy } from './address.ts';

/** A set of option values by variable name, as an environment gives them. */
export type OptionValues = Readonly<Record<string, string | undefined>>;

interface OptionBase {
  /** The environment variable; the flag is the same in kebab case unless `flag` says otherwise. */
  readonly env: string;
  readonly flag?: string;
  readonly doc: string;
  /** As a person would type it; '' means: none. */
  readonly fallback: string;
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
export interface TextOption extends OptionBase {
  readonly kind: 'text';
  /** A list that its flag may give piece by piece. */
  readonly repeats?: boolean;
  /** What a value must look like, and how to say it; any text where left out. */
  readonly form?: { readonly pattern: RegExp; readonly example: string };
}
export interface SwitchOption extends OptionBase {
  readonly kind: 'switch';
}
export type Option = NumberOption | ChoiceOption | TextOption | SwitchOption;

/** What host:port looks like. */
export const HOST_PORT = { pattern: /^(\[[\da-f:]+\]|[^\s:/]+):\d{1,5}$/i, example: '127.0.0.1:8474' };

/** A number option. */
export const number = (
  env: string,
  fallback: string,
  min: number,
  max: number,
  doc: string,
): NumberOption => ({
  kind: 'number',
  env,
  fallback,
  min,
  max,
  doc,
});
/** A whole number option. */
export const integer = (
  env: string,
  fallback: string,
  min: number,
  max: number,
  doc: string,
): NumberOption => ({
  ...number(env, fallback, min, max, doc),
  integer: true,
});
/** A text option. */
export const text = (env: string, fallback: string, doc: string, form?: TextOption['form']): TextOption => ({
  kind: 'text',
  env,
  fallback,
  doc,
  ...(form ? { form } : {}),
});

/** `CHAOS_RPS` → `--chaos-rps`. */
export function toFlag(option: Option): string {
  return `--${option.flag ?? option.env.toLowerCase().replaceAll('_', '-')}`;
}

/** Why `value` is no value for `option`, naming the variable and the remedy; `undefined` when it is one. */
export function findFault(option: Option, value: string): string | undefined {
  switch (option.kind) {
    case 'text':
      if (!option.form || value === '' || option.form.pattern.test(value)) return undefined;
      return `${option.env}=${hideCredentials(value)}: ${toAddressRemedy(value, option.form.example)}`;
    case 'switch':
      return ['true', 'false'].includes(value) ? undefined : `${option.env}=${value}: give true or false`;
    case 'choice':
      if (option.choices.includes(value)) return undefined;
      return `${option.env}=${value}: give one of ${option.choices.filter(Boolean).join(', ')}`;
    case 'number': {
      const parsed = Number(value);
      const wellFormed =
        value.trim() !== '' && Number.isFinite(parsed) && (!option.integer || Number.isInteger(parsed));
      if (wellFormed && parsed >= option.min && parsed <= option.max) return undefined;
      return `${option.env}=${value}: give ${option.integer ? 'a whole' : 'a'} number from ${option.min} to ${option.max}`;
    }
  }
}
