// npm run bench:hand: what somebody at a keyboard waits for, against an earlier commit.

import { BENCH_HAND } from '../lib/node/cli/bench-commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { runOwnProgram } from '../lib/node/cli/run-own-program.ts';

await runCommand(BENCH_HAND, ({ values }, stop) => runOwnProgram('bench/hand/main.ts', values, stop));
