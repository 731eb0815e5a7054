// npm run soak: one run, one verdict, one exit code.

import { toReport } from '../lib/core/verdict/report.ts';
import { parseRunOptions } from '../lib/node/cli/command-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { printError, runScript } from '../lib/node/cli/run-script.ts';
import { LostRunError, runSoak, toExitCode } from '../lib/node/run/soak.ts';
import { loadService, readServiceName } from '../lib/node/service/load-service.ts';

await runScript(
  async ({ signal }) => {
    const { service } = await loadService(readServiceName(process.argv.slice(3), process.env));
    const values = parseRunOptions(service, 'npm run soak -- [options]', process.argv.slice(3), process.env);
    if (values === undefined) return undefined;
    const result = await runSoak(values, { progress: process.stderr, stop: signal });
    console.log(toReport(result.summary, createPaint(process.stdout)));
    console.log(`  ${result.files.dir}\n`);
    if (result.trouble !== undefined) printError(result.trouble);
    return toExitCode(result);
  },
  (error) => (error instanceof LostRunError ? 3 : 2),
);
