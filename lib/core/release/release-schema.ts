// The form of `release-gate.json`.
import {
  amount,
  closed,
  count,
  isoTime,
  list,
  nameOf,
  oneOf,
  orNull,
  type ShapeOf,
  text,
  version,
} from '../journal/format.ts';
import { CHECK_OUTCOMES, OUTCOMES } from '../outcome.ts';
import { ID_FORM } from '../service/names.ts';

const CheckCase = closed('One thing that was looked at.', {
  group: text('What it belongs to: a variant, the gates, the alert rules.'),
  name: text('Name of the check.'),
  outcome: oneOf(
    'What it came to; left_out: it belongs to a part that was said to be missing.',
    CHECK_OUTCOMES,
  ),
  text: text('What was seen and why it matters, on one line.'),
});
export type CheckCase = ShapeOf<typeof CheckCase>;

const CheckSuite = closed('The cases of one command; null where it did not come to any.', {
  name: text('Name of the command.'),
  started_at: isoTime('When it began.'),
  duration_ms: amount('How long it took.'),
  cases: list('Its cases.', CheckCase),
});
export type CheckSuite = ShapeOf<typeof CheckSuite>;

const StageResult = closed('What one check came to.', {
  id: nameOf('Name of the check.', ID_FORM),
  outcome: oneOf(
    'What it came to. warn: a person should look, the release may go on; set_up: it could not begin; not_run: an earlier one ended the gate.',
    [...OUTCOMES, 'warn', 'set_up', 'not_run'],
  ),
  because: text('What was seen, on one line.'),
  duration_ms: count('How long it took; 0 where it was not run.'),
  suite: orNull(CheckSuite),
});
export type StageResult = ShapeOf<typeof StageResult>;
export type StageOutcome = StageResult['outcome'];

export const ReleaseReport = closed('What each check of a release came to, and all of them together.', {
  schema_version: version(1),
  base: text('Address of the service, or `embedded`.'),
  started_at: isoTime('When the first check began.'),
  duration_ms: count('How long all of it took.'),
  outcome: oneOf('What the checks came to together: the gravest decides.', [...OUTCOMES, 'set_up']),
  because: text('The checks that decided.'),
  exit_code: oneOf('0 pass, 1 fail, 2 set-up, 3 inconclusive.', [0, 1, 2, 3]),
  stages: list('Every check in its order.', StageResult, { minItems: 1 }),
});
export type ReleaseReport = ShapeOf<typeof ReleaseReport>;

/** What the whole gate came to. */
export type ReleaseDecision = Pick<ReleaseReport, 'outcome' | 'because' | 'exit_code'>;
