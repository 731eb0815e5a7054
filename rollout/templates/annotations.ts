// The annotations of a Rollout, of its values.
import { createHash } from 'node:crypto';
import type { Monitored } from '../../lib/core/monitoring/monitored.ts';
import { toCanonicalJson } from '../../lib/core/text/canonical-json.ts';
import type { Values } from '../values/values-schema.ts';
import type { RolloutAnnotations } from './annotations-schema.ts';

const RUNBOOK = 'docs/rollout-incident.md';

/** Of the values as they are, whatever the order or the comments of their file. */
export const toFingerprint = (values: Values): string =>
  createHash('sha256').update(toCanonicalJson(values)).digest('hex');

/** What the Rollout says of itself: rollout/templates/annotations-schema.ts says what each means. */
export function toAnnotations(values: Values, monitored: Monitored | undefined): RolloutAnnotations {
  const { service, environment, dependencies, blastRadius, addresses } = values;
  const { maxConcurrentRollouts } = blastRadius;
  const slos = monitored?.slos.map(({ id }) => id) ?? [];
  return {
    'aurora-gate.dev/service': service,
    'aurora-gate.dev/environment': environment,
    'aurora-gate.dev/values-sha256': toFingerprint(values),
    ...(slos.length === 0 ? {} : { 'aurora-gate.dev/slos': slos.join(',') }),
    ...(dependencies.length === 0
      ? {}
      : { 'aurora-gate.dev/dependencies': dependencies.map(({ id }) => id).join(',') }),
    'aurora-gate.dev/max-weight-increase': String(blastRadius.maxWeightIncrease),
    'aurora-gate.dev/min-stable-pods': String(blastRadius.minStablePods),
    ...(maxConcurrentRollouts === undefined
      ? {}
      : { 'aurora-gate.dev/max-concurrent-rollouts': String(maxConcurrentRollouts) }),
    'aurora-gate.dev/decision': addresses.decision,
    'aurora-gate.dev/runbook': RUNBOOK,
  };
}
