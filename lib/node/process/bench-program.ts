// A bench runs as a program of its own: scripts import no room but those of a run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { repoPath } from './paths.ts';

/**
 * Runs a bench to its end, on our own terminal.
 * @param source path in the repository
 * @returns its exit code; 1 where a signal ended it
 */
export async function runBenchProgram(source: string, counts: readonly number[]): Promise<number> {
  const args = ['--import', 'tsx', repoPath(source), ...counts.map(String)];
  const bench = spawn(process.execPath, args, { cwd: repoPath(), stdio: 'inherit' });
  const [code] = await once(bench, 'exit');
  return Number(code ?? 1);
}
