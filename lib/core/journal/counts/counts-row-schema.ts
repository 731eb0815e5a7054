// The form of a row that stands for many answers: those of a second at the most that broke nothing, counted by what they had in common.
import { FAULT_IDS } from '../../faults/table.ts';
import { PHASES } from '../../plan/schedule.ts';
import { ID_FORM, type ServiceNames, VARIANT_FORM } from '../../service/names.ts';
import { from } from '../fleet-row-schema.ts';
import {
  amount,
  bit,
  closed,
  count,
  exactly,
  figure,
  list,
  nameOf,
  oneOf,
  optional,
  ordinal,
  type ShapeOf,
  whole,
} from '../format.ts';

const createKind = (names?: ServiceNames) =>
  closed('Answers that have all of this in common. Either `at_ms` and `duration_ms`, or `latency`.', {
    journey: nameOf('Journey of the mix.', ID_FORM, names?.journeys),
    request_phase: nameOf('Step of the journey.', ID_FORM, names?.steps),
    load_phase: oneOf('Phase of the schedule in which the calls began.', PHASES),
    variant: nameOf('Kind of user, like a language.', VARIANT_FORM, names?.variants),
    call: count('Which call of the journey, from 0.'),
    code: whole('HTTP status.', { minimum: 100, maximum: 399 }),
    retried: bit('The call was made once more after a reset while connecting.'),
    judged: bit('The answer was held to contract and promises.'),
    flags: list('The flags of the service that the answers have.', nameOf('A flag.', ID_FORM, names?.flags)),
    edge_fault: optional(oneOf('The fault on the edge that may have cost the call its answer.', FAULT_IDS)),
    times: ordinal('How many answers.'),
    at_ms: optional(
      list(
        'When each call ended, in ms since `since_ts`; of few answers.',
        count('Milliseconds since `since_ts`.'),
      ),
    ),
    duration_ms: optional(
      list('Time to the whole answer of each, in the same order.', amount('Milliseconds.')),
    ),
    latency: optional(
      list(
        'Times to the whole answer, of many answers: how far to the next bin that holds some, how many it holds, and so on. Bin 0 holds up to 1 ms, bin i up to (1.025 / 0.975)^i ms.',
        count('A step to a bin, or a number of answers.'),
      ),
    ),
  });

/** The form of the row; that of one service's rows where its names are given. */
export const createCountsRow = (names?: ServiceNames) =>
  closed('Answers that broke nothing and are held against nobody by a gate, counted instead of written.', {
    ts: figure('When the last of their calls ended, epoch seconds with milliseconds.'),
    type: exactly('What the row tells of.', 'counts'),
    since_ts: figure('When the first of them ended.'),
    numbers: list(
      'Which calls they are: by call of the journey, the numbers of the journeys.',
      closed('Of one call of the journey.', {
        call: count('Which call, from 0.'),
        n: list(
          'The numbers in rising order: how far to the next one, how often such a step is made, and so on. The first step is from 0.',
          count('A step, or how often it is made.'),
        ),
      }),
    ),
    answers: list('What they were, by kind.', createKind(names), { minItems: 1 }),
    ...from,
  });

export type CountsRow = ShapeOf<ReturnType<typeof createCountsRow>>;
