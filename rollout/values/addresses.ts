// Where one version alone is called from inside its namespace.
import type { Values } from './values-schema.ts';

/** The two versions that a rollout has a Service for each. */
export type Version = 'canary' | 'stable';

/** The address of the Service of a version: by its name, or by its fixed address where there is no DNS. */
export const toVersionUrl = (
  { name, port, clusterIps }: Pick<Values, 'name' | 'port' | 'clusterIps'>,
  version: Version,
): string => `http://${clusterIps?.[version] ?? `${name}-${version}`}:${port}`;
