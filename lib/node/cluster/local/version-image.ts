// A version of a service as an image of its own: the same program with other defects is another digest, as a release is.
import { join } from 'node:path';
import { withTemporaryDir } from '../../files/temporary.ts';
import type { LoadedService } from '../../service/load-service.ts';
import { toReferenceImage, writeReferenceImage } from './images.ts';
import type { LocalCluster } from './local-cluster.ts';
import { openNodeImages, readSetup } from './node-images.ts';

export interface VersionImage {
  /** As pods name it: by its digest. */
  readonly name: string;
  /** In hex. */
  readonly sha256: string;
}

/**
 * Lets pods of the cluster run a version of a service.
 * @param tag what it is called beside its digest
 * @param defects as `--defects` of the reference takes them; '' for none
 * @throws OptionError where the service has no reference; Error where the node does not take the image
 */
export async function giveVersionImage(
  cluster: LocalCluster,
  loaded: LoadedService,
  tag: string,
  defects: string,
): Promise<VersionImage> {
  const { node } = await readSetup(cluster);
  const images = await openNodeImages(cluster);
  const repository = toReferenceImage(loaded.service.id).replace(/:[^:/]*$/, '');
  const tagged = `${repository}:${tag}`;
  await withTemporaryDir('version', async (dir) => {
    const archive = join(dir, 'image.tar');
    await writeReferenceImage(loaded, node, archive, { name: tagged, defects });
    await images.add(archive);
  });
  const digest = await images.findDigest(tagged);
  if (digest === undefined) throw new Error(`the node took ${tagged}, and has no such image`);
  return { name: `${repository}@${digest}`, sha256: digest.slice('sha256:'.length) };
}
