// The options of both smokes as a command line, and what a command does around one.
import { Option } from 'commander';
import { OptionError } from '../../core/options/option-error.ts';
import type { Flow } from '../../core/smoke/flow.ts';
import { type SmokeReport, toTerminal } from '../../core/smoke/report.ts';
import { parseSmokeSettings, SMOKE_DEFAULTS, SMOKE_LANGS } from '../../core/smoke/settings.ts';
import { createCommand, parseOrHelp } from '../cli/command-line.ts';
import { createLinePrinter } from '../cli/live-line.ts';
import { createPaint } from '../cli/paint.ts';
import { runScript } from '../cli/run-script.ts';
import { runSmoke, type SmokeOptions } from './run-smoke.ts';

const FLAGS = { base: '--base', lang: '--lang', timeoutMs: '--timeout-ms', origin: '--origin' } as const;
const EXIT_CODES = `
Exit code: 0 every check held, 1 one was broken, 2 it could not begin, 3 it could not tell; 128 + signal.`;

/** What a smoke was asked for. */
export type SmokeRequest = SmokeOptions & { readonly json: boolean };

/**
 * Parses the command line of a smoke.
 * @returns undefined when help was asked for and printed
 * @throws OptionError that names the flag and the remedy
 */
export function parseSmokeOptions(
  usage: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SmokeRequest | undefined {
  const command = createCommand(usage)
    .addOption(
      new Option('--base <url>', 'the service, http://host:port; without it the embedded one  BASE').default(
        env.BASE ?? SMOKE_DEFAULTS.base,
      ),
    )
    .addOption(
      new Option('--lang <lang>', 'language of the calls').choices(SMOKE_LANGS).default(SMOKE_DEFAULTS.lang),
    )
    .addOption(
      new Option('--timeout-ms <ms>', 'how long an answer may take').default(SMOKE_DEFAULTS.timeoutMs),
    )
    .addOption(
      new Option('--origin <url>', 'the web page whose calls must be allowed (CORS)').default(
        SMOKE_DEFAULTS.origin,
      ),
    )
    .addOption(
      new Option('--defects <spec>', 'defects of the embedded service, see docs/add-a-defect.md').default(''),
    )
    .addOption(new Option('--junit <file>', 'write the checks as JUnit XML').default(''))
    .addOption(new Option('--json', 'print the report as JSON instead of lines').default(false))
    .addHelpText('after', EXIT_CODES);
  const flags = parseOrHelp(command, args);
  if (flags === undefined) return undefined;
  const settings = parseSmokeSettings(
    {
      base: String(flags.base),
      lang: String(flags.lang),
      timeoutMs: String(flags.timeoutMs),
      origin: String(flags.origin),
    },
    (setting, value) => `${FLAGS[setting]} ${value}`,
  );
  if (settings.base !== '' && flags.defects !== '')
    throw new OptionError('--defects is for the embedded service; leave out --base or --defects');
  return {
    ...settings,
    defects: String(flags.defects),
    junit: String(flags.junit),
    json: flags.json === true,
  };
}

function print(report: SmokeReport, json: boolean): void {
  console.log(json ? JSON.stringify(report, null, 2) : toTerminal(report, createPaint(process.stdout)));
}

/** Runs a smoke as a command: parses, plays, prints, and sets the exit code. `command` is its name after `npm run`. */
export async function runSmokeCommand(command: string, name: string, flows: readonly Flow[]): Promise<void> {
  await runScript(async (stop) => {
    const request = parseSmokeOptions(`npm run ${command} -- [options]`, process.argv.slice(3), process.env);
    if (request === undefined) return undefined;
    const line = createLinePrinter(process.stderr);
    const onProgress = (done: number, of: number) => line.show(`${name}: ${done} of ${of} flows`);
    const report = await runSmoke(name, flows, request, { onProgress, stop: stop.signal }).finally(line.end);
    if (stop.exitCode() === undefined) print(report, request.json);
    return stop.exitCode() ?? report.exit_code;
  });
}
