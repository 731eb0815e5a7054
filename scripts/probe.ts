// npm run probe: the rollout invariants of the chat, from a few users' calls; a report, an alert, an exit code.
import { parseProbePlan } from '../lib/core/probe/options.ts';
import { toTerminal } from '../lib/core/probe/pages.ts';
import { createLinePrinter } from '../lib/node/live-line.ts';
import { createPaint } from '../lib/node/paint.ts';
import { parseProbeOptions } from '../lib/node/probe/command-line.ts';
import { runProbe } from '../lib/node/probe/run-probe.ts';
import { printError, runScript } from '../lib/node/run-script.ts';

const COULD_NOT_BEGIN = 3;

await runScript(
  async ({ signal }) => {
    const values = parseProbeOptions(process.argv.slice(3), process.env);
    if (values === undefined) return undefined;
    const plan = parseProbePlan(values);
    const line = createLinePrinter(process.stderr);
    const onProgress = (done: number, of: number) => line.show(`rollout probe: ${done} of ${of} samples`);
    const { report, files } = await runProbe(plan, { onProgress, stop: signal }).finally(line.end);
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
