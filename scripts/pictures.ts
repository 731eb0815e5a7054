// npm run pictures: the pictures of README.md, of a run that is played for them.
import { PICTURES } from '../lib/node/cli/bench-commands.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { runOwnProgram } from '../lib/node/cli/run-own-program.ts';

await runCommand(PICTURES, ({ values }, stop) => runOwnProgram('bench/pictures/main.ts', values, stop));
