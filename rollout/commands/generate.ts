// npm run rollout -- generate: the manifests of each environment, written, held against those on the disk, or printed.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repoPath } from '../../lib/node/files/paths.ts';
import { writeIfOther } from '../../lib/node/files/write-whole.ts';
import { ENVIRONMENTS, type Environment } from '../decision/policy-words.ts';
import {
  type Files,
  generateEnvironment,
  generatePage,
  generateReleasePage,
  loadManifests,
  toManifestText,
} from '../templates/generate.ts';
import { generateAdmission } from './admission/generate.ts';
import { type Action, RefusedError, refuseWord } from './context.ts';

const REMEDY = 'npm run rollout -- generate';

/** What of the files on the disk is other than generated, a sentence each. */
export async function listOther(files: Files, root: string): Promise<readonly string[]> {
  const other = await Promise.all(
    Object.entries(files).map(async ([path, text]) => {
      const now = await readFile(join(root, path), 'utf8').catch(() => undefined);
      return now === text ? [] : [`${path} is not as it would be generated: ${REMEDY}`];
    }),
  );
  return other.flat();
}

/** The same of an environment, and what of its folder is no longer generated. */
export async function listDrift(
  environment: Environment,
  files: Files,
  root: string,
): Promise<readonly string[]> {
  const dir = join('rollout', 'generated', environment);
  const held = (await readdir(join(root, dir)).catch(() => [])).map((name) => join(dir, name));
  const left = held.filter((path) => !(path in files));
  return [
    ...(await listOther(files, root)),
    ...left.map((path) => `${path} is no longer generated: delete it`),
  ];
}

/** Writes files, and leaves alone those that are so already. */
export async function writeFiles(files: Files, root: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeIfOther(join(root, path), text);
  }
}

/**
 * Writes the manifests of every environment, those of admission, and the tables of their pages; with ROLLOUT_CHECK it only says what would change; with ROLLOUT_VALUES it prints those
 * of that file.
 */
export const runGenerate: Action = async (context) => {
  refuseWord(context, 'generate');
  const { options, say } = context;
  const path = options.text('ROLLOUT_VALUES');
  if (path !== '') {
    const files = await loadManifests(path, path);
    process.stdout.write(toManifestText(Object.values(files).flat()));
    return 0;
  }
  const page = {
    ...(await generatePage()),
    ...(await generateReleasePage()),
    ...(await generateAdmission()),
  };
  const all = await Promise.all(
    ENVIRONMENTS.map(async (environment) => [environment, await generateEnvironment(environment)] as const),
  );
  if (options.isOn('ROLLOUT_CHECK')) {
    const drift = await Promise.all(
      all.map(([environment, files]) => listDrift(environment, files, repoPath())),
    );
    const faults = [...drift.flat(), ...(await listOther(page, repoPath()))];
    if (faults.length > 0) throw new RefusedError(faults.join('\n'));
    return 0;
  }
  for (const files of [...all.map(([, files]) => files), page]) {
    await writeFiles(files, repoPath());
    for (const file of Object.keys(files)) say(file);
  }
  return 0;
};
