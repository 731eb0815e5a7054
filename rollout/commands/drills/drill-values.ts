// What every drill goes by.
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { readValuesFile } from '../../values/read-values.ts';
import type { Values } from '../../values/values-schema.ts';

const VALUES = 'rollout/drills/values.yaml';

/** The values of every drill. @throws OptionError where they have faults */
export async function readDrillValues(): Promise<Values> {
  const read = await readValuesFile(VALUES, repoPath(VALUES));
  if ('faults' in read) throw new OptionError(`${VALUES} has faults:\n${read.faults.join('\n')}`);
  return read.values;
}
