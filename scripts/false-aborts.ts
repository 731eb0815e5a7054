// npm run false-aborts: many healthy soaks, none of which may fail.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createCommand, parseOrHelp, toCount } from '../lib/node/cli/command-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { runScript } from '../lib/node/cli/run-script.ts';
import { toStamp } from '../lib/node/process/stamp.ts';
import { type HealthyRun, toFalseAbortReport } from '../teeth/false-aborts.ts';
import { runHealthySoaks } from '../teeth/healthy-soaks.ts';

const command = createCommand('npm run false-aborts -- [options]')
  .option('--runs <n>', 'how many', '300')
  .option('--jobs <n>', 'how many at once [3 a core]', String(3 * availableParallelism()))
  .option('--seed <n>', 'seed of the first run; each next has the next', '1')
  .option('--output-dir <folder>', 'takes the folders of runs that did not pass', 'results')
  .addHelpText(
    'after',
    `
Each run is a soak of 51 s against the embedded, healthy service, with every toxic. 300 runs, 6 at once, take about 50 min.
Ctrl-C ends the runs under way and prints what is known so far.
Exit code: 0 none failed, 1 one did, 2 usage or set-up, 3 none failed and none passed, 128 + signal.`,
  );

await runScript(async (stop) => {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags === undefined) return undefined;
  const asked = toCount('--runs', flags.runs);
  const paint = createPaint(process.stderr);
  const done: HealthyRun[] = [];
  await runHealthySoaks({
    runs: asked,
    jobs: toCount('--jobs', flags.jobs),
    firstSeed: toCount('--seed', flags.seed),
    dir: join(String(flags.outputDir), `false_aborts_${toStamp(new Date())}`),
    stop: stop.signal,
    onRun(run) {
      done.push(run);
      const line = `${done.length} of ${asked}  run ${run.n}  seed ${run.seed}  ${run.outcome}`;
      const why = run.outcome === 'pass' ? '' : `  ${run.because}`;
      process.stderr.write(`${paint(run.outcome === 'lost' ? 'fail' : run.outcome, line)}${why}\n`);
    },
  });
  console.log(toFalseAbortReport(done, asked));
  const failed = done.some((run) => run.outcome === 'fail');
  const passed = done.some((run) => run.outcome === 'pass');
  return failed ? 1 : (stop.exitCode() ?? (passed ? 0 : 3));
});
