// npm run probe: the rollout invariants of the chat, from a few users' calls; a report, an alert, an exit code.

import { createLinePrinter } from '../../../lib/node/cli/live-line.ts';
import { createPaint } from '../../../lib/node/cli/paint.ts';
import { printError, runScript } from '../../../lib/node/cli/run-script.ts';
import type { ServiceCommand } from '../../../lib/node/service/service-command.ts';
import { parseProbePlan } from '../probe/options.ts';
import { toTerminal } from '../probe/pages.ts';
import { parseProbeOptions } from '../probe/run/command-line.ts';
import { runProbe } from '../probe/run/run-probe.ts';

const COULD_NOT_BEGIN = 3;

/** The command. `args` are those after its name. */
export const run: ServiceCommand = (loaded, args) =>
  runScript(
    async ({ signal }) => {
      const values = parseProbeOptions(args, process.env);
      if (values === undefined) return undefined;
      const plan = parseProbePlan(values);
      const line = createLinePrinter(process.stderr);
      const onProgress = (done: number, of: number) => line.show(`rollout probe: ${done} of ${of} samples`);
      const { report, files } = await runProbe(loaded, plan, { onProgress, stop: signal }).finally(line.end);
      console.log(toTerminal(report, createPaint(process.stdout)));
      console.log(`  ${files.json}\n  ${files.markdown}`);
      if (report.state.note !== '') printError(report.state.note);
      if (report.webhook.outcome === 'failed')
        printError(
          `the alert was NOT delivered after ${report.webhook.attempts} attempts: ${report.webhook.problem}`,
        );
      return report.exit_code;
    },
    () => COULD_NOT_BEGIN,
  );
