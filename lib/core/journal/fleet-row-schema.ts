// The form of what a journal holds of several runners: whose row it is, and how each began and ended.
import {
  as,
  closed,
  count,
  exactly,
  figure,
  oneOf,
  optional,
  ordinal,
  orNull,
  text,
  whole,
  words,
} from './format.ts';

const ts = figure('Epoch seconds with a fraction.');
const runner = ordinal('Runner of a fleet, from 1.');
const kind = <const T extends string>(type: T) => exactly('What the row tells of.', type);

/** Whose row it is; rows of a run that one machine plays have none. */
export const from = { runner: optional(as('The runner of a fleet that wrote the row, from 1.', runner)) };

/** What the start of a run says of its fleet. */
export const FleetOfRun = {
  runners: optional(ordinal('How many runners played it together; left out where one machine did.')),
  merged: optional(
    oneOf('live: the rolling windows were watched over all runners; afterwards: only once all were over.', [
      'live',
      'afterwards',
    ]),
  ),
};

export const FleetRows = [
  closed('A runner of a fleet began.', { ts, type: kind('runner.started'), runner }),
  closed('A runner of a fleet was over.', {
    ts: figure('When it was over by its own account, epoch seconds with a fraction.'),
    type: kind('runner.ended'),
    runner,
    code: orNull(whole('Its exit code; null where nobody could tell.')),
    why: text('What ended it from outside; empty where nothing did.'),
    journeys: count('Journeys that its rows tell of.'),
    calls: count('Calls that they tell of.'),
    behind_s: orNull(
      figure(
        'By how much its rows came later than those of the runner whose came soonest, at the least, in seconds: what its clock is behind. Null where nobody read them as they came.',
      ),
    ),
  }),
  closed('Of a fleet something is missing, twice, or out of step, so that its run cannot be judged.', {
    ts,
    type: kind('fleet.broken'),
    ...from,
    why: words('What, which runner, and what to do.'),
    unanswered: optional(
      count(
        'Calls of a runner that got no answer any more, while others did: nobody can tell whether the service lost them.',
      ),
    ),
  }),
] as const;
