// npm run compare -- <earlier run> <later run>: better, the same or worse, with a noise band for every figure.
import { toComparisonExitCode } from '../lib/core/compare/compare.ts';
import { COMPARE, parseCompareRequest } from '../lib/core/compare/options.ts';
import { toTerminal } from '../lib/core/compare/terminal.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { createLinePrinter } from '../lib/node/cli/terminal/live-line.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { createComparisonPaint } from '../lib/node/cli/terminal/paint.ts';
import { compareFolders } from '../lib/node/compare/compare.ts';

await runCommand(COMPARE, async ({ values, args }) => {
  const request = parseCompareRequest(values, args);
  const line = createLinePrinter(process.stderr);
  const onRun = (name: string) => line.show(`compare: reading ${name} …`);
  const comparison = await compareFolders(request, request.outputDir, onRun).finally(line.end);
  console.log(toTerminal(comparison, createComparisonPaint(process.stdout), createLook(process.stdout)));
  return toComparisonExitCode(comparison.verdict);
});
