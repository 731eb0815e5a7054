// The probe's options as a command line: every flag and variable, and the older names they still answer to.
import { Option as Flag } from 'commander';
import type { OptionValues } from '../../../../lib/core/options/option.ts';
import { createCommand, parseOrHelp } from '../../../../lib/node/cli/command-line.ts';
import { listEnvNames, PROBE_OPTIONS, type ProbeOption } from '../options.ts';

const EXIT_CODES = `
A flag wins over its variable, the first name over the older ones. Give tokens by variable: a flag is seen by everyone on the machine.
Exit code: 0; with --fail-on-warn 1 on warn; with --fail-on-high (or -warn) 2 on high; 3 where the probe could not do its work:
an option that cannot be used, a folder or state file that cannot be written, or no answer that could be judged; 128 + signal.`;

function toHelp(option: ProbeOption): string {
  const choices = option.kind === 'choice' ? ` (${option.choices.join(', ')})` : '';
  const fallback = option.fallback === '' || option.kind === 'switch' ? '' : ` [${option.fallback}]`;
  const flags = (option.flagAliases ?? []).map((alias) => `, also --${alias}`).join('');
  return `${option.doc}${choices}${fallback}${flags}  ${listEnvNames(option).join(', ')}`;
}

const toFlags = (option: ProbeOption): readonly Flag[] => {
  const value = option.kind === 'switch' ? '' : ' <value>';
  const [, ...aliases] = [option.flag, ...(option.flagAliases ?? [])];
  return [
    new Flag(`--${option.flag}${value}`, toHelp(option)),
    ...aliases.map((alias) => new Flag(`--${alias}${value}`).hideHelp()),
  ];
};

/**
 * Parses the command line of the probe.
 * @returns values by first variable name; undefined when help was asked for and printed
 * @throws OptionError for an unknown flag or a flag without its value
 */
export function parseProbeOptions(args: readonly string[], env: OptionValues): OptionValues | undefined {
  const command = createCommand('npm run probe -- [options]').addHelpText('after', EXIT_CODES);
  const flagsOf = new Map(PROBE_OPTIONS.map((option) => [option, toFlags(option)]));
  for (const flags of flagsOf.values()) for (const flag of flags) command.addOption(flag);
  const given = parseOrHelp(command, args);
  if (given === undefined) return undefined;
  const values: Record<string, string> = {};
  for (const [option, flags] of flagsOf) {
    const fromFlags = flags.map((flag) => given[flag.attributeName()]);
    const fromEnv = listEnvNames(option).map((name) => env[name]?.trim() || undefined);
    const value = [...fromFlags, ...fromEnv].find((candidate) => candidate !== undefined);
    if (value !== undefined) values[option.env] = String(value);
  }
  return values;
}
