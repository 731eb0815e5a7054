// The bench as a program of its own: scripts/bench.ts starts it, with its options as variables.
import { readOptions } from '../lib/core/options/read-options.ts';
import { toSignalCode } from '../lib/core/outcome.ts';
import { BENCH } from '../lib/node/cli/bench-commands.ts';
import { toClusterDir } from '../lib/node/cluster/access.ts';
import { withTemporaryDir } from '../lib/node/files/temporary.ts';
import { measureAlerts } from './alerts/measure-alerts.ts';
import { runCampaign } from './contracts/campaign.ts';
import { runBench } from './cost/run.ts';
import { measureEvidence } from './evidence.ts';
import { measureFleet } from './fleet.ts';
import { measureFleetLoad } from './fleet-load.ts';
import { measureRuleEvaluation } from './rule-evaluation.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));

const { number, isOn, text } = readOptions(BENCH.options, process.env);
try {
  if (isOn('BENCH_ALERTS'))
    await withTemporaryDir('alerts-bench', (dir) =>
      measureAlerts(dir, isOn('BENCH_WRITE'), console.log, stop.signal),
    );
  else if (isOn('BENCH_EVIDENCE'))
    await withTemporaryDir('evidence-bench', (dir) =>
      measureEvidence(dir, number('BENCH_EVIDENCE_RECORDS'), console.log, stop.signal),
    );
  else if (isOn('BENCH_CONTRACTS'))
    await runCampaign({
      bodies: number('BENCH_BODIES'),
      seed: number('BENCH_SEED'),
      print: console.log,
      stop: stop.signal,
    });
  else if (isOn('BENCH_FLEET')) measureFleet(number('BENCH_FLEET_ROWS'), console.log, stop.signal);
  else if (isOn('BENCH_FLEET_LOAD'))
    await withTemporaryDir('fleet-bench', (dir) =>
      measureFleetLoad({
        dir,
        clusterDir: toClusterDir({ text }),
        seconds: number('BENCH_SECONDS'),
        rps: number('BENCH_FLEET_RPS'),
        fleets: text('BENCH_FLEET_RUNNERS').split(',').map(Number),
        print: console.log,
        stop: stop.signal,
      }),
    );
  else if (isOn('BENCH_RULES')) await measureRuleEvaluation(console.log, stop.signal);
  else
    await runBench({
      rounds: number('BENCH_ROUNDS'),
      seconds: number('BENCH_SECONDS'),
      rivals: isOn('BENCH_RIVALS'),
      beside: text('BENCH_BESIDE'),
      write: isOn('BENCH_WRITE'),
      remoteWrite: isOn('BENCH_PROMETHEUS'),
      memoryRequests: isOn('BENCH_RSS') ? number('BENCH_RSS_REQUESTS') : 0,
      print: console.log,
      stop: stop.signal,
    });
} catch (error) {
  // An exit, since that is when children of ours are ended.
  if (stop.signal.aborted) process.exit(toSignalCode(stop.signal.reason as NodeJS.Signals));
  console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
