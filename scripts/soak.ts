// npm run soak: one run, one verdict, one exit code.
import { redactText } from '../lib/core/redact.ts';
import { toReport } from '../lib/core/report.ts';
import { parseRunOptions } from '../lib/node/command-line.ts';
import { createPaint } from '../lib/node/paint.ts';
import { LostRunError, runSoak, toExitCode } from '../lib/node/soak.ts';
import { toStopSignal } from '../lib/node/stop-signal.ts';

const stop = toStopSignal();
try {
  const values = parseRunOptions('npm run soak -- [options]', process.argv.slice(3), process.env);
  if (values) {
    const result = await runSoak(values, { progress: process.stderr, stop: stop.signal });
    console.log(toReport(result.summary, createPaint(process.stdout)));
    console.log(`  ${result.files.dir}\n`);
    if (result.trouble !== undefined) console.error(redactText(`aurora-gate: ${result.trouble}`));
    process.exitCode = toExitCode(result);
  }
} catch (error) {
  process.exitCode = stop.exitCode() ?? (error instanceof LostRunError ? 3 : 2);
  if (stop.exitCode() === undefined)
    console.error(redactText(`aurora-gate: ${error instanceof Error ? error.message : error}`));
}
stop.release();
