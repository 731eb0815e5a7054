// npm run history -- <folder>: all its runs on one page, and where their figures changed.
import { HISTORY } from '../lib/core/compare/history/options.ts';
import { toHistoryText } from '../lib/core/compare/history/terminal.ts';
import { readOptions } from '../lib/core/options/read-options.ts';
import { runCommand } from '../lib/node/cli/run-command.ts';
import { createLinePrinter } from '../lib/node/cli/terminal/live-line.ts';
import { createLook } from '../lib/node/cli/terminal/look.ts';
import { readHistory, writeHistory } from '../lib/node/history/history.ts';

await runCommand(HISTORY, async ({ values, args: [named] }) => {
  const { text } = readOptions(HISTORY.options, values);
  const folder = named ?? text('OUTPUT_DIR');
  const line = createLinePrinter(process.stderr);
  const onRun = (done: number, all: number) => line.show(`history: ${done} of ${all} runs read …`);
  const history = await readHistory(folder, onRun).finally(line.end);
  const files = await writeHistory(history, text('HISTORY_DIR') || folder);
  console.log(toHistoryText(history, createLook(process.stdout)));
  for (const file of files) console.log(`  ${file}`);
});
