// The form of the file that `npm run compare -- … --json` writes.
import { GATE_UNITS } from '../gates/gate-unit.ts';
import {
  amount,
  bound,
  closed,
  count,
  figure,
  isoTime,
  list,
  mapOf,
  oneOf,
  orNull,
  type ShapeOf,
  text,
  version,
  words,
  yesNo,
} from '../journal/format.ts';
import { GATE_OUTCOMES, OUTCOMES } from '../outcome.ts';
import { COMPARABILITIES, COMPARED } from '../stats/difference.ts';

const LatencyTolerance = closed('The tolerance of a latency: the larger of both counts.', {
  ms: amount('Milliseconds.'),
  ratio: amount('Share of the earlier latency.'),
});
export type LatencyTolerance = ShapeOf<typeof LatencyTolerance>;

const RunHead = closed('What is said of a run that was compared.', {
  name: words('Name of its folder.'),
  started_at: isoTime('When its load began.'),
  status: oneOf('How it ended.', ['completed', 'stopped', 'interrupted']),
  outcome: oneOf('Its verdict.', OUTCOMES),
  because: text('The gates that decided its verdict.'),
  seed: count('Seed of every draw.'),
  runners: count('How many runners played it.'),
  defects: text('Defects of the embedded service that were on.'),
});
export type RunHead = ShapeOf<typeof RunHead>;

const GateLine = closed('One gate then and now.', {
  id: words('Name of the gate.'),
  severity: oneOf('Whether it decides, or only advises.', ['blocking', 'advisory']),
  earlier: oneOf('What it came to then; of several runs what says most against it.', GATE_OUTCOMES),
  later: oneOf('What it came to now.', GATE_OUTCOMES),
  unit: oneOf('Unit of its values and of its limit; shares are 0..1.', GATE_UNITS),
  earlier_value: orNull(figure('What was measured then; null where there was nothing to measure.')),
  later_value: orNull(figure('What was measured now; null where there was nothing to measure.')),
  limit: orNull(figure('Its bound now; null where it was skipped.')),
  earlier_minimum_detectable_rate: orNull(
    figure(
      'The smallest true share that the earlier run would have failed with 95 % probability; null where that is not said.',
    ),
  ),
  later_minimum_detectable_rate: orNull(figure('The same of the later run.')),
  verdict: oneOf('What the change says.', COMPARED),
  why: words('What was seen.'),
});
export type GateLine = ShapeOf<typeof GateLine>;

const Line = closed('One figure then and now: milliseconds, seconds, or shares 0..1, as `unit` says.', {
  group: oneOf('What it is a figure of.', ['latency', 'rate', 'load', 'recovery']),
  scope: text('`run`, a phase, or the mode of a toxic.'),
  name: words('Name of the figure.'),
  unit: oneOf('Its unit; shares are 0..1.', ['ms', 'share', 's']),
  better: oneOf('Which way is better.', ['lower', 'higher']),
  method: text('How its band is computed.'),
  earlier: orNull(figure('Its value then; null where there was no sample.')),
  later: orNull(figure('Its value now; null where there was no sample.')),
  difference: orNull(
    closed('Later less earlier, with its band; null where one of them is missing.', {
      low: bound('Lower end of the band; null where so few samples do not bound it.'),
      middle: figure('The difference itself.'),
      high: bound('Upper end of the band; null where so few samples do not bound it.'),
    }),
  ),
  tolerance: amount(
    'A change up to this is no difference: it is too small, or the earlier runs differ as much among themselves.',
  ),
  minimum_detectable_change: orNull(
    figure('The smallest change for the worse that would have been shown; null where none would.'),
  ),
  samples: closed('How many samples it stands on.', { earlier: count('Then.'), later: count('Now.') }),
  needed: yesNo('Without it nothing can be said of the whole run.'),
  verdict: oneOf('What the change says.', COMPARED),
  why: words('What was seen.'),
});
export type Line = ShapeOf<typeof Line>;

export const Comparison = closed('Two runs, or several and one, held against each other.', {
  schema_version: version(2),
  verdict: oneOf('What all of it comes to.', COMPARABILITIES),
  reasons: list('What decided, a sentence each, the most telling first.', words('A sentence.'), {
    minItems: 1,
  }),
  confidence: figure('Of each band, so that all together hold with 0.99 (Bonferroni).', {
    exclusiveMinimum: 0.99,
    exclusiveMaximum: 1,
  }),
  tolerance: LatencyTolerance,
  base: list('The earlier runs.', RunHead, { minItems: 1 }),
  now: RunHead,
  setup: mapOf('What must be alike, by name, as it is in the later run.', text('Its value.')),
  gates: list('Every gate that both have; empty where the runs are not comparable.', GateLine),
  lines: list(
    'Empty where the runs are not comparable, or a gate stopped one of them: what it saw is of another length.',
    Line,
  ),
});
export type Comparison = ShapeOf<typeof Comparison>;
