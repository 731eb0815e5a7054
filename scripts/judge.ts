// npm run judge -- results/<run>: the verdict of a finished run, from its journal alone; of several segments, from theirs.
import { readOptions } from '../lib/core/options/read-options.ts';
import { decideExitCode } from '../lib/core/outcome.ts';
import { toReport } from '../lib/core/verdict/report.ts';
import { buildReport } from '../lib/node/build/page.ts';
import { JUDGE } from '../lib/node/cli/commands.ts';
import { printError } from '../lib/node/cli/print-error.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { judgeRun } from '../lib/node/run/judge.ts';
import { lacksSummary, writeReport, writeResults } from '../lib/node/run/results.ts';
import { findRun } from '../lib/node/run-folder/find-run.ts';
import { toRunFiles } from '../lib/node/run-folder/run-files.ts';
import { findSegments } from '../lib/node/segments/find-segments.ts';
import { mergeSegments } from '../lib/node/segments/merge-segments.ts';
import { loadServiceOf } from '../lib/node/service/read-service.ts';

await runCommand(JUDGE, async ({ values, args }) => {
  const { text, isOn } = readOptions(JUDGE.options, values);
  const outputDir = text('OUTPUT_DIR');
  const [run = '', ...others] = args;
  const files =
    others.length === 0
      ? toRunFiles(await findRun(run, outputDir))
      : await mergeSegments(await findSegments(args, outputDir), outputDir);
  // The bundler is a process beside us: it is done long before a day is read.
  const loading = loadServiceOf(files.journal);
  const building = loading.then(buildReport);
  building.catch(() => {});
  const judgement = await judgeRun(files, loading);
  const { summary, otherVerdict } = judgement;
  const look = createLook(process.stdout);
  console.log(toReport(summary, { look, verbose: isOn('VERBOSE') }));
  if (otherVerdict !== undefined)
    console.log(
      `${look
        .toRows([[otherVerdict]], 2)
        .flat()
        .join('\n')}\n`,
    );
  const write = others.length > 0 || (await lacksSummary(files)) ? writeResults : writeReport;
  // The verdict stands, also where the folder may only be read.
  await building
    .then((fillReport) => write(files, judgement, fillReport))
    .then(
      () => console.log(`  ${files.report}\n`),
      (error: Error) => printError(`no report was written: ${error.message}`),
    );
  return decideExitCode(summary.verdict.outcome);
});
