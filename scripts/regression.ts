// npm run regression: the product pages of the hot set, visited many times; a report, a comparison, an exit code.

import { createLinePrinter } from '../lib/node/cli/live-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { parseRegressionPlan, REGRESSION } from '../services/aurora/regression/options.ts';
import { toTerminal } from '../services/aurora/regression/pages.ts';
import { runRegression } from '../services/aurora/regression/run/run-regression.ts';

await runCommand(REGRESSION, async ({ values }, { signal }) => {
  const line = createLinePrinter(process.stderr);
  const { report, files } = await runRegression(parseRegressionPlan(values), {
    stop: signal,
    onProgress: (done, of, phase) => line.show(`regression: ${done} of ${of} visits (${phase})`),
  }).finally(line.end);
  console.log(toTerminal(report, createPaint(process.stdout)));
  console.log(`  ${files.json}\n  ${files.markdown}`);
  return report.exit_code;
});
