// The mix that a run's options ask for: how often which journey, and which variant of users.
import type { OptionValues } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';
import type { Mix } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';
import { toVariantOption, toWeightOption } from './run-options.ts';

/** @throws OptionError where no journey is left */
export function parseMix(service: Service, raw: OptionValues): Mix {
  const only = raw.SCENARIO;
  const weights = Object.fromEntries(
    service.journeyIds.map((id) => [
      id,
      only ? Number(id === only) : Number(raw[toWeightOption(service, id)]),
    ]),
  );
  if (Object.values(weights).every((weight) => weight === 0)) {
    const names = service.journeyIds.map((id) => toWeightOption(service, id));
    throw new OptionError(`${names.join(', ')} are all 0: give one of them a weight above 0`);
  }
  return { weights, variants: parseVariants(service, raw) };
}

/** The weights of the variants. One with a share in percent has that of all; the others share the rest by their weights. */
function parseVariants(service: Service, raw: OptionValues): Readonly<Record<Id, number>> {
  const only = raw[toVariantOption(service).env];
  if (only) return Object.fromEntries(service.variantIds.map((id) => [id, Number(id === only)]));
  const entries = Object.entries(service.variants);
  const percentOf = (option: string | undefined) => (option === undefined ? undefined : Number(raw[option]));
  const taken = entries.reduce((sum, [, { percentOption }]) => sum + (percentOf(percentOption) ?? 0), 0);
  const others = entries.filter(([, { percentOption }]) => percentOption === undefined);
  const otherWeights = others.reduce((sum, [, { weight }]) => sum + weight, 0);
  const rest = Math.max(0, 100 - taken);
  // Those with a share of their own come first: a draw takes them in this order.
  const ordered = [...entries.filter(([, { percentOption }]) => percentOption !== undefined), ...others];
  return Object.fromEntries(
    ordered.map(([id, { percentOption, weight }]) => [
      id,
      percentOf(percentOption) ?? (otherWeights === 0 ? 0 : (rest * weight) / otherWeights),
    ]),
  );
}
