// npm run smoke:reco-gates: the four cases of the recommendation gates, one line a check.

import { runSmokeCommand } from '../lib/node/smoke/command-line.ts';
import { RECO_GATE_FLOWS } from '../services/aurora/smoke/reco-gates.ts';

await runSmokeCommand('smoke:reco-gates', 'reco gate smoke', RECO_GATE_FLOWS);
