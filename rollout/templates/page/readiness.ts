// What is asked of a canary in each environment, as a table: from the values and the policy, so that it says what holds.
import { ENVIRONMENTS, type Environment } from '../../decision/policy-words.ts';
import { pickPolicy } from '../../values/pick-policy.ts';
import type { Values } from '../../values/values-schema.ts';
import { toTable } from './markdown.ts';

/** The values of every environment. */
export type AllValues = Readonly<Record<Environment, Values>>;

/** A share as percent, without the noise of binary fractions. */
const toPercent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
/** A difference of two shares. */
const toPoints = (share: number) => `${Number((share * 100).toPrecision(6))} points`;
const toMinutes = (sec: number) => (sec % 60 === 0 && sec > 0 ? `${sec / 60} min` : `${sec} s`);
const toSum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

interface Criterion {
  readonly says: string;
  readonly of: (values: Values) => string;
}

/** What stands in the table, a row each. */
const CRITERIA: readonly Criterion[] = [
  {
    says: 'share of the traffic, step by step',
    of: ({ rollout }) => `${rollout.steps.map(({ weight }) => weight).join(' → ')} → 100 %`,
  },
  {
    says: 'watched at each step for',
    of: ({ rollout }) => rollout.steps.map(({ pauseS }) => toMinutes(pauseS)).join(', '),
  },
  {
    says: 'promoted after, at the soonest',
    of: ({ rollout }) => toMinutes(toSum(rollout.steps.map(({ pauseS }) => pauseS))),
  },
  {
    says: 'what splits the traffic',
    of: ({ router, replicas }) =>
      router.kind === 'none' ? `pods, ${replicas} of them` : `${router.kind}, ${replicas} pods`,
  },
  {
    says: '**Promoted when** the bad events of each objective are shown to be more by less than',
    of: (values) => toPoints(pickPolicy(values).slos.each.marginRatio),
  },
  {
    says: 'and its slow answers by less than',
    of: (values) => {
      const { latency } = pickPolicy(values);
      return latency === undefined ? 'not asked' : toPoints(latency.marginRatio);
    },
  },
  {
    says: 'by so many events of each version, at least',
    of: (values) => {
      const { canary, stable } = pickPolicy(values).minSamples;
      return `${canary} and ${stable}`;
    },
  },
  {
    says: 'and by so many passes of each synthetic flow',
    of: (values) => {
      const { required, minPasses } = pickPolicy(values).probes;
      return required ? String(minPasses) : 'not asked';
    },
  },
  { says: 'and by a health of at least', of: (values) => `${pickPolicy(values).health.minimum} of 100` },
  {
    says: "and by the gate's own load at the step of",
    of: ({ rollout, gate }) => {
      const at = rollout.steps.filter((step) => step.gate === true);
      return gate === undefined || at.length === 0
        ? 'not asked'
        : `${at.map(({ weight }) => `${weight} %`).join(', ')}: ${gate.rps} journeys/s for ${toMinutes(gate.durationS)}`;
    },
  },
  {
    says: "and by Argo's own guards: more bad events than the stable version by at most",
    of: ({ guards }) =>
      `${toPoints(guards.maxExcess)}, of ${guards.minEvents} events in ${toMinutes(guards.windowS)}`,
  },
  {
    says: 'and memory and CPU of a pod at most',
    of: ({ guards, resources }) =>
      `${toPercent(guards.maxMemory)} of ${resources.limits.memory}, ${resources.limits.cpu === undefined ? 'no CPU limit' : `${toPercent(guards.maxCpu)} of ${resources.limits.cpu} cores`}`,
  },
  {
    says: '**Aborted when** the bad events of an objective are shown to be more by more than',
    of: (values) => toPoints(pickPolicy(values).slos.each.toleranceRatio),
  },
  {
    says: 'or the slow answers by more than',
    of: (values) => {
      const { latency } = pickPolicy(values);
      return latency === undefined ? 'not asked' : toPoints(latency.toleranceRatio);
    },
  },
  { says: 'or a flow has failed', of: (values) => `${pickPolicy(values).probes.failuresToAbort} times` },
  { says: 'or a step is undecided for', of: (values) => toMinutes(pickPolicy(values).maxHoldS) },
  { says: 'or its pods make no progress for', of: ({ rollout }) => toMinutes(rollout.progressDeadlineS) },
  {
    says: 'chance of a false abort, of a missed bad version',
    of: (values) => {
      const { falseAbort, missedBad } = pickPolicy(values);
      return `${toPercent(falseAbort)}, ${toPercent(missedBad)}`;
    },
  },
  {
    says: '**Rolled back when** it turns bad after the promotion within',
    of: (values) => toMinutes(pickPolicy(values).bakeS),
  },
  {
    says: '**Blast radius:** first step, one step at most',
    of: ({ blastRadius }) => `${blastRadius.maxFirstWeight} %, ${blastRadius.maxWeightIncrease} %`,
  },
  {
    says: 'pods more, pods fewer at most',
    of: ({ blastRadius }) => `${blastRadius.maxSurge}, ${blastRadius.maxUnavailable}`,
  },
  {
    says: 'stable pods at the last step, pods left by a drain',
    of: ({ blastRadius, minAvailable }) => `${blastRadius.minStablePods}, ${minAvailable}`,
  },
  {
    says: 'pauses together, one pause',
    of: ({ blastRadius }) =>
      `${toMinutes(blastRadius.minTotalPauseS)} at least, ${toMinutes(blastRadius.maxPauseS)} at most`,
  },
  {
    says: 'rollouts at once',
    of: ({ blastRadius }) =>
      blastRadius.maxConcurrentRollouts === undefined
        ? 'any number'
        : String(blastRadius.maxConcurrentRollouts),
  },
  { says: 'namespaces', of: ({ blastRadius }) => blastRadius.allowedNamespaces.join(', ') },
  {
    says: '**Depends on**',
    of: ({ dependencies }) => dependencies.map(({ id, url }) => `${id} (${url})`).join(', ') || 'nothing',
  },
];

/** A row for each criterion, a column for each environment. */
export function toReadiness(values: AllValues): string {
  return toTable(
    ['', ...ENVIRONMENTS],
    CRITERIA.map(({ says, of }) => [says, ...ENVIRONMENTS.map((environment) => of(values[environment]))]),
  );
}
