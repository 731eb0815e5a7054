// npm run prewarm: fetches the hot product pages ahead of their users, and reads the counters whether it did.

import { toPlain } from '../lib/core/probe/plain-text.ts';
import { createRedactor } from '../lib/core/redact.ts';
import { toExitCode } from '../lib/core/regression/checks.ts';
import { PREWARM_OPTIONS, parsePrewarmPlan } from '../lib/core/regression/options.ts';
import { parseOptions } from '../lib/node/command-line.ts';
import { createLinePrinter } from '../lib/node/live-line.ts';
import { createPaint } from '../lib/node/paint.ts';
import { runPrewarm } from '../lib/node/prewarm.ts';
import { runScript } from '../lib/node/run-script.ts';

const HELP = `
A flag wins over its variable. Exit code: 0 the pages were prefetched; 1 prefetches failed, whatever the answer said; 2 usage or
set-up, no key or a refused one included; 3 could not tell: nothing was counted; 128 + signal.`;

await runScript(async ({ signal }) => {
  const values = parseOptions({
    usage: 'npm run prewarm -- [options]',
    options: PREWARM_OPTIONS,
    help: HELP,
    args: process.argv.slice(3),
    env: process.env,
  });
  if (values === undefined) return undefined;
  const line = createLinePrinter(process.stderr);
  const plan = parsePrewarmPlan(values);
  line.show(`prewarm: ${plan.stateOnly ? 'state' : 'state, run, state'}`);
  const { outcome, why, state } = await runPrewarm(plan, signal).finally(line.end);
  const { total, ok, lost } = state.totals;
  console.log(
    `  since the service started: ${total} prefetches, ${ok} ok, ${lost} lost; ${state.hotsetSize} hot products`,
  );
  const shown = toPlain(createRedactor([plan.adminKey])(why), 300);
  console.log(`  prewarm: ${createPaint(process.stdout)(outcome, outcome.toUpperCase())}  ${shown}`);
  return toExitCode(outcome);
});
