// npm run bench: what the checks cost against bare k6, and against Locust and Artillery where they are.

import { createCommand, parseOrHelp, toCount } from '../lib/node/cli/command-line.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import { runBenchProgram } from '../lib/node/process/bench-program.ts';

const command = createCommand('npm run bench -- [options]')
  .option('--rounds <n>', 'rounds of each runner under each load', '3')
  .option('--seconds <n>', 'length of a round', '15')
  .option(
    '--rss [requests]',
    "the suite's memory over so many requests as well, some minutes (default: 361000)",
  )
  .addHelpText('after', '\nA busy machine adds CPU time to all runners alike: look at the column "× bare".');

/** Enough to tell what grows; a day as the runbook loads it is 412,000 (1, 3 and 20 journeys/s, 3.2 calls each). */
const LONG_RUN_REQUESTS = 361_000;

try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const counts = [toCount('--rounds', flags.rounds), toCount('--seconds', flags.seconds)];
    if (flags.rss !== undefined)
      counts.push(toCount('--rss', flags.rss === true ? LONG_RUN_REQUESTS : flags.rss));
    process.exitCode = await runBenchProgram('bench/main.ts', counts);
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
