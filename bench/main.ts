// The bench as a program of its own: scripts/bench.ts starts it, with its options as variables.
import { readOptions } from '../lib/core/options/read-options.ts';
import { BENCH } from '../lib/node/cli/commands.ts';
import { runBench } from './run.ts';

// A signal becomes an exit, since that is when the children of ours are ended.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(code));
}

const { number, isOn } = readOptions(BENCH.options, process.env);
try {
  await runBench({
    rounds: number('BENCH_ROUNDS'),
    seconds: number('BENCH_SECONDS'),
    memoryRequests: isOn('BENCH_RSS') ? number('BENCH_RSS_REQUESTS') : 0,
    print: console.log,
  });
} catch (error) {
  console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
