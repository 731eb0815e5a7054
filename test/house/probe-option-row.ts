// A row of the probe's options table, as docs/probe.md must have it.
import { listEnvNames, listFlags, type Option } from '../../lib/core/options/option.ts';

export function toProbeOptionRow(option: Option): string {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const fallback = option.fallback === '' ? '–' : `\`${option.fallback}\``;
  const choices = option.kind === 'choice' ? ` (${code(option.choices)})` : '';
  return `| ${code(listFlags(option))} | ${code(listEnvNames(option))} | ${fallback} | ${option.doc}${choices} |`;
}
