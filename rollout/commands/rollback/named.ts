// Options that an action cannot do without.
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { OptionReading } from '../../../lib/core/options/read-options.ts';

/** The value of an option. @throws OptionError where it is empty */
export function named(
  { text }: Pick<OptionReading, 'text'>,
  env: string,
  flag: string,
  what: string,
): string {
  const value = text(env);
  if (value === '') throw new OptionError(`${env} is empty: say ${what} with --${flag}`);
  return value;
}
