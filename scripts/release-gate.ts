// npm run release-gate: smoke, recommendation gates, rollout probe and a soak in turn; one table, one exit code, one folder.

import { toReleaseTerminal } from '../lib/core/release/report.ts';
import { parseRunOptions } from '../lib/node/cli/command-line.ts';
import { createLinePrinter } from '../lib/node/cli/live-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { runScript } from '../lib/node/cli/run-script.ts';
import { runReleaseGate } from '../lib/node/release/run-release-gate.ts';
import { loadService, readServiceName } from '../lib/node/service/load-service.ts';

await runScript(async (stop) => {
  const loaded = await loadService(readServiceName(process.argv.slice(3), process.env));
  const values = parseRunOptions(
    loaded.service,
    'npm run release-gate -- [options]',
    process.argv.slice(3),
    process.env,
  );
  if (values === undefined) return undefined;
  const line = createLinePrinter(process.stderr);
  const { report, dir } = await runReleaseGate(
    { loaded, values, env: process.env },
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
