// npm run prewarm: fetches the hot product pages ahead of their users, and reads the counters whether it did.

import { decideExitCode } from '../../../lib/core/outcome.ts';
import { toPlain } from '../../../lib/core/text/plain-text.ts';
import { createRedactor } from '../../../lib/core/text/redact.ts';
import { createLinePrinter } from '../../../lib/node/cli/terminal/live-line.ts';
import { createPaint } from '../../../lib/node/cli/terminal/paint.ts';
import { sayOnStdout } from '../../../lib/node/cli/terminal/say-line.ts';
import type { ServiceCommand } from '../../../lib/node/service/service-command.ts';
import { PREWARM, parsePrewarmPlan } from '../regression/options.ts';
import { runPrewarm } from '../regression/run/prewarm.ts';

export const COMMAND: ServiceCommand = {
  command: PREWARM,
  async work(loaded, { values }, { signal }) {
    const line = createLinePrinter(process.stderr);
    const plan = parsePrewarmPlan(values);
    line.show(`prewarm: ${plan.stateOnly ? 'state' : 'state, run, state'}`);
    const { outcome, why, state } = await runPrewarm(loaded, plan, signal).finally(line.end);
    const { total, ok, lost } = state.totals;
    sayOnStdout(
      `  since the service started: ${total} prefetches, ${ok} ok, ${lost} lost; ${state.hotsetSize} hot products`,
    );
    const shown = toPlain(createRedactor([plan.adminKey])(why), 300);
    const paint = createPaint(process.stdout);
    sayOnStdout(`  prewarm: ${outcome.toUpperCase()}  ${shown}`, (text) => paint(outcome, text));
    return decideExitCode(outcome);
  },
};
