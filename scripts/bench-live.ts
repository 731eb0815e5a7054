// npm run bench:live: a thousand readers of the live feed, and how long a line of the journal takes to them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createCommand, parseOrHelp, toCount } from '../lib/node/command-line.ts';
import { repoPath } from '../lib/node/paths.ts';
import { printError } from '../lib/node/run-script.ts';

const command = createCommand('npm run bench:live -- [options]')
  .option('--readers <n>', 'streams that are open at once', '1000')
  .option('--seconds <n>', 'length in all, shared by three loads: calm, chaos, spike', '60')
  .addHelpText(
    'after',
    '\nReaders and feed share this machine: on a busy one the latencies are those of waiting for a processor.',
  );

try {
  const flags = parseOrHelp(command, process.argv.slice(3));
  if (flags) {
    const counts = [toCount('--readers', flags.readers), toCount('--seconds', flags.seconds)];
    const args = ['--import', 'tsx', repoPath('bench/live.ts'), ...counts.map(String)];
    // A program of its own, as the other bench is: scripts import no room but those of a run.
    const bench = spawn(process.execPath, args, { cwd: repoPath(), stdio: 'inherit' });
    const [code] = await once(bench, 'exit');
    process.exitCode = Number(code ?? 1);
  }
} catch (error) {
  printError(error);
  process.exitCode = 2;
}
