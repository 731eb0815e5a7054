// The words of a policy that others read too, without loading its form.

/** The resources that can be compared. */
export const RESOURCES = ['cpu', 'memory', 'inFlight'] as const;
export type Resource = (typeof RESOURCES)[number];

/** The parts of the composite health. */
export const HEALTH_PARTS = ['slos', 'latency', 'probes', 'saturation', 'gate'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/** The environments that have a policy of their own. */
export const ENVIRONMENTS = ['staging', 'pre-prod', 'prod'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
