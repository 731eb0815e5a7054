// The contract of an actuator for a service without Kubernetes: docs/rollback-engine.md says it in words.
import { type Static, Type } from 'typebox';

/** GET /v1/rollouts/{name}, with a strong ETag. */
export const RolloutPercentage = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 63, description: 'Of the rollout.' }),
    percentage: Type.Number({
      minimum: 0,
      maximum: 100,
      description: 'The share of users that get the new version, in percent.',
    }),
    changed_by: Type.Optional(Type.String({ description: 'Who set it last.' })),
    changed_at: Type.Optional(Type.String({ description: 'When, ISO 8601.' })),
    reason: Type.Optional(Type.String({ description: 'Why.' })),
  },
  { description: 'The share of users that get the new version of a rollout.' },
);
export type RolloutPercentage = Static<typeof RolloutPercentage>;

/** PUT /v1/rollouts/{name}, with If-Match and Idempotency-Key. */
export const PercentageOrder = Type.Object(
  {
    percentage: Type.Number({ minimum: 0, maximum: 100 }),
    changed_by: Type.String({ maxLength: 200 }),
    reason: Type.String({ maxLength: 2_000 }),
  },
  { additionalProperties: false },
);
export type PercentageOrder = Static<typeof PercentageOrder>;

/** GET and PUT /v1/rollouts/{name}/lease, with ETag and If-Match as above. */
export const RolloutLease = Type.Object({
  holder: Type.String({ maxLength: 200, description: 'Which engine holds the lock; empty for none.' }),
  duration_ms: Type.Number({ minimum: 0, maximum: 600_000 }),
});
export type RolloutLease = Static<typeof RolloutLease>;
