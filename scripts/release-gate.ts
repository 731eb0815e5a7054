// npm run release-gate: smoke, recommendation gates, rollout probe and a soak in turn; one table, one exit code, one folder.
import { toReleaseTerminal } from '../lib/core/release/report.ts';
import { RELEASE_GATE } from '../lib/node/cli/commands.ts';
import { createLinePrinter } from '../lib/node/cli/live-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { runReleaseGate } from '../lib/node/release/run-release-gate.ts';

await runCommand(RELEASE_GATE, async ({ values }, stop) => {
  const line = createLinePrinter(process.stderr);
  const { report, dir } = await runReleaseGate(
    { values, env: process.env },
    {
      onProgress: (text) => line.show(text),
      onStage({ id, outcome }) {
        line.end();
        process.stderr.write(`${id}: ${outcome.replace('_', ' ')}\n`);
      },
      progress: process.stderr,
      stop: stop.signal,
    },
  ).finally(line.end);
  console.log(toReleaseTerminal(report, createPaint(process.stdout)));
  console.log(`  ${dir}\n`);
  return stop.exitCode() ?? report.exit_code;
});
