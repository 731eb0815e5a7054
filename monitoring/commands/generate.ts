// npm run monitoring -- generate: writes what is generated of every service of this checkout.
import { listServiceIds, loadService } from '../../lib/node/service/load-service.ts';
import { listGenerated, writeGenerated } from '../generate.ts';

/**
 * Writes rules and configurations of every service of this checkout, and the rules of the feed.
 * @returns the paths of the files, from the root of the checkout
 * @throws OptionError where a service cannot be used
 */
export async function runGenerate(): Promise<readonly string[]> {
  const files = await listGenerated(await Promise.all(listServiceIds().map(loadService)));
  await writeGenerated(files);
  return Object.keys(files);
}
