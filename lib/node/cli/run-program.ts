// A bench runs as a program of its own: scripts import no room but those of a run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { OptionValues } from '../../core/options/option.ts';
import { repoPath } from '../files/paths.ts';

/**
 * Runs a bench to its end, on our own terminal.
 * @param source path in the repository
 * @param values its options, which it finds as variables
 * @returns its exit code; 1 where a signal ended it
 */
export async function runBenchProgram(source: string, values: OptionValues): Promise<number> {
  const args = ['--import', 'tsx', repoPath(source)];
  const bench = spawn(process.execPath, args, {
    cwd: repoPath(),
    env: { ...process.env, ...values },
    stdio: 'inherit',
  });
  const [code] = await once(bench, 'exit');
  return Number(code ?? 1);
}
