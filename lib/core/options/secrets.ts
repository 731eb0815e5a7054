// The secrets among the values that a command was given: what must not stand in a log.

import { isSecretName } from '../text/redact.ts';
import { splitCredentials } from './address.ts';
import type { OptionValues } from './option.ts';

/** Masking a shorter one would blacken half the log. */
const LEAST_CHARS = 4;

/**
 * The values under names of secrets, and of every address the password, both as it is written there and as it is meant. Each once.
 * @param values by variable name
 */
export function listSecrets(values: OptionValues): readonly string[] {
  const found = Object.entries(values).flatMap(([name, value = '']) => {
    if (isSecretName(name)) return [value];
    const [, written = ''] = /^\w+:\/\/[^/?#@:]*:([^/?#@]*)@/.exec(value) ?? [];
    if (written === '') return [];
    const { credentials = '' } = splitCredentials(value);
    return [written, credentials.slice(credentials.indexOf(':') + 1)];
  });
  return [...new Set(found)].filter((secret) => secret.length >= LEAST_CHARS);
}

/**
 * The lines by which GitHub's runner learns what to mask in every line after them.
 * @param secrets as they would be printed
 */
export function toMaskCommands(secrets: readonly string[]): string {
  const toData = (text: string) =>
    text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return secrets.map((secret) => `::add-mask::${toData(secret)}\n`).join('');
}
