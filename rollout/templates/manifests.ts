// Every object of a rollout, by the file that holds it.
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import type { Values } from '../values/values-schema.ts';
import { listRoutes, listServices, toBudget } from './network.ts';
import { toGateTemplate } from './questions/gate-job.ts';
import { listQuestions } from './questions/questions.ts';
import { listRollbackAccess } from './rollback-access.ts';
import { toRollout } from './rollout.ts';
import { listServers } from './servers.ts';

/** What every object has. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** File name, without extension → its objects, in the order in which they are applied. */
export type ManifestFiles = Readonly<Record<string, readonly Manifest[]>>;

/** Each object says which environment it is made for: admission takes it into a namespace of that environment alone. */
const toMarked = (manifests: readonly Manifest[], { environment }: Values): readonly Manifest[] =>
  manifests.map((manifest) => ({
    ...manifest,
    metadata: {
      ...manifest.metadata,
      annotations: { ...manifest.metadata?.annotations, 'aurora-gate.dev/environment': environment },
    },
  }));

/**
 * Every object of the rollout of a service in an environment. The namespace is not among them.
 * @param values as `checkValues` passes them
 * @param monitored what the service shows of itself; without it there are no guards, and the decision alone is asked
 */
export function listManifests(values: Values, monitored: Monitored | undefined): ManifestFiles {
  const questions = listQuestions(values, monitored);
  const gate = toGateTemplate(values);
  const { before, watch, step } = questions;
  const routes = listRoutes(values);
  const servers = listServers(values);
  const files: ManifestFiles = {
    analysis: [...before, ...watch, ...step, ...(gate === undefined ? [] : [gate])],
    'rollback-access': listRollbackAccess(values),
    ...(servers.length === 0 ? {} : { servers }),
    network: [...listServices(values), toBudget(values), ...routes],
    // The last: what it names is there by then.
    rollout: [toRollout(values, monitored, questions, gate)],
  };
  return Object.fromEntries(Object.entries(files).map(([file, all]) => [file, toMarked(all, values)]));
}
