// npm run regression: the product pages of the hot set, visited many times; a report, a comparison, an exit code.

import { createLinePrinter } from '../../../lib/node/cli/terminal/live-line.ts';
import { createLook } from '../../../lib/node/cli/terminal/look.ts';
import type { ServiceCommand } from '../../../lib/node/service/service-command.ts';
import { parseRegressionPlan, REGRESSION } from '../regression/options.ts';
import { toTerminal } from '../regression/pages.ts';
import { runRegression } from '../regression/run/run-regression.ts';

export const COMMAND: ServiceCommand = {
  command: REGRESSION,
  async work(loaded, { values }, { signal }) {
    const line = createLinePrinter(process.stderr);
    const { report, files } = await runRegression(loaded, parseRegressionPlan(values), {
      stop: signal,
      onProgress: (done, of, phase) => line.show(`regression: ${done} of ${of} visits (${phase})`),
    }).finally(line.end);
    console.log(toTerminal(report, createLook(process.stdout)));
    console.log(`  ${files.json}\n  ${files.markdown}`);
    return report.exit_code;
  },
};
