// The mix of journeys that users take: which journey and variant is next, and what its calls ask for.
import { drawUnit, pickWeighted } from '../stats/draw.ts';
import type { Id, Service, Step, UpstreamNeed } from './service.ts';

export interface DrawnJourney {
  readonly journey: Id;
  readonly variant: Id;
}

/** What the mix is drawn from: weights by journey and by variant, non-negative, of each at least one above 0. */
export interface Mix {
  readonly weights: Readonly<Record<Id, number>>;
  readonly variants: Readonly<Record<Id, number>>;
}

/** The journey and variant of the n-th journey of a run: the same for the same seed, whoever runs it and when. */
export function drawJourney(mix: Mix, seed: number, index: number): DrawnJourney {
  return {
    journey: pickWeighted(mix.weights, drawUnit(seed, index, 1)),
    variant: pickWeighted(mix.variants, drawUnit(seed, index, 2)),
  };
}

/** Every journey in every variant that the mix allows, once: the order of `--once`. */
export function listEveryJourney(mix: Mix): DrawnJourney[] {
  const allowed = (weights: Readonly<Record<Id, number>>) =>
    Object.keys(weights).filter((id) => (weights[id] ?? 0) > 0);
  const variants = allowed(mix.variants);
  return allowed(mix.weights).flatMap((journey) => variants.map((variant) => ({ journey, variant })));
}

/** The steps of a journey, in order; none for a journey that the service has not. */
export function listSteps(service: Service, journey: Id): readonly Step[] {
  return service.journeys[journey]?.steps ?? [];
}

/**
 * Says which route a step of a journey calls; a journey or step that the service has not is its own. Made once and asked per answer: one
 * look-up each.
 */
export function createRouteFinder(service: Service): (journey: Id, step: Id) => Id {
  const findStep = createStepFinder(service);
  return (journey, step) => findStep(journey, step)?.route ?? step;
}

/** Says what a step of a journey asks of the upstream; `none` where the service has no such step. Made once and asked per answer. */
export function createNeedFinder(service: Service): (journey: Id, step: Id) => UpstreamNeed {
  const findStep = createStepFinder(service);
  return (journey, step) => findStep(journey, step)?.upstream ?? 'none';
}

function createStepFinder(service: Service): (journey: Id, step: Id) => Step | undefined {
  const stepOf = new Map(
    service.journeyIds.map((journey) => [
      journey,
      new Map(listSteps(service, journey).map((step) => [step.id, step])),
    ]),
  );
  return (journey, step) => stepOf.get(journey)?.get(step);
}

/** The longest that a journey can last, in seconds: every call of its longest chain runs into its time-out. */
export function computeLongestJourneySec(service: Service): number {
  return Math.max(
    ...service.journeyIds.map((journey) =>
      listSteps(service, journey).reduce(
        (sum, { route }) => sum + (service.routes[route]?.timeoutMs ?? 0) / 1000,
        0,
      ),
    ),
  );
}

/** Calls of the longest journey of the mix. */
export function computeMostCalls(service: Service, { weights }: Mix): number {
  const drawn = service.journeyIds.filter((id) => (weights[id] ?? 0) > 0);
  return Math.max(...drawn.map((id) => listSteps(service, id).length));
}

/** Calls of a mean journey of the mix. */
export function computeCallsPerJourney(service: Service, { weights }: Mix): number {
  const weightOf = (id: Id) => weights[id] ?? 0;
  const total = service.journeyIds.reduce((sum, id) => sum + weightOf(id), 0);
  return (
    service.journeyIds.reduce((sum, id) => sum + weightOf(id) * listSteps(service, id).length, 0) / total
  );
}
