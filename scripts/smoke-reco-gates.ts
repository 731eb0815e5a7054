// npm run smoke:reco-gates: the four cases of the recommendation gates, one line a check.

import { runSmokeCommand } from '../lib/node/smoke/smoke-command.ts';
import { SMOKE_RECO_GATES } from '../services/aurora/smoke/commands.ts';
import { RECO_GATE_FLOWS } from '../services/aurora/smoke/reco-gates.ts';

await runSmokeCommand(SMOKE_RECO_GATES, 'reco gate smoke', RECO_GATE_FLOWS);
