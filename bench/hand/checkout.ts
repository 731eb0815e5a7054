// Another commit of this repository beside this checkout, so that both are measured in the same minutes.
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../lib/core/options/option-error.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

const git = async (...args: string[]) => {
  const { code, stdout, output } = await runProgram('git', ['-C', repoPath(), ...args]);
  if (code !== 0) throw new OptionError(`git ${args.join(' ')}: ${output.trim()}`);
  return stdout.trim();
};

/**
 * Lets `work` use another commit as a checkout of its own. Packages and built tools are those of this one.
 * @param ref of git, like HEAD~1
 * @throws OptionError where git does not know it
 */
export async function withCheckout<T>(
  ref: string,
  dir: string,
  work: (checkout: {
    readonly root: string;
    readonly commit: string;
    readonly ownPackages: boolean;
  }) => Promise<T>,
): Promise<T> {
  const root = join(dir, 'before');
  const commit = await git('rev-parse', '--short', `${ref}^{commit}`);
  await git('worktree', 'add', '--quiet', '--detach', root, commit);
  try {
    for (const name of ['node_modules', '.tools']) await symlink(repoPath(name), join(root, name));
    const changed = await git('diff', '--name-only', commit, '--', 'package-lock.json');
    return await work({ root, commit, ownPackages: changed === '' });
  } finally {
    await git('worktree', 'remove', '--force', root);
  }
}
