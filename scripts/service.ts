// npm run probe, prewarm, regression: a command that the service under test brings, from its folder.
import { runServiceCommand } from '../lib/node/service/service-command.ts';

const [name = '', ...args] = process.argv.slice(3);
await runServiceCommand(name, args);
