// The form of history.json: all runs of a folder, by what they were asked to do.
import {
  amount,
  closed,
  count,
  isoTime,
  list,
  oneOf,
  orNull,
  type ShapeOf,
  share,
  text,
  version,
  words,
  yesNo,
} from '../../journal/format.ts';
import { GATE_OUTCOMES, OUTCOMES } from '../../outcome.ts';

const HistoryRun = closed('A run.', {
  name: words('Its folder, from the one that was read.'),
  started_at: isoTime('When its load began.'),
  status: oneOf('How it ended.', ['completed', 'stopped', 'interrupted']),
  outcome: oneOf('Its verdict.', OUTCOMES),
  because: text('The gates that decided its verdict.'),
  seed: count('Seed of every draw.'),
});
export type HistoryRun = ShapeOf<typeof HistoryRun>;

const Change = closed('A change of level.', {
  run: count('Which of the runs is the first of the new level, from 0.'),
  before: amount('Median of the runs before it, back to the change before or the first run.'),
  after: amount('Median of it and the runs behind it, up to the next change or the last run.'),
  p_value: share('The chance of a step as clear as this one where nothing changes.'),
});

const Figure = closed('One figure over the runs.', {
  subject: oneOf('What it is a figure of.', ['route', 'phase', 'toxic']),
  id: words('Which route, phase or toxic.'),
  name: oneOf('The figure: a percentile of the latency, or the longest recovery.', [
    'p50',
    'p95',
    'p99',
    'recovery',
  ]),
  unit: oneOf('Its unit.', ['ms', 's']),
  values: list(
    'One for each run.',
    orNull(amount('The figure; null where the run was not completed, or measured none.')),
  ),
  tested: yesNo('Changes were looked for.'),
  untested: text('Why no change could be found; empty where one could.'),
  changes: list('The changes of its level, in order.', Change),
});
export type Figure = ShapeOf<typeof Figure>;

const HistoryGate = closed('One gate over the runs.', {
  id: words('Name of the gate.'),
  why: text('Why it exists.'),
  severity: oneOf('Whether it decides, or only advises.', ['blocking', 'advisory']),
  held: count('Runs in which it held.'),
  failed: count('Runs in which it was broken.'),
  could_not_tell: count('Runs in which it was inconclusive.'),
  not_tried: count('Runs that did not judge it.'),
  outcomes: list(
    'One for each run.',
    orNull(oneOf('What it came to; null where the run did not have the gate.', GATE_OUTCOMES)),
  ),
  minimum_detectable_rates: list(
    'One for each run.',
    orNull(
      share(
        'The smallest true share that the run would have failed with 95 % probability; null where that is not said.',
      ),
    ),
  ),
});
export type HistoryGate = ShapeOf<typeof HistoryGate>;

const HistoryGroup = closed('Runs that were asked to do the same.', {
  title: words('What they were asked to do, in words.'),
  service: words('Id of the service.'),
  profile: words('Profile.'),
  runs: list('Its runs, in the order in which they began.', HistoryRun, { minItems: 1 }),
  gates: list('Every gate that one of them had.', HistoryGate),
  figures: list('Latencies and recoveries.', Figure),
});
export type HistoryGroup = ShapeOf<typeof HistoryGroup>;

export const History = closed('The runs of a folder over their time.', {
  schema_version: version(1),
  false_alarm_ratio: share(
    'The chance of any mark of a change at all where no figure of any run comes in an order of its own.',
  ),
  tested_figures: count('In how many figures changes were looked for.'),
  left_out: list(
    'Files that are no part of it.',
    closed('A file.', { file: words('Its path.'), why: words('What is wrong with it, and what to do.') }),
  ),
  groups: list(
    'The runs, those that were asked to do the same together; the largest group first.',
    HistoryGroup,
    {
      minItems: 1,
    },
  ),
});
export type History = ShapeOf<typeof History>;
