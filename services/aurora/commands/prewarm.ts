// npm run prewarm: fetches the hot product pages ahead of their users, and reads the counters whether it did.

import { toPlain } from '../../../lib/core/text/plain-text.ts';
import { createRedactor } from '../../../lib/core/text/redact.ts';
import { parseOptions } from '../../../lib/node/cli/command-line.ts';
import { createLinePrinter } from '../../../lib/node/cli/live-line.ts';
import { createPaint } from '../../../lib/node/cli/paint.ts';
import { runScript } from '../../../lib/node/cli/run-script.ts';
import type { ServiceCommand } from '../../../lib/node/service/service-command.ts';
import { toExitCode } from '../regression/checks.ts';
import { PREWARM_OPTIONS, parsePrewarmPlan } from '../regression/options.ts';
import { runPrewarm } from '../regression/run/prewarm.ts';

const HELP = `
A flag wins over its variable. Exit code: 0 the pages were prefetched; 1 prefetches failed, whatever the answer said; 2 usage or
set-up, no key or a refused one included; 3 could not tell: nothing was counted; 128 + signal.`;

/** The command. `args` are those after its name. */
export const run: ServiceCommand = (loaded, args) =>
  runScript(async ({ signal }) => {
    const values = parseOptions({
      usage: 'npm run prewarm -- [options]',
      options: PREWARM_OPTIONS,
      help: HELP,
      args: args,
      env: process.env,
    });
    if (values === undefined) return undefined;
    const line = createLinePrinter(process.stderr);
    const plan = parsePrewarmPlan(values);
    line.show(`prewarm: ${plan.stateOnly ? 'state' : 'state, run, state'}`);
    const { outcome, why, state } = await runPrewarm(loaded, plan, signal).finally(line.end);
    const { total, ok, lost } = state.totals;
    console.log(
      `  since the service started: ${total} prefetches, ${ok} ok, ${lost} lost; ${state.hotsetSize} hot products`,
    );
    const shown = toPlain(createRedactor([plan.adminKey])(why), 300);
    console.log(`  prewarm: ${createPaint(process.stdout)(outcome, outcome.toUpperCase())}  ${shown}`);
    return toExitCode(outcome);
  });
