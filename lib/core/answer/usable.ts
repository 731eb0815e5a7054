// Whether the calls after an answer may still be held to anything: what follows a failed call says nothing of the service.
import { NOT_OURS } from '../service/engine-counters.ts';
import type { Step, Taken } from '../service/service.ts';
import { type Findings, isUnsent } from './findings.ts';
import { isErrorStatus } from './status.ts';

/**
 * Why no further call of a journey can be held to what it expects, after this answer; undefined where it can.
 * An answer that broke a promise is still an answer; one that broke its contract cannot be built on.
 * @param status 0 where nothing came back
 */
export function findFailure(status: number, { violations }: Findings): string | undefined {
  if (violations.length === 0) return undefined;
  if (isUnsent(violations)) return 'not sent';
  if (violations.includes('transport_error')) return 'no answer';
  if (violations.includes(NOT_OURS)) return 'an answer to another call';
  if (isErrorStatus(status)) return `status ${status}`;
  if (!violations.includes('schema_violation')) return undefined;
  return status === 200 ? 'a broken contract' : `status ${status} and a broken contract`;
}

/** What the answers so far should have left for a step, and did not, in words; undefined where it has all that it needs. */
export function findMissing({ needs }: Pick<Step, 'needs'>, taken: Taken): string | undefined {
  const missing = needs?.find((name) => taken[name] === undefined);
  return missing === undefined ? undefined : `no ${missing}`;
}
