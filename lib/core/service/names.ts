// The names that a service gives to its own things, as our files hold them: their form, and those of one service.
import { ENGINE_COUNTERS } from './engine-counters.ts';
import { listSteps } from './journeys.ts';
import type { Id, Service } from './service.ts';

/** The form of routes, journeys, steps, flags and counters. */
export const ID_FORM = '^[a-z][a-z0-9_]*$';
/** The form of the kinds of users that it has. */
export const VARIANT_FORM = '^[A-Za-z][A-Za-z0-9_]*$';
/** The form of its own id, which is the name of its folder. */
export const SERVICE_FORM = '^[a-z][a-z0-9-]*$';

/** Each list without doubles. */
export interface ServiceNames {
  /** Its own id. */
  readonly id: string;
  readonly journeys: readonly Id[];
  readonly steps: readonly Id[];
  readonly routes: readonly Id[];
  readonly variants: readonly Id[];
  /** Those of the engine too. */
  readonly violations: readonly Id[];
  /** The 0/1 fields of a response row. */
  readonly flags: readonly Id[];
  /** The counters of its flags. */
  readonly counters: readonly Id[];
  /** The shares of all answers that the summary tells of its flags. */
  readonly rates: readonly Id[];
}

/** The shares of all answers received that the summary tells of a service's flags: the name of each, and its counter. */
export function listFlagRates(
  service: Pick<Service, 'flags' | 'counterOf'>,
): readonly { readonly name: Id; readonly counter: Id }[] {
  return Object.entries(service.flags).flatMap(([id, { rate }]) => {
    const counter = service.counterOf[id] ?? id;
    return rate ? [{ name: `${counter}_rate`, counter }] : [];
  });
}

/** The names that this service gives. */
export function toServiceNames(service: Service): ServiceNames {
  const steps = service.journeyIds.flatMap((journey) => listSteps(service, journey).map(({ id }) => id));
  return {
    id: service.id,
    journeys: service.journeyIds,
    steps: [...new Set(steps)],
    routes: Object.keys(service.routes),
    variants: service.variantIds,
    violations: service.violations,
    flags: service.rowFlags,
    counters: Object.keys(service.counters).filter((id) => !Object.hasOwn(ENGINE_COUNTERS, id)),
    rates: listFlagRates(service).map(({ name }) => name),
  };
}
