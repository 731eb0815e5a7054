// npm run probe, prewarm, regression: a command that the service under test brings, from its folder.
import { printError } from '../lib/node/cli/run-script.ts';
import { runServiceCommand } from '../lib/node/service/service-command.ts';

const [name = '', ...args] = process.argv.slice(3);
try {
  await runServiceCommand(name, args);
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
