// A row of the probe's options table, as docs/probe.md must have it.
import { listEnvNames, type ProbeOption } from '../services/aurora/probe/options.ts';

export function toProbeOptionRow(option: ProbeOption): string {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const flags = [option.flag, ...(option.flagAliases ?? [])].map((flag) => `--${flag}`);
  const fallback = option.fallback === '' ? '–' : `\`${option.fallback}\``;
  const choices = option.kind === 'choice' ? ` (${code(option.choices)})` : '';
  return `| ${code(flags)} | ${code(listEnvNames(option))} | ${fallback} | ${option.doc}${choices} |`;
}
