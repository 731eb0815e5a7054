// The form of what a prober tells of its flows, as far as a decision reads it.
import { Type } from 'typebox';
import { OUTCOMES } from '../../lib/core/outcome.ts';
import { FLOW_OUTCOMES } from '../decision/measurements.ts';

export const ToldFlows = Type.Object({
  flows: Type.Array(
    Type.Object({
      id: Type.String({ minLength: 1 }),
      target: Type.String(),
      environment: Type.Optional(Type.String()),
      outcome: Type.Enum([...FLOW_OUTCOMES]),
      at: Type.Union([Type.String(), Type.Null()]),
      everyS: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      runs: Type.Optional(
        Type.Array(
          Type.Object({
            outcome: Type.Enum([...OUTCOMES]),
            startedAt: Type.String(),
            unreached: Type.Optional(Type.Boolean()),
          }),
        ),
      ),
      recent: Type.Optional(
        Type.Object({ pass: Type.Number(), fail: Type.Number(), inconclusive: Type.Number() }),
      ),
    }),
  ),
});
