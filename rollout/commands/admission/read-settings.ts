// What admission goes by: its settings, and the release policies of all environments.
import { join } from 'node:path';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import type { OptionReading } from '../../../lib/core/options/read-options.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { toFaultLine } from '../../../lib/node/yaml/read-yaml.ts';
import { readYamlFile } from '../../../lib/node/yaml/read-yaml-file.ts';
import type { AllowedImages } from '../../admission/policy/policies.ts';
import { AdmissionSettings } from '../../admission/settings-schema.ts';
import { ENVIRONMENTS, type Environment } from '../../decision/policy-words.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { readReleasePolicy } from '../../policy/read-policy.ts';

export const SETTINGS_FILE = 'rollout/admission/settings.yaml';
const POLICIES_DIR = 'rollout/policy';
export type ReleasePolicies = Readonly<Record<Environment, ReleasePolicy>>;

/** @throws OptionError that tells every fault by line and column */
export async function readSettings(file: string): Promise<AdmissionSettings> {
  const name = file || SETTINGS_FILE;
  const read = await readYamlFile(file || repoPath(SETTINGS_FILE), AdmissionSettings);
  if ('faults' in read)
    throw new OptionError(read.faults.map((fault) => toFaultLine(name, fault)).join('\n'));
  return read.value;
}

/** The release policy of each environment. @throws OptionError as above, and where a file is that of another environment */
export async function readReleasePolicies(dir: string): Promise<ReleasePolicies> {
  const entries = await Promise.all(
    ENVIRONMENTS.map(async (environment) => {
      const name = join(dir || POLICIES_DIR, `${environment}.yaml`);
      const read = await readReleasePolicy(dir === '' ? repoPath(name) : name);
      if ('faults' in read) throw new OptionError(read.faults.join('\n'));
      if (read.policy.environment !== environment)
        throw new OptionError(
          `${name}: environment: ${read.policy.environment} is not what the file is called by`,
        );
      return [environment, read.policy] as const;
    }),
  );
  return Object.fromEntries(entries) as ReleasePolicies;
}

/** The repositories that each environment takes images of. */
export const toAllowedImages = (policies: ReleasePolicies): AllowedImages =>
  Object.fromEntries(
    ENVIRONMENTS.map((environment) => [environment, policies[environment].allowedImages]),
  ) as AllowedImages;

/** Both, as the options name them. */
export async function readAdmission(options: OptionReading) {
  const [settings, policies] = await Promise.all([
    readSettings(options.text('ADMISSION_SETTINGS')),
    readReleasePolicies(options.text('ADMISSION_POLICIES')),
  ]);
  return { settings, policies };
}
