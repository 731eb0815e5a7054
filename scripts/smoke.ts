// npm run smoke: the key flows of the service in one pass, one line a check.

import { runSmokeCommand } from '../lib/node/smoke/smoke-command.ts';
import { SMOKE } from '../services/aurora/smoke/commands.ts';
import { RUNTIME_FLOWS } from '../services/aurora/smoke/runtime.ts';

await runSmokeCommand(SMOKE, 'runtime smoke', RUNTIME_FLOWS);
