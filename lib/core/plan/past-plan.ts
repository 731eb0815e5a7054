// The plan of a run that was: it is judged by what held then.
import type { OptionValues } from '../options/option.ts';
import type { Service } from '../service/service.ts';
import type { Deciding } from './deciding.ts';
import { type Plan, parsePlan } from './plan.ts';

/** What held before a plan had this of its own: the journals of those runs do not say which gates decide. */
const EARLIER: Deciding = { by: 'rolling', withinSamples: 500_000, startsAhead: false };

/**
 * The plan of a run, from its journal's `run.started`.
 * @throws OptionError where its options are none that this suite knows
 */
export function parsePastPlan(
  service: Service,
  { options, seed }: { readonly options: OptionValues; readonly seed: number },
  profiles: Readonly<Record<string, OptionValues>>,
): Plan {
  const plan = parsePlan(service, { ...options, SEED: String(seed) }, profiles);
  return options.GATES === undefined ? { ...plan, deciding: EARLIER } : plan;
}
