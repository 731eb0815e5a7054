import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { generateEnvironment, generatePage, generateReleasePage } from '../templates/generate.ts';
import { generateAdmission } from './admission/generate.ts';
import { listDrift, listOther, writeFiles } from './generate.ts';

test.each(ENVIRONMENTS)('what is committed of %s is what is generated', async (environment) => {
  expect(await listDrift(environment, await generateEnvironment(environment), repoPath())).toEqual([]);
});

test('the tables of the release policies are those of their files', async () => {
  expect(await listOther(await generateReleasePage(), repoPath())).toEqual([]);
});

test('what is committed of admission is what is generated, with the tables of its page', async () => {
  expect(await listOther(await generateAdmission(), repoPath())).toEqual([]);
});

test('the tables of the page are those of the values', async () => {
  expect(await listOther(await generatePage(), repoPath())).toEqual([]);
});

it('tells a file that is other, one that is missing, and one that is no longer generated', async () => {
  const root = await mkdtemp(join(tmpdir(), 'aurora-rollout-'));
  try {
    const files = await generateEnvironment('staging');
    expect(await listDrift('staging', files, root)).toHaveLength(Object.keys(files).length);
    await writeFiles(files, root);
    expect(await listDrift('staging', files, root)).toEqual([]);
    await writeFile(join(root, 'rollout/generated/staging/network.yaml'), 'kind: x\n');
    await writeFile(join(root, 'rollout/generated/staging/old.yaml'), 'kind: x\n');
    expect(await listDrift('staging', files, root)).toEqual([
      'rollout/generated/staging/network.yaml is not as it would be generated: npm run rollout -- generate',
      'rollout/generated/staging/old.yaml is no longer generated: delete it',
    ]);
  } finally {
    await rm(root, { recursive: true });
  }
});
