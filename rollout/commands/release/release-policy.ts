// The release policy that an action holds releases to, and what is said of a release on the command line.
import type { Monitored } from '../../../lib/core/monitoring/monitored.ts';
import { parsePrometheusTarget } from '../../../lib/core/monitoring/prometheus-options.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { repoPath } from '../../../lib/node/files/paths.ts';
import { loadPart, loadService } from '../../../lib/node/service/load-service.ts';
import type { Environment } from '../../decision/policy-words.ts';
import type { FactSources } from '../../facts/gather-facts.ts';
import type { CheckOptions } from '../../facts/release-check.ts';
import type { Facts } from '../../policy/facts-schema.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import type { ActionContext } from '../context.ts';

/** The file of the release policy of an environment, from the root of the repository. */
export const toPolicyFile = (environment: Environment): string => `rollout/policy/${environment}.yaml`;

/** @throws OptionError where the file has faults, one on each line */
export async function loadReleasePolicy(file: string, shown = file): Promise<ReleasePolicy> {
  // Loaded late: the form, and what judges conditions, take longer than the rest.
  const { readReleasePolicy } = await import('../../policy/read-policy.ts');
  const reading = await readReleasePolicy(file);
  if ('faults' in reading)
    throw new OptionError(`ROLLOUT_RELEASE_POLICY=${shown} has faults:\n${reading.faults.join('\n')}`);
  return reading.policy;
}

/** The release policy that ROLLOUT_RELEASE_POLICY names; undefined where it is empty. */
export async function chooseReleasePolicy({
  options,
}: Pick<ActionContext, 'options'>): Promise<ReleasePolicy | undefined> {
  const file = options.text('ROLLOUT_RELEASE_POLICY');
  return file === '' ? undefined : loadReleasePolicy(file);
}

/** The same, and where it is empty that of ROLLOUT_ENVIRONMENT. */
export async function requireReleasePolicy(context: Pick<ActionContext, 'options'>): Promise<ReleasePolicy> {
  const environment = context.options.text('ROLLOUT_ENVIRONMENT') as Environment;
  return (await chooseReleasePolicy(context)) ?? loadReleasePolicy(repoPath(toPolicyFile(environment)));
}

/**
 * What the command line says of a release, and where the rest is read.
 * @throws OptionError where the file of facts has faults
 */
export async function toFactSources(
  { options }: Pick<ActionContext, 'options'>,
  environment: Environment,
): Promise<FactSources> {
  const file = options.text('ROLLOUT_FACTS');
  const told = file === '' ? {} : await loadFacts(file);
  const of = (env: string, key: keyof Facts) =>
    options.text(env) === '' ? {} : { [key]: options.text(env) };
  const service = await loadService(options.text('GATE_SERVICE'));
  return {
    monitored: await loadPart<Monitored>(service, 'monitoring.ts', 'MONITORED'),
    prometheus: parsePrometheusTarget({
      PROMETHEUS_URL: options.text('PROMETHEUS_URL'),
      PROMETHEUS_TOKEN: options.text('PROMETHEUS_TOKEN'),
    }),
    gate: options.text('ROLLOUT_GATE'),
    history: toHistoryReader(options, environment, told.image ?? ''),
    said: {
      environment,
      ...told,
      ...of('ROLLOUT_IMAGE', 'image'),
      ...of('ROLLOUT_ACTOR', 'actor'),
    },
  };
}

/** What `serve` and `decide` hold releases to; undefined where ROLLOUT_RELEASE_POLICY is empty. */
export async function toReleaseOptions(
  context: Pick<ActionContext, 'options'>,
  environment: Environment,
): Promise<Omit<CheckOptions, 'tell'> | undefined> {
  const policy = await chooseReleasePolicy(context);
  if (policy === undefined) return undefined;
  const { history, ...sources } = await toFactSources(context, environment);
  return { policy, sources, history };
}

function toHistoryReader(
  options: ActionContext['options'],
  environment: Environment,
  told: string,
): FactSources['history'] {
  const dir = options.text('ROLLOUT_EVIDENCE');
  if (dir === '') return undefined;
  return async () => {
    const { readEvidenceHistory } = await import('../../facts/evidence-history.ts');
    const image = options.text('ROLLOUT_IMAGE') || told;
    return readEvidenceHistory(dir, options.text('EVIDENCE_KEYS'), environment, image);
  };
}

async function loadFacts(file: string): Promise<Facts> {
  const { readFacts } = await import('../../policy/read-policy.ts');
  const reading = await readFacts(file);
  if ('faults' in reading)
    throw new OptionError(`ROLLOUT_FACTS=${file} has faults:\n${reading.faults.join('\n')}`);
  return reading.facts;
}
