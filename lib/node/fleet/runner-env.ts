// What the runners of a fleet are told: the options of the run as variables, those apart that nobody is to read.
import type { Option, OptionValues } from '../../core/options/option.ts';
import { listSecrets } from '../../core/options/secrets.ts';
import { isSecretName } from '../../core/text/redact.ts';

export interface RunnerVariables {
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Sorts variables into those that may stand in a TestRun and those that may not.
 * @param table the options of a run, which say of themselves whether they are secret
 */
export function sortVariables(table: readonly Option[], values: OptionValues): RunnerVariables {
  const secret = new Set(table.filter((option) => option.secret).map(({ env }) => env));
  const env: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(values)) {
    if (value === '') continue;
    const isSecret = secret.has(name) || isSecretName(name) || listSecrets({ [name]: value }).length > 0;
    if (isSecret) secrets[name] = value;
    // Kubernetes would put the value of another variable in its place.
    else env[name] = value.replaceAll('$(', '$$$$(');
  }
  return { env, secrets };
}
