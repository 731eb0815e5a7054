// The faults of release policies.
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { ENVIRONMENTS } from '../../decision/policy-words.ts';
import { toPolicyHash } from '../../policy/policy-hash.ts';
import { readReleasePolicy } from '../../policy/read-policy.ts';
import { type Action, RefusedError } from '../context.ts';
import { toPolicyFile } from './release-policy.ts';

/** Reads the file of the word, or of ROLLOUT_RELEASE_POLICY, or those of every environment; each is named with the hash of its policy. */
export const runPolicyCheck: Action = async ({ options, word, say }) => {
  const named = options.text('ROLLOUT_RELEASE_POLICY');
  if (named !== '' && word !== '')
    throw new OptionError(`policy-check takes one file: ${word}, or ROLLOUT_RELEASE_POLICY=${named}`);
  const file = word || named;
  const files = file === '' ? ENVIRONMENTS.map(toPolicyFile) : [file];
  const faults: string[] = [];
  for (const path of files) {
    const reading = await readReleasePolicy(file === '' ? repoPath(path) : path);
    if ('faults' in reading) faults.push(...reading.faults.map((line) => line.replace(repoPath(path), path)));
    else say(`${path}: ${reading.policy.environment}, ${toPolicyHash(reading.policy)}`);
  }
  if (faults.length > 0) throw new RefusedError(faults.join('\n'));
  return 0;
};
