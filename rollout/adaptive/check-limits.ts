// Whether the limits of an adaptive share are within what an environment lets a bad version hurt.
import type { Values } from '../values/values-schema.ts';
import type { WeightLimits } from './decide-weight.ts';

type Limits = Pick<WeightLimits, 'firstPct' | 'maxRisePct'>;

/** What is beyond it, a sentence each, with its remedy. */
export function listBeyond(
  { firstPct, maxRisePct }: Limits,
  { environment, blastRadius }: Pick<Values, 'environment' | 'blastRadius'>,
): readonly string[] {
  const { maxFirstWeight, maxWeightIncrease } = blastRadius;
  const say = (what: string, given: number, most: number, key: string) =>
    given <= most
      ? []
      : [
          `${what}=${given}: ${environment} allows ${most} at most (blastRadius.${key} of its values); give less`,
        ];
  return [
    ...say('ADAPT_FIRST', firstPct, maxFirstWeight, 'maxFirstWeight'),
    ...say('ADAPT_MAX_RISE', maxRisePct, maxWeightIncrease, 'maxWeightIncrease'),
  ];
}
