// The images of a fleet on the cluster of this machine: our k6, which a runner is, and the operator.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OptionError } from '../../../../core/options/option-error.ts';
import { ensureTool } from '../../../build/tools.ts';
import { withTemporaryDir } from '../../../files/temporary.ts';
import { type ImageSpec, writeImage } from '../image.ts';
import { BASE_LINKS } from '../images.ts';
import type { ClusterSetup } from '../inside/setup.ts';
import type { NodeImages } from '../node-images.ts';

const DIGEST_LENGTH = 12;

/** What is in a fleet. */
export interface FleetImages {
  /** Runners, the pod that looks at the script before, and the one that starts them. */
  readonly k6: string;
  readonly operator: string;
  /** The manifest that came with the operator's source. */
  readonly bundle: string;
}

/**
 * Puts both on the node, unless they are there.
 * @throws OptionError where this machine has no curl, by which the operator starts runners; ToolError where one cannot be built
 */
export async function giveFleetImages(
  images: NodeImages,
  { node }: Pick<ClusterSetup, 'node'>,
): Promise<FleetImages> {
  const manager = await ensureTool('k6-operator');
  const { which } = await import('zx/core');
  const curl = await which('curl', { nothrow: true });
  if (curl === null)
    throw new OptionError('curl not found on the PATH, by which k6-operator starts runners; install curl');
  const give = async (spec: Omit<ImageSpec, 'name'>, repository: string) => {
    const name = `docker.io/local/${repository}:${await computeDigest(Object.values(spec.programs))}`;
    if ((await images.findDigest(name)) === undefined)
      await withTemporaryDir('fleet', async (dir) => {
        const archive = join(dir, 'image.tar');
        await writeImage({ ...spec, name }, archive);
        await images.add(archive);
      });
    return name;
  };
  return {
    k6: await give(
      {
        programs: {
          '/usr/bin/k6': await ensureTool('k6'),
          '/usr/bin/curl': curl,
          '/bin/busybox': node.paths.busybox,
        },
        links: BASE_LINKS,
        command: ['k6', 'version'],
      },
      'k6',
    ),
    operator: await give({ programs: { '/manager': manager }, command: ['/manager'] }, 'k6-operator'),
    bundle: join(dirname(manager), 'bundle.yaml'),
  };
}

async function computeDigest(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, DIGEST_LENGTH);
}
