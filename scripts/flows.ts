// npm run flows -- <action>: synthetic flows checked, played, recorded and scheduled.
import { runFlowsCommand } from '../rollout/flows/commands/run-command.ts';

await runFlowsCommand();
