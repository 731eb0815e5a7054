// What others may ask of the engine, and in which form.
import { type Static, Type } from 'typebox';

/** What each asks for. */
export const HOOK_DOCS = {
  rollback: 'takes the version back, as the command does',
  pause: 'holds the canary where it is, for `minutes`: an override to hold, told to the decision server',
  resume: 'ends such a hold',
  approve:
    'lets a step pass that is held, for `minutes`: an override to promote, told to the decision server',
} as const;
export type Hook = keyof typeof HOOK_DOCS;
export const HOOKS = Object.keys(HOOK_DOCS) as readonly Hook[];

export const HookBody = Type.Object(
  {
    rollout: Type.String({ minLength: 1, maxLength: 130, description: 'Which rollout, as events name it.' }),
    actor: Type.String({ minLength: 1, maxLength: 200, description: 'The person or program behind it.' }),
    reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why, in a sentence.' }),
    version: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{1,63}$',
        description: 'The version that is meant; the newest where left out.',
      }),
    ),
    minutes: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 240,
        description: 'How long it holds; 30 where left out.',
      }),
    ),
  },
  { additionalProperties: false, description: 'What is asked of the rollback engine.' },
);
export type HookBody = Static<typeof HookBody>;
