// Another run beside the one that is struck, or after it: with the same notes.
import { repoPath } from '../../../lib/node/files/paths.ts';
import { runProgram } from '../../../lib/node/process/run-program.ts';
import type { Folders } from '../apart.ts';

const DEADLINE_MS = 90_000;

/** What it has in common with the first. */
export interface Shared {
  readonly env: NodeJS.ProcessEnv;
  readonly folders: Folders;
  /** A command that ends with the one that it is given. */
  readonly before?: readonly string[] | undefined;
}

/** Plays a soak to its end. @returns its exit code; null where it does not end */
export async function runAnother(
  { env, folders, before = [] }: Shared,
  {
    args = [],
    output = folders.output,
  }: { readonly args?: readonly string[]; readonly output?: string } = {},
): Promise<number | null> {
  const soak = [process.execPath, repoPath('scripts', 'launch.mjs'), 'soak'];
  const [command = '', ...words] = [...before, ...soak, ...args];
  const { code } = await runProgram(command, words, {
    cwd: repoPath(),
    env: {
      ...env,
      K6_ADDRESS: '',
      OUTPUT_DIR: output,
      AURORA_STATE_DIR: folders.state,
      TMPDIR: folders.tmp,
    },
    timeoutMs: DEADLINE_MS,
  });
  return code;
}
