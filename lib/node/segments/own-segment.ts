// What `npm run soak` does otherwise where it plays one segment of a run: what must be said, and who injects the toxics.
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import type { Plan } from '../../core/plan/plan.ts';

/**
 * What k6 is told beside the options of the run: the name of the run, which all its segments share.
 * @param given option values as they were given
 * @param env RUN_ID is read from here, for a segment alone
 * @throws OptionError where something is left out that must be the same for all segments
 */
export function toSegmentEnvironment(
  { segment }: Pick<Plan, 'segment'>,
  given: OptionValues,
  env: OptionValues,
): OptionValues {
  if (segment === undefined) return {};
  const values: OptionValues = { BASE: given.BASE, SEED: given.SEED, RUN_ID: env.RUN_ID };
  const missing = Object.entries(values).filter(([, value]) => !value?.trim());
  if (missing.length > 0)
    throw new OptionError(
      `SEGMENT=${segment.runner}/${segment.runners}: give ${missing.map(([name]) => name).join(', ')} too, the same for all ${segment.runners}`,
    );
  return { RUN_ID: env.RUN_ID };
}

/** The plan as far as it is played around k6 here: toxics are injected beside the first segment alone. */
export function toOwnPart(plan: Plan): Plan {
  const injects = plan.segment === undefined || plan.segment.runner === 1;
  return injects ? plan : { ...plan, chaos: { ...plan.chaos, enabled: false } };
}
