// npm run judge -- results/<run>: the verdict of a finished run, from its journal alone.
import { readOptions } from '../lib/core/options/read-options.ts';
import { decideExitCode } from '../lib/core/outcome.ts';
import { toReport } from '../lib/core/verdict/report.ts';
import { buildReport } from '../lib/node/build/page.ts';
import { JUDGE } from '../lib/node/cli/commands.ts';
import { createPaint } from '../lib/node/cli/paint.ts';
import { printError } from '../lib/node/cli/print-error.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { judgeRun } from '../lib/node/run/judge.ts';
import { writeReport } from '../lib/node/run/results.ts';
import { findRun } from '../lib/node/run-folder/find-run.ts';
import { toRunFiles } from '../lib/node/run-folder/run-files.ts';

await runCommand(JUDGE, async ({ values, args: [run = ''] }) => {
  const { text } = readOptions(JUDGE.options, values);
  const files = toRunFiles(await findRun(run, text('OUTPUT_DIR')));
  const judgement = await judgeRun(files);
  const { summary } = judgement;
  console.log(toReport(summary, createPaint(process.stdout)));
  // The verdict stands, also where the folder may only be read.
  await buildReport(judgement.loaded)
    .then((fillReport) => writeReport(files, judgement, fillReport))
    .then(
      () => console.log(`  ${files.report}\n`),
      (error: Error) => printError(`no report was written: ${error.message}`),
    );
  return decideExitCode(summary.verdict.outcome);
});
