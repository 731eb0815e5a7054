// What is told to others about a rollout: one form for every event, one table of their types.
import { type Static, Type } from 'typebox';

/** When each event is told. */
export const EVENT_DOCS = {
  'rollout.promoted': 'a version has all the users',
  'rollout.paused': 'a rollout stands still until a person acts: paused by hand, or as undecided',
  'rollout.aborted': 'a canary was aborted, by whomever',
  'rollout.rolled_back': 'the engine took a version back, and saw on the users’ path that it is gone',
  'rollout.break_glass':
    'a person passed over signature or gate in an emergency, and the cluster took the manifest',
  'rollout.unresolved': 'the engine could not take a version back: a person must act now',
} as const;
export type EventType = keyof typeof EVENT_DOCS;
export const EVENT_TYPES = Object.keys(EVENT_DOCS) as readonly EventType[];

const Text = Type.String({ description: 'A sentence.' });
const Texts = Type.Array(Text);

/** The body of a webhook, by https://www.standardwebhooks.com: type, timestamp, data. */
export const RolloutEvent = Type.Object(
  {
    type: Type.Enum([...EVENT_TYPES], { description: 'What happened.' }),
    timestamp: Type.String({ description: 'When, ISO 8601; not when it was sent.' }),
    data: Type.Object(
      {
        rollout: Type.String({
          description:
            '`namespace/name`, or the name alone without Kubernetes; of a break-glass its kind before it.',
        }),
        version: Type.String({ description: 'The version that it is about; empty where that is not known.' }),
        actor: Type.String({ description: 'Who or what did it.' }),
        trigger: Type.Optional(Type.String({ description: 'Of a rollback: what it was started by.' })),
        reasons: Type.Array(Text, { description: 'Why, a sentence each.' }),
        by_hand: Type.Optional({ ...Texts, description: 'Of an unresolved one: what a person is to do.' }),
        took_ms: Type.Optional(Type.Number({ description: 'Of a rollback: from its start to its end.' })),
      },
      { description: 'What it is about.' },
    ),
  },
  { description: 'What a webhook tells of a rollout.' },
);
export type RolloutEvent = Static<typeof RolloutEvent>;

/** Tells others; it neither waits nor throws. */
export type Emit = (event: RolloutEvent) => void;
