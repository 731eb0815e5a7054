// Flows as k6 scenarios.
import { relative } from 'node:path';
import { compileFlow } from '../compile/compile-flow.ts';
import { type Action, takeFlows } from './context.ts';

/** Compiles the flows that are named; without a name all that k6 can play. */
export const runCompile: Action = async (context) => {
  const { loaded, words, say } = context;
  const flows = await takeFlows(context);
  const playable = flows.filter(
    ({ plays }) => words.length > 0 || !('uses' in plays) || plays.uses.check === undefined,
  );
  for (const flow of playable) say(relative(process.cwd(), await compileFlow(loaded, flow)));
  for (const { id } of flows.filter((flow) => !playable.includes(flow)))
    context.tell(`${id} is left out: k6 cannot play its check`);
  return 0;
};
