// npm run smoke: the key flows of the service in one pass, one line a check.
import { runSmokeCommand } from '../lib/node/smoke/smoke-command.ts';

await runSmokeCommand();
