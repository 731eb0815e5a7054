// npm run compare -- <earlier run> <later run>: better, the same or worse, with a noise band for every figure.
import { toComparisonExitCode } from '../lib/core/compare/compare.ts';
import { COMPARE_OPTIONS, parseCompareRequest } from '../lib/core/compare/options.ts';
import { toTerminal } from '../lib/core/compare/terminal.ts';
import { addOptions, createCommand, parseOrHelp, toValues } from '../lib/node/cli/command-line.ts';
import { createLinePrinter } from '../lib/node/cli/live-line.ts';
import { createComparisonPaint } from '../lib/node/cli/paint.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import { compareFolders } from '../lib/node/compare/compare.ts';

const command = addOptions(
  createCommand('npm run compare -- <earlier> <later> | <later> --baseline <earlier…>  [options]')
    .argument('<runs...>', 'folders, latest, or latest~1 for the one before')
    .option('--baseline <runs...>', 'several earlier runs as one base, where one is too noisy'),
  COMPARE_OPTIONS,
).addHelpText(
  'after',
  '\nExit code: 0 same or better, 1 worse, 2 usage, 3 not comparable or could not tell.',
);

const line = createLinePrinter(process.stderr);
try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const values = toValues(COMPARE_OPTIONS, flags, process.env);
    const request = parseCompareRequest(values, command.args, (flags.baseline as string[] | undefined) ?? []);
    const comparison = await compareFolders(request, process.env.OUTPUT_DIR ?? 'results', (name) =>
      line.show(`compare: reading ${name} …`),
    );
    line.end();
    console.log(toTerminal(comparison, createComparisonPaint(process.stdout)));
    process.exitCode = toComparisonExitCode(comparison.verdict);
  }
} catch (error) {
  line.end();
  printError(error);
  process.exitCode = 2;
}
