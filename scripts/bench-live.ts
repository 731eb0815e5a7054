// npm run bench:live: a thousand readers of the live feed, and how long a line of the journal takes to them.

import { BENCH_LIVE } from '../lib/node/cli/bench-commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { runOwnProgram } from '../lib/node/cli/run-own-program.ts';

await runCommand(BENCH_LIVE, ({ values }, stop) => runOwnProgram('bench/live.ts', values, stop));
