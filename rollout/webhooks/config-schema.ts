// The file of webhooks: who is told, and who may ask. It holds no secret, only the names of the variables that do.
import { type Static, Type } from 'typebox';
import { EVENT_TYPES } from './events-schema.ts';
import { HOOKS } from './inbound/hook-schema.ts';

const Id = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,40}$',
  description: 'Small letters, digits and -, 41 at most.',
});
const SecretEnv = Type.String({
  pattern: '^[A-Z][A-Z0-9_]{2,60}$',
  description: 'The name of the variable that holds the secret, in capitals.',
});

export const WebhookFile = Type.Object(
  {
    endpoints: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Id,
            url: Type.String({
              pattern: '^https?://[^\\s@]+$',
              description: 'https://…, without user and password; http only on this machine.',
            }),
            secretEnv: SecretEnv,
            events: Type.Optional(
              Type.Array(Type.Enum([...EVENT_TYPES], { description: 'A type of event.' }), {
                minItems: 1,
                description: 'Which events it is told; all where left out.',
              }),
            ),
            timeoutS: Type.Optional(
              Type.Number({
                minimum: 1,
                maximum: 30,
                description: 'One try may take so long; 5 where left out.',
              }),
            ),
          },
          { additionalProperties: false, description: 'One that is told.' },
        ),
        { maxItems: 20, description: 'Who is told.' },
      ),
    ),
    senders: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Id,
            secretEnv: SecretEnv,
            may: Type.Array(Type.Enum([...HOOKS], { description: 'A hook.' }), {
              minItems: 1,
              description: 'What it may ask for.',
            }),
          },
          { additionalProperties: false, description: 'One that may ask.' },
        ),
        { maxItems: 20, description: 'Who may ask.' },
      ),
    ),
  },
  { additionalProperties: false, description: 'Who is told of a rollout, and who may ask for something.' },
);
export type WebhookFile = Static<typeof WebhookFile>;
