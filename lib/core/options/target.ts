// Which service a command is aimed at. A slip in the address must never end in a test of the embedded one, which would pass.
import { findNearest } from '../text/nearest.ts';
import { redactText } from '../text/redact.ts';
import { hideCredentials, SERVICE_ADDRESS } from './address.ts';
import { listEnvNames, listFlags, type Option, type OptionValues, type TextOption, text } from './option.ts';
import { OptionError } from './option-error.ts';

/** Of a command: the option that holds the address of the service, or why it has no use for one. */
export type Target = { readonly reads: string } | { readonly none: string };

/** The variable that every command reads which is aimed at a service. */
const BASE = 'BASE';

type Names = Parameters<typeof text>[4];

/** The option that holds the address of the service: `BASE`, or a name of the command's own that `BASE` stands in for. */
export const toBaseOption = (doc: string, env: string = BASE, names: Names = {}): TextOption => ({
  ...text(env, '', doc, SERVICE_ADDRESS, names),
  ...(env === BASE ? {} : { aliases: [...(names?.aliases ?? []), BASE] }),
  neverBlank: true,
});

/** Names under which an address is often given, and which are read by nobody here. */
const MISNAMED = [
  'BASE_URL',
  'BASEURL',
  'BASE_URI',
  'BASE_ADDRESS',
  'TARGET',
  'TARGET_URL',
  'TARGET_BASE',
  'SERVICE_URL',
  'SERVICE_BASE',
  'SERVICE_BASE_URL',
];
/** What such a name must hold to count: much else is called so. */
const LOOKS_LIKE_ADDRESS = /^\s*(https?:\/\/\S|[\w.-]+:\d{2,5}\s*$)/i;

/**
 * The variable that holds an address where the one that is read was left out; undefined where there is none.
 * @param others the names by which other commands of the service know its address
 */
function findMisnamed(option: Option, env: OptionValues, others: readonly string[]): string | undefined {
  const read = listEnvNames(option);
  // npm keeps a flag for itself that stands before the `--`, and hands it on like this.
  const swallowed = listFlags(option).map((flag) => `npm_config_${flag.slice(2).replaceAll('-', '_')}`);
  const known = new Set([...MISNAMED, ...others, ...swallowed]);
  return Object.keys(env).find(
    (name) =>
      !read.includes(name) &&
      (known.has(name) ||
        known.has(name.toUpperCase()) ||
        findNearest(name.toUpperCase(), [BASE]) === BASE) &&
      LOOKS_LIKE_ADDRESS.test(env[name] ?? ''),
  );
}

/**
 * The line that says what a command is aimed at, credentials masked.
 * @param given the address that was given, '' for none
 * @throws OptionError where none was given under a name that is read, and one under a name that is not
 */
export function toTargetLine(
  option: Option,
  given: string,
  service: { readonly id: string; readonly otherBaseNames?: readonly string[]; readonly reference?: unknown },
  env: OptionValues,
): string {
  if (given !== '') return redactText(`target: ${given} (yours)`);
  const misnamed = findMisnamed(option, env, service.otherBaseNames ?? []);
  if (misnamed === undefined) {
    return service.reference === undefined
      ? `target: none, and ${service.id} has no embedded reference`
      : `target: the embedded reference of ${service.id}`;
  }
  const shown = hideCredentials(env[misnamed]?.trim() ?? '');
  throw new OptionError(
    misnamed.startsWith('npm_config_')
      ? `npm kept ${listFlags(option)[0]}=${shown} for itself; write it after a --, as npm run … -- ${listFlags(option)[0]} ${shown}`
      : `${misnamed}=${shown} is not read, and ${BASE} is not given, so the embedded reference would be tested; set ${BASE}, or unset ${misnamed}`,
  );
}
