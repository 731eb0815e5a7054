// npm run bench: what the checks cost, against bare k6, Locust and Artillery.

import { BENCH } from '../lib/node/cli/bench-commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { runOwnProgram } from '../lib/node/cli/run-own-program.ts';

await runCommand(BENCH, ({ values }, stop) => runOwnProgram('bench/main.ts', values, stop));
