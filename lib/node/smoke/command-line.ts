// The options of both smokes as a command line, and what a command does around one.
import { Option } from 'commander';
import { OptionError } from '../../core/options/option-error.ts';
import type { Service } from '../../core/service/service.ts';
import type { Smoke } from '../../core/smoke/flow.ts';
import { type SmokeReport, toTerminal } from '../../core/smoke/report.ts';
import { parseSmokeSettings, SMOKE_DEFAULTS } from '../../core/smoke/settings.ts';
import { createCommand, parseOrHelp } from '../cli/command-line.ts';
import { createLinePrinter } from '../cli/live-line.ts';
import { createPaint } from '../cli/paint.ts';
import { runScript } from '../cli/run-script.ts';
import { type LoadedService, loadPart, loadService, readServiceName } from '../service/load-service.ts';
import { runSmoke, type SmokeOptions } from './run-smoke.ts';

const FLAGS = { base: '--base', variant: '--lang', timeoutMs: '--timeout-ms', origin: '--origin' } as const;
const EXIT_CODES = `
Exit code: 0 every check held, 1 one was broken, 2 it could not begin, 3 it could not tell; 128 + signal.`;

/** What a smoke was asked for. */
export type SmokeRequest = SmokeOptions & { readonly json: boolean; readonly suite: string };

/**
 * Parses the command line of a smoke.
 * @returns undefined when help was asked for and printed
 * @throws OptionError that names the flag and the remedy
 */
export function parseSmokeOptions(
  service: Service,
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
      new Option(
        '--lang <variant>',
        `the variant of users that is played (${[...service.variantIds, 'all'].join(', ')})`,
      ).default(SMOKE_DEFAULTS.variant),
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
    .addOption(new Option('--service <name>', 'the service, by the name of its folder or by a path'))
    .addOption(new Option('--suite <name>', 'which of its smokes').default('runtime'))
    .addHelpText('after', EXIT_CODES);
  const flags = parseOrHelp(command, args);
  if (flags === undefined) return undefined;
  const settings = parseSmokeSettings(
    service,
    {
      base: String(flags.base),
      variant: String(flags.lang),
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
    suite: String(flags.suite),
  };
}

function print(report: SmokeReport, json: boolean): void {
  console.log(json ? JSON.stringify(report, null, 2) : toTerminal(report, createPaint(process.stdout)));
}

/**
 * The smoke of this name of a service.
 * @throws OptionError where it has none
 */
export async function loadSmoke(loaded: LoadedService, suite: string): Promise<Smoke> {
  const smoke = await loadPart<Smoke>(loaded, `smoke/${suite}.ts`, 'SMOKE');
  if (smoke) return smoke;
  throw new OptionError(
    `--suite ${suite}: ${loaded.service.id} has no such smoke; write one in its folder as smoke/${suite}.ts that exports SMOKE`,
  );
}

/** Runs a smoke as a command: parses, plays, prints, and sets the exit code. */
export async function runSmokeCommand(args: readonly string[]): Promise<void> {
  await runScript(async (stop) => {
    const loaded = await loadService(readServiceName(args, process.env));
    const request = parseSmokeOptions(loaded.service, 'npm run smoke -- [options]', args, process.env);
    if (request === undefined) return undefined;
    const smoke = await loadSmoke(loaded, request.suite);
    const line = createLinePrinter(process.stderr);
    const onProgress = (done: number, of: number) => line.show(`${smoke.name}: ${done} of ${of} flows`);
    const io = { onProgress, stop: stop.signal };
    const report = await runSmoke(loaded, smoke, request, io).finally(line.end);
    if (stop.exitCode() === undefined) print(report, request.json);
    return stop.exitCode() ?? report.exit_code;
  });
}
