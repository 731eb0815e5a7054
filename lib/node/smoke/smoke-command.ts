// What a command does around a smoke.
import type { Command } from '../../core/options/command.ts';
import type { Flow } from '../../core/smoke/flow.ts';
import { type SmokeReport, toTerminal } from '../../core/smoke/report.ts';
import { parseSmokeRequest } from '../../core/smoke/settings.ts';
import { createLinePrinter } from '../cli/live-line.ts';
import { createPaint } from '../cli/paint.ts';
import { runCommand } from '../cli/run-command.ts';
import { runSmoke } from './run-smoke.ts';

function print(report: SmokeReport, json: boolean): void {
  console.log(json ? JSON.stringify(report, null, 2) : toTerminal(report, createPaint(process.stdout)));
}

/** Runs a smoke as a command: parses, plays, prints, and sets the exit code. `name` is what its report is called. */
export async function runSmokeCommand(command: Command, name: string, flows: readonly Flow[]): Promise<void> {
  await runCommand(command, async ({ values }, stop) => {
    const request = parseSmokeRequest(command, values);
    const line = createLinePrinter(process.stderr);
    const onProgress = (done: number, of: number) => line.show(`${name}: ${done} of ${of} flows`);
    const report = await runSmoke(name, flows, request, { onProgress, stop: stop.signal }).finally(line.end);
    if (stop.exitCode() === undefined) print(report, request.json);
    return stop.exitCode() ?? report.exit_code;
  });
}
