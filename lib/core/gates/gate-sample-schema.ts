// The form of the answer that a gate points to, so that a person need not look for it.
import {
  closed,
  count,
  oneOf,
  optional,
  ordinal,
  orNull,
  type ShapeOf,
  text,
  whole,
} from '../journal/format.ts';
import { PHASES } from '../plan/schedule.ts';

export const GateSample = closed(
  'The answer that broke the gate: the first, or for a share the first of the most frequent kind.',
  {
    route: text('Route of the service.'),
    journey: text('Journey of the mix.'),
    step: text('Step of the journey.'),
    variant: text('Kind of user, like a language.'),
    phase: oneOf('Phase of the schedule in which the call began.', PHASES),
    status: whole('HTTP status, 0 when nothing came back.', { minimum: 0, maximum: 999 }),
    detail: text('What broke, in a few words: the path in the body where there is one.'),
    n: count('Which journey of the run, from 0.'),
    call: count('Which call of the journey, from 0.'),
    trace_id: text('Trace id that the call was sent with.'),
    runner: optional(
      ordinal('Runner of the fleet that saw it, from 1; left out where one machine played the run.'),
    ),
    file: orNull(text("File of the sample in the run's folder; null where none was kept.")),
    command: text('The command that plays it again.'),
  },
);
export type GateSample = ShapeOf<typeof GateSample>;
