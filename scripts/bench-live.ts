// npm run bench:live: a thousand readers of the live feed, and how long a line of the journal takes to them.

import { createCommand, parseOrHelp, toCount } from '../lib/node/cli/command-line.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import { runBenchProgram } from '../lib/node/process/bench-program.ts';

const command = createCommand('npm run bench:live -- [options]')
  .option('--readers <n>', 'streams that are open at once', '1000')
  .option('--seconds <n>', 'length in all, shared by three loads: baseline, chaos, spike', '60')
  .addHelpText(
    'after',
    '\nReaders and feed share this machine: on a busy one the latencies are those of waiting for a processor.',
  );

try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const counts = [toCount('--readers', flags.readers), toCount('--seconds', flags.seconds)];
    process.exitCode = await runBenchProgram('bench/live.ts', counts);
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
