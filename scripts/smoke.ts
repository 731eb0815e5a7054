// npm run smoke: the key flows of the service in one pass, one line a check.
import { RUNTIME_FLOWS } from '../lib/core/smoke/runtime.ts';
import { runSmokeCommand } from '../lib/node/smoke/command-line.ts';

await runSmokeCommand('smoke', 'runtime smoke', RUNTIME_FLOWS);
