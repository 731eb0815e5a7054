// The form of the file in which a prober remembers what a restart must not lose.
import {
  closed,
  count,
  isoTime,
  list,
  mapOf,
  oneOf,
  optional,
  type ShapeOf,
  text,
  version,
  whole,
  yesNo,
} from '../../lib/core/journal/format.ts';
import { OUTCOMES } from '../../lib/core/outcome.ts';

const Last = closed('The last run.', {
  outcome: oneOf('What it came to.', [...OUTCOMES]),
  because: text('Why, on one line.'),
  at: isoTime('When it ended.'),
  duration_ms: count('How long it took.'),
});

const Recent = closed('One of the last runs.', {
  outcome: oneOf('What it came to.', [...OUTCOMES]),
  unreached: optional(yesNo('It failed since the target could not be reached.')),
  at: isoTime('When it was begun.'),
});

const FlowState = closed('What is remembered of a flow.', {
  every_ms: count('Its period: with another one nothing of this holds.'),
  closed: whole('The last period that was counted, from the epoch.'),
  made: whole('The last period in which a run was made.'),
  due_count: count('Periods that were counted.'),
  made_count: count('Those of them in which a run was made.'),
  last: optional(Last),
  recent: list('The last runs, the newest last.', Recent, { maxItems: 20 }),
});
export type FlowState = ShapeOf<typeof FlowState>;

const BucketState = closed('Runs of a stretch of time.', {
  start_ms: count('When it begins, in epoch milliseconds.'),
  passed: count('Runs that passed.'),
  failed: count('Runs that failed.'),
});

export const ProberState = closed('What a prober remembers.', {
  schema_version: version(1),
  owner: text('The service and the environment that it plays.'),
  saved_at: isoTime('When this was written.'),
  flows: mapOf('By flow.', FlowState),
  budgets: mapOf('Runs by objective.', list('In their order.', BucketState, { maxItems: 800 })),
});
export type ProberState = ShapeOf<typeof ProberState>;
