// npm run false-aborts: many healthy soaks, none of which may fail.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../lib/core/options/read-options.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { toStamp } from '../lib/node/files/stamp.ts';
import { FALSE_ABORTS } from '../teeth/commands.ts';
import { type HealthyRun, toFalseAbortReport } from '../teeth/false-aborts.ts';
import { runHealthySoaks } from '../teeth/healthy-soaks.ts';

await runCommand(FALSE_ABORTS, async ({ values }, stop) => {
  const { text, number, optionalNumber } = readOptions(FALSE_ABORTS.options, values);
  const asked = number('FALSE_ABORTS_RUNS');
  const paint = createPaint(process.stderr);
  const done: HealthyRun[] = [];
  await runHealthySoaks({
    runs: asked,
    jobs: optionalNumber('FALSE_ABORTS_JOBS') ?? 3 * availableParallelism(),
    firstSeed: number('FALSE_ABORTS_SEED'),
    dir: join(text('OUTPUT_DIR'), `false_aborts_${toStamp(new Date())}`),
    stop: stop.signal,
    onRun(run) {
      done.push(run);
      const line = `${done.length} of ${asked}  run ${run.n}  seed ${run.seed}  ${run.kind}  ${run.outcome}`;
      const why = run.outcome === 'pass' ? '' : `  ${run.because}`;
      process.stderr.write(`${paint(run.outcome === 'lost' ? 'fail' : run.outcome, line)}${why}\n`);
    },
  });
  console.log(toFalseAbortReport(done, asked));
  const failed = done.some((run) => run.outcome === 'fail');
  const passed = done.some((run) => run.outcome === 'pass');
  return failed ? 1 : (stop.exitCode() ?? (passed ? 0 : 3));
});
