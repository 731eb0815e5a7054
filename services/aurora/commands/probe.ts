// npm run probe: the rollout invariants of the chat, from a few users' calls; a report, an alert, an exit code.

import { printError } from '../../../lib/node/cli/print-error.ts';
import { createLinePrinter } from '../../../lib/node/cli/terminal/live-line.ts';
import { createLook } from '../../../lib/node/cli/terminal/look.ts';
import type { ServiceCommand } from '../../../lib/node/service/service-command.ts';
import { PROBE, parseProbePlan } from '../probe/options.ts';
import { toTerminal } from '../probe/pages.ts';
import { pushReport } from '../probe/run/push-report.ts';
import { runProbe } from '../probe/run/run-probe.ts';

const COULD_NOT_BEGIN = 3;

export const COMMAND: ServiceCommand = {
  command: PROBE,
  async work(loaded, { values }, { signal }) {
    const plan = parseProbePlan(values);
    const line = createLinePrinter(process.stderr);
    const onProgress = (done: number, of: number) => line.show(`rollout probe: ${done} of ${of} samples`);
    const { report, files } = await runProbe(loaded, plan, { onProgress, stop: signal }).finally(line.end);
    console.log(toTerminal(report, createLook(process.stdout)));
    console.log(`  ${files.json}\n  ${files.markdown}`);
    if (report.state.note !== '') printError(report.state.note);
    if (report.webhook.outcome === 'failed')
      printError(
        `the alert was NOT delivered after ${report.webhook.attempts} attempts: ${report.webhook.problem}`,
      );
    const notPushed = await pushReport(plan.prometheus, loaded.service.id, report);
    if (notPushed !== undefined) printError(notPushed);
    return report.exit_code;
  },
  toErrorCode: () => COULD_NOT_BEGIN,
};
