// npm run release-gate: the checks of the service and a soak in turn; one table, one exit code, one folder.

import { toReleaseTerminal } from '../lib/core/release/report.ts';
import { toReleaseGateCommand } from '../lib/node/cli/commands.ts';
import { printError } from '../lib/node/cli/print-error.ts';
import { createLinePrinter } from '../lib/node/cli/terminal/live-line.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { sayOnStderr } from '../lib/node/cli/terminal/say-line.ts';
import { runReleaseGate } from '../lib/node/release/run-release-gate.ts';
import { runForService } from '../lib/node/service/service-command.ts';

await runForService(toReleaseGateCommand, async (loaded, { values }, stop) => {
  const line = createLinePrinter(process.stderr);
  const { report, dir, trouble } = await runReleaseGate(
    { loaded, values, env: process.env },
    {
      onProgress: (text) => line.show(text),
      onStage({ id, outcome }) {
        line.end();
        sayOnStderr(`${id}: ${outcome.replace('_', ' ')}`);
      },
      progress: process.stderr,
      stop: stop.signal,
    },
  ).finally(line.end);
  console.log(toReleaseTerminal(report, createLook(process.stdout)));
  console.log(`  ${dir}\n`);
  if (trouble !== undefined) printError(trouble);
  // A release that was to be signed, and is not, is no release that passed.
  return stop.exitCode() ?? (trouble !== undefined && report.exit_code === 0 ? 3 : report.exit_code);
});
