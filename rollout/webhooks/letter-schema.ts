// An event on its way to one endpoint, as it lies in the folder.
import { type Static, Type } from 'typebox';
import { RolloutEvent } from './events-schema.ts';

export const Letter = Type.Object({
  endpoint: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,40}$' }),
  /** The same for every try: by it a receiver drops a repetition. */
  id: Type.String({ pattern: '^msg_[0-9]+_[0-9a-f]{16}$' }),
  event: RolloutEvent,
  attempts: Type.Integer({ minimum: 0 }),
  /** Why the newest try came to nothing. */
  problem: Type.String(),
});
export type Letter = Static<typeof Letter>;
