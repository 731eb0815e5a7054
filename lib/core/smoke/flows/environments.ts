// Where a flow may be aimed.

export const ENVIRONMENTS = ['staging', 'pre-prod', 'prod'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];
