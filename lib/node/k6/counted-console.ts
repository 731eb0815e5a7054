// The console of the k6 on this machine where its journal is one of counts: a named pipe, and a process at its other end.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import type { Service } from '../../core/service/service.ts';
import { repoPath } from '../files/paths.ts';
import { toProgram } from '../files/programs.ts';
import { type Child, startChild } from '../process/child.ts';
import type { Cleanup } from '../process/cleanup.ts';
import { runProgram } from '../process/run-program.ts';
import type { RunFiles } from '../run-folder/run-files.ts';
import { toFlagsVariable } from './counted-flags.ts';

export interface CountedConsole {
  /** What k6 is to write its console to. */
  readonly path: string;
  /** Ends when k6 has closed the pipe and all is in the journal. */
  readonly counting: Child;
}

/**
 * Makes it.
 * @throws StartError, Error where this machine has no named pipes
 */
export async function openCountedConsole(
  service: Service,
  files: Pick<RunFiles, 'journal' | 'k6Log'>,
  cleanup: Cleanup,
): Promise<CountedConsole> {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-console-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, 'console');
  const { code, output } = await runProgram('mkfifo', ['-m', '600', path]);
  if (code !== 0) throw new Error(`no pipe can be made for the counts of k6's console: ${output.trim()}`);
  const counting = await startChild({
    command: process.execPath,
    args: [...toProgram(repoPath('lib/node/k6/count-rows.ts')), path, files.journal],
    logFile: files.k6Log,
    env: { ...toChildEnvironment('system', process.env), ...toFlagsVariable(service) },
  });
  cleanup.add(async () => void (await counting.stop('SIGKILL')));
  return { path, counting };
}

/** A k6 that writes to it: it is over when all that it wrote is in the journal, and is ended where nobody reads it any more. */
export function withCountedConsole(k6: Child, { counting }: CountedConsole): Child {
  void counting.ended.then(() => (k6.isRunning() ? k6.stop('SIGINT') : undefined)).catch(() => {});
  return { ...k6, ended: k6.ended.then(async (end) => counting.ended.then(() => end)) };
}
