// Whether a run is to be signed.
import { RUN_SIGN_OPTIONS } from '../../../core/evidence/options.ts';
import type { OptionValues } from '../../../core/options/option.ts';
import { readOptions } from '../../../core/options/read-options.ts';
import type { SignRun } from './sign-run.ts';

/**
 * What signs a run when it is over. It is made before the run begins: two hours of load are too late to find out that a key cannot
 * be used.
 * @returns undefined where nothing is to be signed
 * @throws OptionError where it could not be signed
 */
export async function prepareSigning(given: OptionValues): Promise<SignRun | undefined> {
  if (!readOptions(RUN_SIGN_OPTIONS, given).isOn('SIGN')) return undefined;
  // Loaded late: the libraries take longer than the start of a run that signs nothing.
  const { createRunSigner } = await import('./sign-run.ts');
  return createRunSigner(given);
}
