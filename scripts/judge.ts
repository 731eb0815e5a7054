// npm run judge -- results/<run>: the verdict of a finished run, from its journal alone.
import { toReport } from '../lib/core/verdict/report.ts';
import { createCommand, parseOrHelp } from '../lib/node/cli/command-line.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { printError } from '../lib/node/cli/run-script.ts';
import { judgeRun } from '../lib/node/run/judge.ts';
import { toRunFiles, writeReport } from '../lib/node/run/results.ts';
import { toExitCode } from '../lib/node/run/soak.ts';
import { findRun } from '../lib/node/run-folder/find-run.ts';

const command = createCommand('npm run judge -- <run folder>|latest')
  .argument('<run>', 'its folder, latest, or latest~1 for the one before')
  .addHelpText('after', '\nExit code: 0 pass, 1 fail, 2 the folder holds no run, 3 inconclusive.');

try {
  if (parseOrHelp(command, process.argv.slice(3))) {
    const [run = ''] = command.args;
    const files = toRunFiles(await findRun(run, process.env.OUTPUT_DIR ?? 'results'));
    const judgement = await judgeRun(files);
    const { summary } = judgement;
    console.log(toReport(summary, createPaint(process.stdout)));
    // The verdict stands, also where the folder may only be read.
    await writeReport(files, judgement).then(
      () => console.log(`  ${files.report}\n`),
      (error: Error) => console.error(`aurora-gate: no report was written: ${error.message}`),
    );
    process.exitCode = toExitCode({ summary, signal: undefined, trouble: undefined });
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
