// The bench as a program of its own: scripts/bench.ts starts it with `<rounds> <seconds> [requests of the memory run]`, checked there.
import { runBench } from './run.ts';

// A signal becomes an exit, since that is when the children of ours are ended.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(code));
}

const [rounds = '', seconds = '', memory = '0'] = process.argv.slice(2);
try {
  await runBench({
    rounds: Number(rounds),
    seconds: Number(seconds),
    memoryRequests: Number(memory),
    print: console.log,
  });
} catch (error) {
  console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
