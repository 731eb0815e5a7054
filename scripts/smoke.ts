// npm run smoke: the key flows of the service in one pass, one line a check.

import { runSmokeCommand } from '../lib/node/smoke/command-line.ts';
import { RUNTIME_FLOWS } from '../services/aurora/smoke/runtime.ts';

await runSmokeCommand('smoke', 'runtime smoke', RUNTIME_FLOWS);
