// The images of a cluster on this machine: what holds a pod's network, and a service's reference with its upstream.
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { OptionError } from '../../../core/options/option-error.ts';
import { listPackageFolders, repoPath } from '../../files/paths.ts';
import { withTemporaryDir } from '../../files/temporary.ts';
import type { LoadedService } from '../../service/load-service.ts';
import type { NodePrograms } from './debian.ts';
import { writeImage } from './image.ts';

export const PAUSE_IMAGE = 'docker.io/local/pause:1';
/** The image of a service's reference. */
export const toReferenceImage = (service: string): string => `docker.io/local/${service}:1`;

/** What an image begins with whose programs are Node's: Node, and a shell to look around with. */
export const toBasePrograms = (paths: NodePrograms['paths']) => ({
  '/bin/busybox': paths.busybox,
  '/usr/bin/node': process.execPath,
});
/** Beside the shell what the scripts of k6-operator call in the image of a runner. */
const BUSYBOX_NAMES = ['sh', 'mkdir', 'dirname', 'cat', 'grep'];
export const BASE_LINKS = Object.fromEntries(BUSYBOX_NAMES.map((name) => [`/bin/${name}`, '/bin/busybox']));

/** Writes the image that every pod starts with: it sleeps. */
export async function writePauseImage({ paths }: NodePrograms, archive: string): Promise<void> {
  await writeImage(
    {
      name: PAUSE_IMAGE,
      programs: { '/bin/busybox': paths.busybox },
      command: ['/bin/busybox', 'sleep', '1000000000'],
    },
    archive,
  );
}

/** What each of our own programs is called in an image. */
const OURS = { guard: repoPath('rollout/guard/main.ts') };

/** Which version of a reference an image is of. */
export interface ReferenceVersion {
  readonly name: string;
  /** As its `--defects` takes them; '' for none. */
  readonly defects: string;
}

/** Starts the reference with defects that nobody who starts it gives. */
const toBadStart = (defects: string): string =>
  `process.argv.push('--defects', ${JSON.stringify(defects)});\nrequire('./reference.cjs');\n`;

/**
 * Writes the image of a service's reference: Node, `/app/service.cjs`, `/app/upstream.cjs` where it has one, and `/app/guard.cjs`.
 * @param version the one without defects where left out
 * @throws OptionError where the service has no reference, or it cannot be bundled
 */
export async function writeReferenceImage(
  { service, dir }: LoadedService,
  { paths }: NodePrograms,
  archive: string,
  { name, defects }: ReferenceVersion = { name: toReferenceImage(service.id), defects: '' },
): Promise<void> {
  const { reference } = service;
  if (!reference)
    throw new OptionError(`${service.id} has no embedded stack, of which an image could be made`);
  const programs = {
    service: join(dir, reference.program),
    ...(reference.upstream === undefined ? {} : { upstream: join(dir, reference.upstream) }),
    ...OURS,
  };
  await withTemporaryDir('image', async (work) => {
    await build({
      entryPoints: Object.entries(programs).map(([out, program]) => ({ in: program, out })),
      outdir: work,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // What a program reads beside itself lies there in the image, too.
      define: { 'import.meta.url': 'importMetaUrl' },
      banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
      nodePaths: [...listPackageFolders()],
      logLevel: 'silent',
      absWorkingDir: repoPath(),
    });
    if (defects !== '') {
      await rename(join(work, 'service.cjs'), join(work, 'reference.cjs'));
      await writeFile(join(work, 'service.cjs'), toBadStart(defects));
    }
    await writeImage(
      {
        name,
        programs: toBasePrograms(paths),
        files: Object.fromEntries((await readdir(work)).map((file) => [`/app/${file}`, join(work, file)])),
        links: BASE_LINKS,
        command: ['node', '/app/service.cjs'],
      },
      archive,
    );
  });
}
