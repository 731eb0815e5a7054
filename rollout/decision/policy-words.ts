// The words of a policy that others read too, without loading its form.

/** The resources that can be compared. */
export const RESOURCES = ['cpu', 'memory', 'inFlight'] as const;
export type Resource = (typeof RESOURCES)[number];

/** The parts of the composite health. */
export const HEALTH_PARTS = ['slos', 'latency', 'probes', 'saturation', 'gate'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

// A policy, values and flows are for the same environments.
export { ENVIRONMENTS, type Environment } from '../../lib/core/smoke/flows/environments.ts';
