// npm run soak: one run, one verdict, one exit code.

import { readOptions } from '../lib/core/options/read-options.ts';
import { listOptions } from '../lib/core/plan/run-options.ts';
import { toReport } from '../lib/core/verdict/report.ts';
import { toSoakCommand } from '../lib/node/cli/commands.ts';
import { printError } from '../lib/node/cli/print-error.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { sayOnStderr } from '../lib/node/cli/terminal/say-line.ts';
import { enterFleet } from '../lib/node/fleet/open-fleet.ts';
import { createKeptFeed } from '../lib/node/live/kept-feed.ts';
import { LostRunError, runSoak, toExitCode } from '../lib/node/run/soak.ts';
import { runForService } from '../lib/node/service/service-command.ts';

await runForService(
  toSoakCommand,
  async ({ service }, { values }, { signal }) => {
    const { isOn } = readOptions(listOptions(service), values);
    const kept = createKeptFeed();
    try {
      const result = await runSoak(values, { progress: process.stderr, stop: signal, keepLive: kept.keep });
      console.log(toReport(result.summary, { look: createLook(process.stdout), verbose: isOn('VERBOSE') }));
      console.log(`  ${result.files.dir}\n`);
      if (result.trouble !== undefined) printError(result.trouble);
      await kept.stay(signal, sayOnStderr);
      return toExitCode(result);
    } finally {
      await kept.end();
    }
  },
  (error) => (error instanceof LostRunError ? 3 : 2),
  enterFleet,
);
