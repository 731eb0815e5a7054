import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { PATCHES } from './pause-by-hand.ts';

test.each(Object.entries(PATCHES))('the drill does to %s what the playbook says', async (_, patch) =>
  expect(await readFile(repoPath('docs', 'rollout-playbooks.md'), 'utf8')).toContain(
    `-p '${JSON.stringify(patch)}'`,
  ));
