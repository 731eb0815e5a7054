// The image of the suite itself, for pods of a cluster on this machine: what the Dockerfile puts together, of what is built here already.
// It is written when it is first asked for, and kept until its sources change.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureTool } from '../../build/tools.ts';
import { keptPath, repoPath } from '../../files/paths.ts';
import { writeImage } from './image.ts';
import { BASE_LINKS, toBasePrograms } from './images.ts';
import type { ClusterSetup } from './inside/setup.ts';
import type { LocalCluster } from './local-cluster.ts';
import { openNodeImages, readSetup } from './node-images.ts';
import { listSuiteFiles, type SuiteFiles } from './suite-files.ts';

const KEPT = keptPath('.state', 'suite-image');
const IMAGE = 'docker.io/local/suite';
const DIGEST_LENGTH = 12;
/** Where the Dockerfile has them. */
const ROOT = '/app';
const PROGRAMS = { K6_BIN: '/usr/local/bin/k6', TOXIPROXY_BIN: '/usr/local/bin/toxiproxy-server' } as const;
/** Folders that a run writes to. */
const WRITTEN = ['dist', 'generated', '.state', 'results', 'reports'];

/**
 * Lets pods of the cluster run the suite. What it has already it does not get again.
 * @returns the image, by its name
 * @throws OptionError where the packages are not installed; Error where the image cannot be written, or the node does not take it
 */
export async function giveSuiteImage(cluster: LocalCluster): Promise<string> {
  const images = await openNodeImages(cluster);
  const { name, archive } = await ensureSuiteImage(await readSetup(cluster));
  if ((await images.findDigest(name)) === undefined) await images.add(archive);
  return name;
}

/** Writes it, unless one of the same sources is kept. Older ones are removed. */
async function ensureSuiteImage({ node }: Pick<ClusterSetup, 'node'>) {
  const root = repoPath();
  const files = await listSuiteFiles(root);
  const programs = {
    ...toBasePrograms(node.paths),
    [PROGRAMS.K6_BIN]: await ensureTool('k6'),
    [PROGRAMS.TOXIPROXY_BIN]: await ensureTool('toxiproxy'),
  };
  const digest = await computeDigest(root, files, programs);
  const name = `${IMAGE}:${digest}`;
  const archive = join(KEPT, `${digest}.tar`);
  if (existsSync(archive)) return { name, archive };
  await mkdir(KEPT, { recursive: true });
  const draft = join(KEPT, `${digest}.${process.pid}`);
  try {
    await writeImage(
      {
        name,
        programs,
        files: Object.fromEntries(
          [...files.tree, ...files.packages].map((path) => [`${ROOT}/${path}`, join(root, path)]),
        ),
        links: BASE_LINKS,
        writable: WRITTEN.map((folder) => `${ROOT}/${folder}`),
        env: { ...PROGRAMS, NODE_ENV: 'production' },
        workingDir: ROOT,
        command: ['node', 'scripts/launch.mjs', 'soak'],
      },
      draft,
    );
    await rename(draft, archive);
  } finally {
    await rm(draft, { force: true });
  }
  const older = (await readdir(KEPT)).filter((file) => file.endsWith('.tar') && file !== `${digest}.tar`);
  for (const file of older) await rm(join(KEPT, file), { force: true });
  return { name, archive };
}

/** Our own files by what is in them, packages by npm's note of them, programs by their place, size and time. */
async function computeDigest(
  root: string,
  { tree, note }: SuiteFiles,
  programs: Readonly<Record<string, string>>,
): Promise<string> {
  const hash = createHash('sha256').update(note);
  for (const path of tree) hash.update(`${path}\0`).update(await readFile(join(root, path)));
  for (const [path, file] of Object.entries(programs)) {
    const { size, mtimeMs } = await stat(file);
    hash.update(JSON.stringify([path, file, size, mtimeMs]));
  }
  return hash.digest('hex').slice(0, DIGEST_LENGTH);
}
