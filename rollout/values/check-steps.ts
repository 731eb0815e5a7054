// Whether the steps of a rollout can be, and keep to the blast radius.
import { fault, type ValuesFault } from './fault.ts';
import type { Values } from './values-schema.ts';

/** The share of a whole, in percent, with one digit at most. */
const toPercent = (part: number, whole: number) => Number(((100 * part) / whole).toFixed(1));

/** The weights that a canary has one after the other, the last of them all. */
const listWeights = ({ rollout }: Values) => {
  const weights = rollout.steps.map(({ weight }) => weight);
  return weights.at(-1) === 100 ? weights : [...weights, 100];
};

/** Pods that the canary may come to have at a weight, where the pods are the share: Argo takes the nearest number, and 1 at least. */
export const toMostCanaryPods = (replicas: number, weight: number): number =>
  Math.max(1, Math.ceil((replicas * weight) / 100));

/** Weights rise, and keep to the blast radius; pauses are long enough and end. */
export function checkSteps(values: Values): readonly ValuesFault[] {
  const { rollout, blastRadius } = values;
  const { maxFirstWeight, maxWeightIncrease, maxPauseS, minTotalPauseS } = blastRadius;
  const last = rollout.steps.length - 1;
  const faults = listWeights(values).flatMap((weight, n, weights): readonly ValuesFault[] => {
    const at = ['rollout', 'steps', Math.min(n, last), 'weight'];
    const before = weights[n - 1] ?? 0;
    if (weight <= before)
      return [fault(at, `${weight} does not rise above the ${before} of the step before it`)];
    if (n === 0 && weight > maxFirstWeight)
      return [
        fault(at, `the first step takes ${weight} %, and blastRadius.maxFirstWeight is ${maxFirstWeight}`),
      ];
    if (weight - before <= maxWeightIncrease) return [];
    return [
      fault(
        at,
        n > last
          ? `behind the last step ${before} % become all at once, and blastRadius.maxWeightIncrease is ${maxWeightIncrease}: add a step`
          : `${before} to ${weight} % is ${weight - before} at once, and blastRadius.maxWeightIncrease is ${maxWeightIncrease}`,
      ),
    ];
  });
  const pauses = rollout.steps.flatMap(({ pauseS }, n) =>
    pauseS <= maxPauseS
      ? []
      : [fault(['rollout', 'steps', n, 'pauseS'], `${pauseS} s is past blastRadius.maxPauseS, ${maxPauseS}`)],
  );
  const total = rollout.steps.reduce((sum, { pauseS }) => sum + pauseS, 0);
  const short =
    total >= minTotalPauseS
      ? []
      : [
          fault(
            ['rollout', 'steps'],
            `all pauses together are ${total} s, and blastRadius.minTotalPauseS is ${minTotalPauseS}`,
          ),
        ];
  return [...faults, ...pauses, ...short];
}

/** Where the pods are the share, a share must be a number of pods. */
export function checkPods(values: Values): readonly ValuesFault[] {
  const { replicas, rollout, blastRadius, router } = values;
  if (router.kind !== 'none') return [];
  const weights = rollout.steps.map(({ weight }) => weight);
  const [first = 100] = weights;
  const needed = Math.ceil(100 / first);
  const at = ['rollout', 'steps', 0, 'weight'];
  if (replicas < needed)
    return [
      fault(
        at,
        `${first} % cannot be of ${replicas} pods, of which one is ${toPercent(1, replicas)} %: give ${needed} replicas, a larger weight or a router`,
      ),
    ];
  const lastWeight = weights.filter((weight) => weight < 100).at(-1) ?? 0;
  const left = replicas - toMostCanaryPods(replicas, lastWeight);
  return left >= blastRadius.minStablePods
    ? []
    : [
        fault(
          ['blastRadius', 'minStablePods'],
          `at ${lastWeight} % only ${left} of ${replicas} pods are stable, and ${blastRadius.minStablePods} must be: end the steps sooner, or give more replicas`,
        ),
      ];
}
