// The service that a check is for: the one at its base, or the embedded one, which is started for it and ended after it.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../../../lib/core/options/option-error.ts';
import type { LoadedService } from '../../../../lib/node/service/load-service.ts';
import { withEmbeddedStack } from '../../../../lib/node/stack/embedded-stack.ts';
import type { ServicePlan } from '../options.ts';

/** Where the reference looks for the key that opens its ops routes. */
const ADMIN_KEY = 'AURORA_BFF_PDP_HOTSET_PREWARM_ADMIN_KEY';

export interface ServiceAccess {
  readonly base: string;
  readonly adminKey: string;
}

/**
 * Lets `work` use the service of the plan. The embedded one gets an admin key of its own, unless one was given.
 * @param log the file, in the plan's folder, that takes what the embedded processes say
 * @throws OptionError where the folder cannot be written
 */
export async function withService<T>(
  loaded: LoadedService,
  { base, adminKey, defects, outDir }: ServicePlan,
  log: string,
  work: (access: ServiceAccess) => Promise<T>,
): Promise<T> {
  await mkdir(outDir, { recursive: true }).catch((error: Error) => {
    throw new OptionError(`OUT_DIR=${outDir} cannot be written (${error.message}); give a folder that can`);
  });
  if (base !== '') return work({ base, adminKey });
  const key = adminKey || randomBytes(16).toString('hex');
  const env = { [ADMIN_KEY]: key };
  return withEmbeddedStack(loaded, { defects, logFile: join(outDir, log), env }, (url) =>
    work({ base: url, adminKey: key }),
  );
}
