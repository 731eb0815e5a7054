// npm run bench: what the checks cost against bare k6, and against Locust and Artillery where they are.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createCommand, parseOrHelp } from '../lib/node/command-line.ts';
import { repoPath } from '../lib/node/paths.ts';

const command = createCommand('npm run bench -- [options]')
  .option('--rounds <n>', 'rounds of each runner under each load', '3')
  .option('--seconds <n>', 'length of a round', '15')
  .option('--rss', "the suite's memory over 361,000 requests as well, some minutes")
  .addHelpText('after', '\nA busy machine adds CPU time to all runners alike: look at the column "× bare".');

/** @throws Error for what is no whole number from 1 */
function toCount(flag: string, value: unknown): string {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return String(count);
  throw new Error(`--${flag} ${value}: give a whole number from 1`);
}

try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const counts = [toCount('rounds', flags.rounds), toCount('seconds', flags.seconds)];
    const args = ['--import', 'tsx', repoPath('bench/main.ts'), ...counts, String(flags.rss === true)];
    // A program of its own, as the stack's are: scripts import no room but those of a run.
    const bench = spawn(process.execPath, args, { cwd: repoPath(), stdio: 'inherit' });
    const [code] = await once(bench, 'exit');
    process.exitCode = Number(code ?? 1);
  }
} catch (error) {
  console.error(`aurora-gate: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
