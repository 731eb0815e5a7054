// npm run false-aborts: many healthy soaks, none of which may fail, and of none of which Prometheus may tell anybody.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parsePrometheusTarget } from '../lib/core/monitoring/prometheus-options.ts';
import { readOptions } from '../lib/core/options/read-options.ts';
import { DEFAULT_SERVICE } from '../lib/core/plan/run-options.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { showWhile } from '../lib/node/cli/spinner.ts';
import { createPaint } from '../lib/node/cli/terminal/paint.ts';
import { sayLine } from '../lib/node/cli/terminal/say-line.ts';
import { toStamp } from '../lib/node/files/stamp.ts';
import { FALSE_ABORTS } from '../teeth/commands.ts';
import { type HealthyRun, toFalseAbortReport } from '../teeth/healthy/false-aborts.ts';
import {
  findFalseAlerts,
  listNames,
  toFalseAbortCode,
  toFalseAlertReport,
} from '../teeth/healthy/false-alerts.ts';
import { runHealthySoaks } from '../teeth/healthy/healthy-soaks.ts';
import { toFleetValues } from '../teeth/on-a-fleet.ts';

await runCommand(FALSE_ABORTS, async ({ values }, stop) => {
  const { text, number, optionalNumber } = readOptions(FALSE_ABORTS.options, values);
  const asked = number('FALSE_ABORTS_RUNS');
  const prometheus = parsePrometheusTarget(values);
  // Loaded late: its checks of what is answered take longer than the start of a campaign without.
  const witness = prometheus && {
    target: prometheus,
    ...(await import('../teeth/healthy/read-alerts.ts')),
  };
  await witness?.checkRules(witness.target, DEFAULT_SERVICE);
  const since = new Date();
  const paint = createPaint(process.stderr);
  const done: HealthyRun[] = [];
  await runHealthySoaks({
    runs: asked,
    jobs: optionalNumber('FALSE_ABORTS_JOBS') ?? 3 * availableParallelism(),
    firstSeed: number('FALSE_ABORTS_SEED'),
    dir: join(text('OUTPUT_DIR'), `false_aborts_${toStamp(since)}`),
    toMore: (worker) => ({
      ...toFleetValues(values, worker),
      ...(prometheus && {
        PROMETHEUS_URL: text('PROMETHEUS_URL'),
        PROMETHEUS_TOKEN: text('PROMETHEUS_TOKEN'),
      }),
    }),
    stop: stop.signal,
    onRun(run) {
      done.push(run);
      const line = `${done.length} of ${asked}  run ${run.n}  seed ${run.seed}  ${run.kind}  ${run.outcome}`;
      const why = run.outcome === 'pass' ? '' : `  ${run.because}`;
      sayLine(process.stderr, `${line}${why}`, (text) =>
        paint(run.outcome === 'lost' ? 'fail' : run.outcome, text),
      );
    },
  });
  console.log(toFalseAbortReport(done, asked));
  const readAlerts = async () =>
    witness?.readRunAlerts(witness.target, DEFAULT_SERVICE, listNames(done), since, stop.signal);
  const told = await showWhile(
    'waiting for the rules of Prometheus to have done with the last run',
    readAlerts,
  );
  const alerts = told && findFalseAlerts(done, told);
  if (alerts) console.log(toFalseAlertReport(alerts));
  const code = toFalseAbortCode(done, alerts);
  return code === 1 ? 1 : (stop.exitCode() ?? code);
});
