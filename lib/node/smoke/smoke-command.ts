// What a command does around a smoke.
import { OptionError } from '../../core/options/option-error.ts';
import type { Smoke } from '../../core/smoke/flow.ts';
import { type SmokeReport, toTerminal } from '../../core/smoke/report.ts';
import { parseSmokeRequest, toSmokeCommand } from '../../core/smoke/settings.ts';
import { toHint } from '../../core/text/nearest.ts';
import { createLinePrinter } from '../cli/terminal/live-line.ts';
import { createLook } from '../cli/terminal/look.ts';
import { type LoadedService, listParts, loadPart } from '../service/load-service.ts';
import { runForService } from '../service/service-command.ts';
import { runSmoke } from './run-smoke.ts';

function print(report: SmokeReport, json: boolean): void {
  console.log(json ? JSON.stringify(report, null, 2) : toTerminal(report, createLook(process.stdout)));
}

/**
 * The smoke of this name of a service.
 * @throws OptionError where it has none
 */
async function loadSmoke(loaded: LoadedService, suite: string): Promise<Smoke> {
  const smoke = await loadPart<Smoke>(loaded, `smoke/${suite}.ts`, 'SMOKE');
  if (smoke) return smoke;
  // Beside the smokes lie the parts that they are made of.
  const parts = listParts(loaded, 'smoke');
  const isSmoke = await Promise.all(parts.map((name) => loadPart(loaded, `smoke/${name}.ts`, 'SMOKE')));
  const known = parts.filter((_, n) => isSmoke[n] !== undefined);
  throw new OptionError(
    `SMOKE_SUITE=${suite}: ${loaded.service.id} has no such smoke; it has ${known.join(', ') || 'none'}${toHint(suite, known)}, or write smoke/${suite}.ts in its folder, which exports SMOKE`,
  );
}

/** Runs a smoke as a command: parses, plays, prints, and sets the exit code. */
export async function runSmokeCommand(): Promise<void> {
  await runForService(toSmokeCommand, async (loaded, { values }, stop) => {
    const request = parseSmokeRequest(loaded.service, values);
    const smoke = await loadSmoke(loaded, request.suite);
    const line = createLinePrinter(process.stderr);
    const onProgress = (done: number, of: number) => line.show(`${smoke.name}: ${done} of ${of} flows`);
    const io = { onProgress, stop: stop.signal };
    const report = await runSmoke(loaded, smoke, request, io).finally(line.end);
    if (stop.exitCode() === undefined) print(report, request.json);
    return stop.exitCode() ?? report.exit_code;
  });
}
