// Whether whoever signed may state that, at that time.
import type { Kind } from './kinds.ts';
import type { TrustBounds } from './trust-schema.ts';

/** What a statement says that trust is bounded by. */
export interface Stated {
  readonly kind: Kind | 'head';
  /** When the log took it, or when it was decided where no log did: ISO 8601 in UTC. */
  readonly at: string;
  readonly environment?: string | undefined;
}

/**
 * Why whoever is bounded so may not have stated that, as the end of a sentence; undefined where they may. Bounds of kind and
 * environment do not hold for the head of a log: it says only what the log holds.
 */
export function findTrustFault(bounds: TrustBounds, { kind, at, environment }: Stated): string | undefined {
  const { name, from, until, revoked, kinds, environments } = bounds;
  if (from !== undefined && at < from) return `at ${at}, and ${name} counts from ${from} on`;
  if (until !== undefined && at >= until) return `at ${at}, and ${name} counts until ${until}`;
  if (revoked !== undefined && at >= revoked.at)
    return `at ${at}, and ${name} was revoked at ${revoked.at} (${revoked.reason})`;
  if (kind === 'head') return undefined;
  if (kinds !== undefined && !kinds.includes(kind))
    return `as a ${kind}, and ${name} may state ${kinds.join(', ')} only`;
  if (environments !== undefined && !environments.includes(environment ?? ''))
    return `for ${environment === undefined ? 'no environment' : `the environment ${environment}`}, and ${name} may speak of ${environments.join(', ')} only`;
  return undefined;
}
