// What it costs k6 to write its series to a Prometheus, and how many series a run makes.
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { hasWindow } from '../lib/core/gates/gates.ts';
import { type PrometheusTarget, toK6Output } from '../lib/core/monitoring/prometheus-options.ts';
import { parsePlan } from '../lib/core/plan/plan.ts';
import { PHASES } from '../lib/core/plan/schedule.ts';
import type { Service } from '../lib/core/service/service.ts';
import { ensureTool } from '../lib/node/build/tools.ts';
import { queryInstant, toApiServer } from '../lib/node/prometheus/read.ts';
import { startPrometheus } from '../lib/node/prometheus/start.ts';
import { listGates } from '../thresholds/gates.ts';
import { PROFILES } from '../thresholds/profiles.ts';
import { toLines, toTable } from './cost/figures.ts';
import { type RoundsOptions, runRounds } from './cost/rounds.ts';
import type { Runner } from './cost/runners.ts';

/** More CPU than this is a finding, as a ratio to a run beside it that writes nowhere. */
const MOST_TIMES = 1.1;
const LONGER = 3;
/** Counted in calls by k6, at every one: http_reqs, http_req_failed and seven durations. */
const METRICS_OF_A_CALL = 9;
/** Of a journey: its number, its length, what was sent and received, and the latency of answers. */
const METRICS_OF_A_JOURNEY = 5;
/** 200, two that the service gives in trouble, and 0 for no answer; each further one adds a sixth of all at the most. */
const STATUSES = 4;

/** The same runner, with its series written to a Prometheus; those of one length are the series of one run. */
const withOutput = (runner: Runner, target: PrometheusTarget): Runner => ({
  ...runner,
  name: `${runner.name} to Prometheus`,
  toCommand(round) {
    const { command, args, env } = runner.toCommand(round);
    const tags = ['--tag=service=bench', `--tag=run=${toRun(round.seconds)}`];
    return {
      command,
      args: [...args.slice(0, -1), ...tags, ...args.slice(-1)],
      env: { ...env, ...toK6Output(target, env) },
    };
  },
});
const toRun = (seconds: number) => `bench-${seconds}`;

/**
 * The most series that k6 makes of a run, however long: every label has a set of values that the service and the plan bound.
 */
export function computeMostSeries(service: Service): number {
  const gates = listGates(service, parsePlan(service, { SEED: '1' }, PROFILES));
  const cells = service.variantIds.length * PHASES.length;
  const groups = service.journeyIds.length * cells;
  const routes = service.journeyIds
    .map((id) => new Set(service.journeys[id]?.steps.map(({ route }) => route)).size)
    .reduce((sum, count) => sum + count, 0);
  return (
    METRICS_OF_A_CALL * routes * cells * STATUSES +
    Object.keys(service.counters).length * (groups + 1) +
    METRICS_OF_A_JOURNEY * (groups + 1) +
    gates.filter(hasWindow).length * (PHASES.length + 1) +
    gates.length +
    METRICS_OF_A_CALL * 2
  );
}

/**
 * Measures both in turn, and prints the ratio and the number of series of two lengths.
 * @throws Error where a runner fails
 */
export async function measureRemoteWrite(
  options: Omit<RoundsOptions, 'runners' | 'onSample' | 'onSkipped'>,
  runner: Runner,
  served: Service,
  print: (line: string) => void,
): Promise<void> {
  const dir = await mkdtemp(join(options.dir, 'prometheus-'));
  const { target, child } = await startPrometheus(await ensureTool('prometheus'), dir);
  const countSeries = async (seconds: number) => {
    const expression = `count(last_over_time({run="${toRun(seconds)}"}[1h]))`;
    const [found] = await queryInstant(toApiServer(target), expression);
    return found?.value ?? 0;
  };
  try {
    const writing = withOutput(runner, target);
    const onSample: RoundsOptions['onSample'] = ({ runner: name, cpuMsPerRequest, requests }) =>
      print(`  ${name}  ${requests} requests  ${cpuMsPerRequest.toFixed(3)} CPU-ms a request`);
    const told = { ...options, onSample, onSkipped: print };
    const lines = toLines(await runRounds({ ...told, runners: [runner, writing] }), runner.name);
    print(`\n${toTable(lines)}\n`);
    const times = lines.find(({ runner: name }) => name === writing.name)?.timesBare?.median ?? Number.NaN;
    print(
      `remote write: ${times.toFixed(2)} times the CPU of k6 without it, ${times < MOST_TIMES ? 'under' : 'NOT under'} ${MOST_TIMES.toFixed(2)}`,
    );
    const seconds = options.seconds * LONGER;
    await runRounds({ ...told, rounds: 1, seconds, runners: [writing] });
    const [short, long] = [await countSeries(options.seconds), await countSeries(seconds)];
    print(
      `series of k6: ${short} after ${options.seconds} s, ${long} after ${seconds} s; at most ${computeMostSeries(served)} in a run of any length`,
    );
  } finally {
    await child.stop();
  }
}
