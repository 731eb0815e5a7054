// Matchers of alerts, as a person writes them and as Alertmanager takes them.
import { OptionError } from '../../core/options/option-error.ts';

/** One label that an alert must have, or must not. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  /** The value is a pattern (RE2, of the whole value). */
  readonly isRegex: boolean;
  /** False: the alert must not have it. */
  readonly isEqual: boolean;
}

/** Of every alert there is. */
export const EVERY_ALERT: readonly Matcher[] = [
  { name: 'alertname', value: '.+', isRegex: true, isEqual: true },
];

const MATCHER = /^([a-z_]\w{0,200})(=~|!~|!=|=)(.*)$/is;

/**
 * Matchers as they are given on a command line, comma-separated: `severity=warning,run=~soak.*`.
 * @throws OptionError where one is none
 */
export function parseMatchers(text: string, env: string): readonly Matcher[] {
  const given = text.split(',').map((one) => one.trim());
  return given.filter(Boolean).map((one) => {
    const [, name = '', sign = '', value = ''] = MATCHER.exec(one) ?? [];
    if (name === '' || value === '')
      throw new OptionError(`${env}=${one}: give name=value, name!=value, name=~pattern or name!~pattern`);
    return { name, value, isRegex: sign.endsWith('~'), isEqual: !sign.startsWith('!') };
  });
}

/** As it is written. */
export function toMatcherText({ name, value, isRegex, isEqual }: Matcher): string {
  return `${name}${isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!='}${value}`;
}
