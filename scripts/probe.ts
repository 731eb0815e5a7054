// npm run probe: the rollout invariants of the chat, from a few users' calls; a report, an alert, an exit code.
import { parseProbePlan } from '../lib/core/probe/options.ts';
import { toTerminal } from '../lib/core/probe/pages.ts';
import { createLinePrinter } from '../lib/node/live-line.ts';
import { createPaint } from '../lib/node/paint.ts';
import { parseProbeOptions } from '../lib/node/probe/command-line.ts';
import { runProbe } from '../lib/node/probe/run-probe.ts';
import { toStopSignal } from '../lib/node/stop-signal.ts';

const stop = toStopSignal();
const line = createLinePrinter(process.stderr);
try {
  const values = parseProbeOptions(process.argv.slice(3), process.env);
  if (values) {
    const plan = parseProbePlan(values);
    const onProgress = (done: number, of: number) => line.show(`rollout probe: ${done} of ${of} samples`);
    const { report, files } = await runProbe(plan, { onProgress, stop: stop.signal });
    line.end();
    console.log(toTerminal(report, createPaint(process.stdout)));
    console.log(`  ${files.json}\n  ${files.markdown}`);
    if (report.state.note !== '') console.error(`aurora-gate: ${report.state.note}`);
    if (report.webhook.outcome === 'failed')
      console.error(
        `aurora-gate: the alert was NOT delivered after ${report.webhook.attempts} attempts: ${report.webhook.problem}`,
      );
    process.exitCode = report.exit_code;
  }
} catch (error) {
  line.end();
  process.exitCode = stop.exitCode() ?? 3;
  if (stop.exitCode() === undefined)
    console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
}
stop.release();
