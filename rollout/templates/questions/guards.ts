// Guards: bounds on the canary that Argo asks Prometheus about itself, beside the decision and whatever becomes of it. One that has no
// figure is inconclusive: it is never a reason to go on.
import type { Monitored, Slo } from '../../../lib/core/monitoring/monitored.ts';
import { toQuoted, toSelector, toShare } from '../../../lib/core/monitoring/promql.ts';
import { toBytes, toCores } from '../../values/quantity.ts';
import type { Values } from '../../values/values-schema.ts';

/** A bound on one figure of the canary. */
export interface Guard {
  /** Ends the names of its templates, and names its metric. */
  readonly id: string;
  /** What it holds, in a sentence. */
  readonly why: string;
  /** One figure, or nothing where it cannot be told. */
  readonly query: string;
  /** It holds at this and below. */
  readonly atMost: number;
}

/** A share as percent, without the noise of binary fractions. */
const toPoints = (share: number) => Number((share * 100).toPrecision(6));

const PROBE_WINDOW_S = 300;

/** The versions, by the argument that holds their hash. */
const COHORTS = { canary: '{{args.canary}}', stable: '{{args.stable}}' } as const;
type Cohort = keyof typeof COHORTS;

/** The series of one version. `hash!=""`: an argument that is empty must not select what has no such label. */
const toMatchers = (values: Values, monitored: Monitored, cohort: Cohort): readonly string[] => [
  `job=${toQuoted(monitored.job)}`,
  `namespace=${toQuoted(values.namespace)}`,
  `hash="${COHORTS[cohort]}"`,
  'hash!=""',
];

/** The share of bad events of one version, 0 to 1; nothing without events. */
function toBadShare(slo: Slo, matchers: readonly string[], window: string): string {
  const of = (selector: string) => toSelector(selector, matchers);
  if (slo.bad !== undefined) return toShare(of(slo.bad), of(slo.all), window);
  if (slo.good === undefined) throw new RangeError('an SLO counts its bad events or its good ones');
  // The two counters are read at one moment and raised at two: a little below 0 is chance.
  return `clamp_min(1 - ${toShare(of(slo.good), of(slo.all), window)}, 0)`;
}

/** How much more of the canary's events are bad: what breaks both versions breaks neither's guard. */
function toSloGuard(values: Values, monitored: Monitored, slo: Slo): Guard {
  const { windowS, minEvents, maxExcess } = values.guards;
  const window = `${windowS}s`;
  const of = (cohort: Cohort) => toMatchers(values, monitored, cohort);
  const enough = (cohort: Cohort) =>
    `sum(increase(${toSelector(slo.all, of(cohort))}[${window}])) >= ${minEvents}`;
  return {
    id: slo.id.replaceAll('_', '-'),
    why: `${slo.title}: at most ${toPoints(maxExcess)} points more of the canary's events are bad than of the stable version's, by ${minEvents} events of each within ${windowS} s.`,
    query: [
      `(${toBadShare(slo, of('canary'), window)} - ${toBadShare(slo, of('stable'), window)})`,
      `and on () (${enough('canary')})`,
      `and on () (${enough('stable')})`,
    ].join('\n'),
    atMost: maxExcess,
  };
}

/** By the series that every official client of Prometheus has of its process. Without a CPU limit there is nothing to come near. */
function listSaturationGuards(values: Values, monitored: Monitored): readonly Guard[] {
  const { memory, cpu } = values.resources.limits;
  const { windowS, maxMemory, maxCpu } = values.guards;
  const of = (name: string) => `${toSelector(name, toMatchers(values, monitored, 'canary'))}[${windowS}s]`;
  const ofMemory: Guard = {
    id: 'saturation-memory',
    why: `No pod of the canary holds more than ${toPoints(maxMemory)} % of its memory limit.`,
    query: `max(max_over_time(${of('process_resident_memory_bytes')})) / ${toBytes(memory)}`,
    atMost: maxMemory,
  };
  if (cpu === undefined) return [ofMemory];
  return [
    ofMemory,
    {
      id: 'saturation-cpu',
      why: `No pod of the canary takes more than ${toPoints(maxCpu)} % of its CPU limit.`,
      query: `max(rate(${of('process_cpu_seconds_total')})) / ${toCores(cpu)}`,
      atMost: maxCpu,
    },
  ];
}

/** The share of the runs of synthetic flows against the canary that passed; the prober calls the canary's Service. */
const toProbeGuard = ({ environment, guards }: Values): Guard => {
  const { windowS, minProbePassShare } = guards;
  const atMost = Number((1 - minProbePassShare).toPrecision(6));
  // Flows are due every minute or so: a window of a guard may hold none.
  const window = `${Math.max(windowS, PROBE_WINDOW_S)}s`;
  const runs = (more: string) =>
    `sum(increase(synthetic_flow_runs_total{environment=${toQuoted(environment)}${more}}[${window}]))`;
  return {
    id: 'probes',
    why: `At most ${toPoints(atMost)} % of the runs of synthetic flows within ${window} fail or cannot tell.`,
    query: `1 - (${runs(',outcome="pass"')} or 0 * ${runs('')}) / (${runs('')} > 0)`,
    atMost,
  };
};

/** Every guard of a rollout: one for each objective of the service, and those of what its process takes. */
export const listGuards = (values: Values, monitored: Monitored): readonly Guard[] => [
  ...monitored.slos.map((slo) => toSloGuard(values, monitored, slo)),
  ...listSaturationGuards(values, monitored),
  ...(values.guards.proberIsScraped === true ? [toProbeGuard(values)] : []),
];

/** Exactly one figure that is a number: an empty answer, several series, NaN and infinities are none. */
const IS_FIGURE = 'len(result) == 1 && !isNaN(result[0]) && !isInf(result[0])';

/** The conditions of a guard in Argo's words. Where neither holds the measurement is inconclusive. */
export const toConditions = ({ atMost }: Pick<Guard, 'atMost'>) => ({
  successCondition: `${IS_FIGURE} && result[0] <= ${atMost}`,
  failureCondition: `${IS_FIGURE} && result[0] > ${atMost}`,
});

/** The conditions of a figure that must be this one: any other is no failure, and no success either. */
export const toExact = (figure: number) => ({
  successCondition: `${IS_FIGURE} && result[0] == ${figure}`,
  failureCondition: 'false',
});
