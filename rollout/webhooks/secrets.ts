// The secrets of webhooks: read from the variables that the file names, and held to what Standard Webhooks wants of them.
import type { OptionValues } from '../../lib/core/options/option.ts';

const PREFIX = 'whsec_';
/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: 24 to 64 bytes. */
const [LEAST_BYTES, MOST_BYTES] = [24, 64] as const;

/**
 * The secrets that a variable holds, the newest first. Two, with a blank between them, are for the time in which one is replaced.
 * @returns what is wrong with them, as a text, where they cannot be used; it holds nothing of them
 */
export function readSecrets(env: OptionValues, name: string): readonly string[] | string {
  const secrets = (env[name] ?? '').split(/\s+/).filter(Boolean);
  if (secrets.length === 0)
    return `names ${name}, which is not set; give it a secret like ${PREFIX} and 32 bytes in base64`;
  if (secrets.length > 3) return `names ${name}, which holds more than three secrets; keep the newest`;
  const isUsable = (secret: string) => {
    const text = secret.slice(PREFIX.length);
    const { length } = Buffer.from(text, 'base64');
    return (
      secret.startsWith(PREFIX) &&
      /^[A-Za-z0-9+/]+={0,2}$/.test(text) &&
      text.length % 4 === 0 &&
      length >= LEAST_BYTES &&
      length <= MOST_BYTES
    );
  };
  if (!secrets.every(isUsable))
    return `names ${name}, which holds no secret of Standard Webhooks (not shown): give ${PREFIX} and ${LEAST_BYTES} to ${MOST_BYTES} bytes in base64, as from \`echo ${PREFIX}$(head -c 32 /dev/urandom | base64)\``;
  return secrets;
}
