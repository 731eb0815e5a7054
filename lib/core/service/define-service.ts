// A service's folder → the value that the engine reads: checked once, with what follows from its tables.
import { isSecretName } from '../text/redact.ts';
import {
  ENGINE_COUNTERS,
  ENGINE_VIOLATIONS,
  NOT_OURS,
  NOT_OURS_FLAG,
  NOT_OURS_PROMISE,
} from './engine-counters.ts';
import { ID_FORM, SERVICE_FORM, VARIANT_FORM } from './names.ts';
import type { Flag, Id, Service, ServiceSpec } from './service.ts';

const ID = new RegExp(ID_FORM);
const VARIANT_ID = new RegExp(VARIANT_FORM);
const FOLDER = new RegExp(SERVICE_FORM);

/**
 * Makes a service out of what its folder says of it. What the types cannot hold is checked here, so that a slip is found at
 * the start and not in the verdict of a run.
 * @throws RangeError naming the service and the place of the slip
 */
export function defineService<
  RouteId extends Id,
  FlagId extends Id,
  JourneyId extends Id,
  VariantId extends Id,
>(spec: ServiceSpec<RouteId, FlagId, JourneyId, VariantId>): Service {
  const plain: ServiceSpec = addNotOurs(spec);
  const flags = Object.entries(plain.flags);
  const violations = flags.filter(([, flag]) => flag.violation).map(([id]) => id);
  const totals = flags.map(([id, flag]) => [flag.total ?? id, flag.meaning] as const);
  const service: Service = {
    ...plain,
    journeyIds: Object.keys(plain.journeys),
    variantIds: Object.keys(plain.variants),
    violations: [
      ...violations.filter((id) => id === NOT_OURS),
      ...Object.keys(ENGINE_VIOLATIONS).filter((id) => id !== 'schema_violation'),
      ...violations.filter((id) => id !== NOT_OURS),
      'schema_violation',
    ],
    counters: { ...ENGINE_COUNTERS, ...Object.fromEntries(totals) },
    counterOf: {
      ...ENGINE_VIOLATIONS,
      ...Object.fromEntries(flags.map(([id, flag]) => [id, flag.total ?? id])),
    },
    stepCounters: toStepCounters(plain.flags),
    rowFlags: flags.filter(([, flag]) => isRowFlag(flag)).map(([id]) => id),
  };
  const [fault] = listFaults(service, totals);
  if (fault !== undefined) throw new RangeError(`service ${spec.id}: ${fault}`);
  return service;
}

/** The service with the promise that its answers belong to their calls, where it can tell. */
function addNotOurs(spec: ServiceSpec): ServiceSpec {
  if (Object.hasOwn(spec.flags, NOT_OURS))
    throw new RangeError(`service ${spec.id}: ${NOT_OURS} is a flag of the engine`);
  if (!spec.findStranger) return spec;
  const flags = { [NOT_OURS]: NOT_OURS_FLAG, ...spec.flags };
  return { ...spec, flags, promises: [NOT_OURS_PROMISE, ...spec.promises] };
}

/** True for a flag that the judge finds and that breaks no promise. */
const isRowFlag = (flag: Flag) => !flag.violation && flag.steps === undefined;

function toStepCounters(flags: ServiceSpec['flags']): Readonly<Record<Id, readonly Id[]>> {
  const counters: Record<Id, Id[]> = {};
  for (const [id, { steps = [], total = id }] of Object.entries(flags))
    for (const step of steps) counters[step] = [...(counters[step] ?? []), total];
  return counters;
}

/** How many answers said that they are degraded; 0 where those of the service cannot say so. */
export function countDegraded(
  { degraded, counterOf }: Pick<Service, 'degraded' | 'counterOf'>,
  counts: Readonly<Record<Id, number>>,
): number {
  return degraded === undefined ? 0 : (counts[counterOf[degraded] ?? degraded] ?? 0);
}

/** True where an answer of the service that needs its upstream can say that it is degraded. */
export function mayDegrade({ degraded, journeys }: Pick<Service, 'degraded' | 'journeys'>): boolean {
  const asksUpstream = Object.values(journeys).some(({ steps }) =>
    steps.some(({ upstream }) => upstream !== 'none'),
  );
  return degraded !== undefined && asksUpstream;
}

