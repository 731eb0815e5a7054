// npm run release-gate: smoke, recommendation gates, rollout probe and a soak in turn; one table, one exit code, one folder.
import { redactText } from '../lib/core/redact.ts';
import { toReleaseTerminal } from '../lib/core/release/report.ts';
import { parseRunOptions } from '../lib/node/command-line.ts';
import { createLinePrinter } from '../lib/node/live-line.ts';
import { createPaint } from '../lib/node/paint.ts';
import { runReleaseGate } from '../lib/node/release/run-release-gate.ts';
import { toStopSignal } from '../lib/node/stop-signal.ts';

const stop = toStopSignal();
const line = createLinePrinter(process.stderr);
try {
  const values = parseRunOptions('npm run release-gate -- [options]', process.argv.slice(3), process.env);
  if (values) {
    const { report, dir } = await runReleaseGate(
      { values, env: process.env },
      {
        onProgress: (text) => line.show(text),
        onStage: ({ id, outcome }) => {
          line.end();
          process.stderr.write(`${id}: ${outcome.replace('_', ' ')}\n`);
        },
        progress: process.stderr,
        stop: stop.signal,
      },
    );
    console.log(redactText(toReleaseTerminal(report, createPaint(process.stdout))));
    console.log(`  ${dir}\n`);
    process.exitCode = stop.exitCode() ?? report.exit_code;
  }
} catch (error) {
  line.end();
  process.exitCode = stop.exitCode() ?? 2;
  if (stop.exitCode() === undefined)
    console.error(redactText(`aurora-gate: ${error instanceof Error ? error.message : error}`));
}
stop.release();
