// The service that a check is for: the one at its base, or the embedded one, which is started for it and ended after it.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServicePlan } from '../../../services/aurora/regression/options.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { withEmbeddedStack } from './embedded-stack.ts';

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
  { base, adminKey, defects, outDir }: ServicePlan,
  log: string,
  work: (access: ServiceAccess) => Promise<T>,
): Promise<T> {
  await mkdir(outDir, { recursive: true }).catch((error: Error) => {
    throw new OptionError(`OUT_DIR=${outDir} cannot be written (${error.message}); give a folder that can`);
  });
  if (base !== '') return work({ base, adminKey });
  const key = adminKey || randomBytes(16).toString('hex');
  return withEmbeddedStack({ defects, logFile: join(outDir, log), adminKey: key }, (url) =>
    work({ base: url, adminKey: key }),
  );
}
