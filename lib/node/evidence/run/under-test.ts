// What a run was a test of, and who had it run, where nobody says.
import { userInfo } from 'node:os';
import type { Subject } from '../../../core/evidence/statement-schema.ts';
import { parseSubject } from '../../../core/evidence/subject.ts';
import { OptionError } from '../../../core/options/option-error.ts';
import { repoPath } from '../../files/paths.ts';
import { runProgram } from '../../process/run-program.ts';

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const GIT_DEADLINE_MS = 10_000;

/**
 * What was under test.
 * @param given of SIGN_SUBJECT; '' for none
 * @param base address of the service; '' for the embedded one, whose commit is that of this checkout
 * @throws OptionError where it cannot be told
 */
export async function findSubject(
  given: string,
  base: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Subject> {
  if (given !== '') return parseSubject(given, 'SIGN_SUBJECT');
  const { GITHUB_SHA = '', GITHUB_REPOSITORY = '' } = env;
  if (COMMIT.test(GITHUB_SHA) && GITHUB_REPOSITORY !== '')
    return { name: GITHUB_REPOSITORY, digest: { gitCommit: GITHUB_SHA } };
  if (base !== '')
    throw new OptionError(
      'SIGN_SUBJECT is empty: say what answers at BASE, as name@sha256:… of its image or name@gitCommit:…',
    );
  const head = await runProgram('git', ['-C', repoPath(), 'rev-parse', 'HEAD'], {
    timeoutMs: GIT_DEADLINE_MS,
  }).catch(() => undefined);
  const gitCommit = head?.stdout.trim() ?? '';
  if (!COMMIT.test(gitCommit))
    throw new OptionError(
      'SIGN_SUBJECT is empty, and the commit of this checkout cannot be told; give name@gitCommit:… or name@sha256:…',
    );
  return { name: 'aurora-gate', digest: { gitCommit } };
}

/** Who has it run: as given, as GitHub Actions says, or whose account it is. */
export const findActor = (given: string, { GITHUB_ACTOR = '' }: NodeJS.ProcessEnv = process.env): string =>
  given || GITHUB_ACTOR || userInfo().username;
