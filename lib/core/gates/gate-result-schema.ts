// The form of one gate's row in a verdict.
import {
  closed,
  count,
  figure,
  oneOf,
  optional,
  orNull,
  type ShapeOf,
  share,
  text,
} from '../journal/format.ts';
import { GATE_OUTCOMES } from '../outcome.ts';
import { GateSample } from './gate-sample-schema.ts';

export const GateResult = closed('One gate, and what it came to.', {
  id: text('Stable name of the gate.'),
  why: text('Why it exists.'),
  severity: oneOf('Whether it decides, or only advises.', ['blocking', 'advisory']),
  outcome: oneOf(
    'inconclusive: the run cannot tell; skipped: this kind of run does not judge it.',
    GATE_OUTCOMES,
  ),
  value: orNull(
    figure('What was measured: a share 0..1, or a count; null where there is nothing to measure.'),
  ),
  limit: orNull(figure('Its bound, in the same unit; null where it was skipped.')),
  samples: count('How many things it looked at.'),
  minimum_detectable_rate: orNull(
    share(
      'The smallest true share that this run would have failed with 95 % probability; null where that is not said.',
    ),
  ),
  because: text('What was seen against what was allowed, in one line.'),
  sample: optional(GateSample),
});
export type GateResult = ShapeOf<typeof GateResult>;
