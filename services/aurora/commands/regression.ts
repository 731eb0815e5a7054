// npm run regression: the product pages of the hot set, visited many times; a report, a comparison, an exit code.

import { parseOptions } from '../../../lib/node/cli/command-line.ts';
import { createLinePrinter } from '../../../lib/node/cli/live-line.ts';
import { createPaint } from '../../../lib/node/cli/paint.ts';
import { runScript } from '../../../lib/node/cli/run-script.ts';
import type { ServiceCommand } from '../../../lib/node/service/service-command.ts';
import { parseRegressionPlan, REGRESSION_OPTIONS } from '../regression/options.ts';
import { toTerminal } from '../regression/pages.ts';
import { runRegression } from '../regression/run/run-regression.ts';

const HELP = `
A flag wins over its variable. Exit code: 0 every check held; 1 one failed, a page that is worse than before included; 2 usage or
set-up; 3 could not tell: visits without an answer, too few of them, an earlier report of another set-up; 128 + signal.`;

/** The command. `args` are those after its name. */
export const run: ServiceCommand = (loaded, args) =>
  runScript(async ({ signal }) => {
    const values = parseOptions({
      usage: 'npm run regression -- [options]',
      options: REGRESSION_OPTIONS,
      help: HELP,
      args: args,
      env: process.env,
    });
    if (values === undefined) return undefined;
    const line = createLinePrinter(process.stderr);
    const { report, files } = await runRegression(loaded, parseRegressionPlan(values), {
      stop: signal,
      onProgress: (done, of, phase) => line.show(`regression: ${done} of ${of} visits (${phase})`),
    }).finally(line.end);
    console.log(toTerminal(report, createPaint(process.stdout)));
    console.log(`  ${files.json}\n  ${files.markdown}`);
    return report.exit_code;
  });