/** The counter among which a flag is counted: that of another flag, or one of the engine. */
export function toAmong(service: Pick<Service, 'flags' | 'counterOf'>, flagId: Id): Id {
  const among = service.flags[flagId]?.among;
  if (among === undefined) throw new RangeError(`no flag ${flagId}`);
  return service.counterOf[among] ?? among;
}

function listFaults(service: Service, totals: readonly (readonly [string, string])[]): string[] {
  const { flags, journeys, routes, variants } = service;
  const faults: string[] = [];
  const need = (ok: boolean, fault: string) => {
    if (!ok) faults.push(fault);
  };
  need(
    FOLDER.test(service.id),
    `id ${service.id} is no name of a folder; use lower-case letters, digits and -`,
  );
  for (const id of [...Object.keys(routes), ...service.journeyIds, ...Object.keys(flags)])
    need(ID.test(id), `${id} is no id; use lower-case letters, digits and _`);
  for (const id of service.variantIds) need(VARIANT_ID.test(id), `variant ${id} is no id`);
  need(service.journeyIds.length > 0, 'no journey');
  need(service.variantIds.length > 0, 'no variant; name one, like all');
  const weightOf = (of: Readonly<Record<string, { readonly weight: number }>>) =>
    Object.values(of).reduce((sum, { weight }) => sum + weight, 0);
  need(weightOf(journeys) > 0, 'the weights of all journeys are 0');
  need(weightOf(variants) > 0, 'the weights of all variants are 0');
  for (const [id, { path, timeoutMs }] of Object.entries(routes)) {
    need(path.startsWith('/'), `route ${id}: path ${path} must begin with /`);
    need(timeoutMs >= 1, `route ${id}: timeoutMs must be at least 1`);
  }
  const stepIds = new Set<string>();
  for (const [id, journey] of Object.entries(journeys)) {
    const own = journey.steps.map((step) => step.id);
    need(new Set(own).size === own.length, `journey ${id} has a step twice; give the second another id`);
    for (const step of journey.steps) {
      stepIds.add(step.id);
      need(ID.test(step.id), `journey ${id}: step ${step.id} is no id`);
      need(Object.hasOwn(routes, step.route), `journey ${id}: step ${step.id} has no route ${step.route}`);
      const { form } = step;
      need(
        form === undefined || Object.hasOwn(service.forms ?? {}, form),
        `journey ${id}: step ${step.id} has no form ${form}`,
      );
      need(form === undefined || !step.body, `journey ${id}: step ${step.id} sends a form and a body`);
    }
    for (const flag of Object.keys(journey.healthyFlags ?? {}))
      need(Object.hasOwn(flags, flag), `journey ${id}: healthyFlags names ${flag}, which is no flag`);
  }
  const names = new Set<string>();
  for (const [name] of totals) {
    need(!Object.hasOwn(ENGINE_COUNTERS, name), `flag total ${name} is a counter of the engine`);
    need(!names.has(name), `two flags have the total ${name}`);
    names.add(name);
  }
  for (const [id, flag] of Object.entries(flags)) {
    const { among } = flag;
    need(
      Object.hasOwn(flags, among) || Object.hasOwn(ENGINE_COUNTERS, among),
      `flag ${id} is counted among ${among}, which is neither a flag nor a counter of the engine`,
    );
    for (const step of flag.steps ?? [])
      need(stepIds.has(step), `flag ${id} names the step ${step}, which no journey has`);
  }
  need(
    service.degraded === undefined || service.rowFlags.includes(service.degraded),
    `degraded names ${service.degraded}, which is no flag that the judge finds`,
  );
  for (const { env, secret } of service.options ?? [])
    need(
      !secret || isSecretName(env),
      `option ${env} is a secret, and its name must say so, as in SHOP_TOKEN: by its name its value is masked`,
    );
  const options = new Set((service.options ?? []).map(({ env }) => env));
  for (const { flag, severityOption } of service.promises) {
    need(Object.hasOwn(flags, flag), `a promise names ${flag}, which is no flag`);
    need(
      severityOption === undefined || options.has(severityOption),
      `the promise on ${flag} names the option ${severityOption}, which is not among its options`,
    );
  }
  for (const { id, flag, boundOption } of service.rates) {
    need(Object.hasOwn(flags, flag), `rate ${id} names ${flag}, which is no flag`);
    need(
      options.has(boundOption),
      `rate ${id} names the option ${boundOption}, which is not among its options`,
    );
  }
  need(
    Object.hasOwn(routes, service.recognition.route),
    `recognition names the route ${service.recognition.route}, which it has not`,
  );
  return faults;
}
