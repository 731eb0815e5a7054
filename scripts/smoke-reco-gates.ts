// npm run smoke:reco-gates: the four cases of the recommendation gates, one line a check.
import { RECO_GATE_FLOWS } from '../lib/core/smoke/reco-gates.ts';
import { runSmokeCommand } from '../lib/node/smoke/command-line.ts';

await runSmokeCommand('smoke:reco-gates', 'reco gate smoke', RECO_GATE_FLOWS);
