// What a plan's run would count, second by second, where every answer is a good one: what power is computed on.
import type { Plan } from '../plan/plan.ts';
import { computeJourneysDue, computeSegments } from '../plan/schedule.ts';
import { drawJourney, listSteps } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';

/**
 * By the name of a counter, how many there were by the end of each second; the entry at 0 is 0, the last that of the whole
 * run. A counter of which nobody knows how often a healthy service raises it is not there.
 */
export type Traffic = Readonly<Record<Id, Int32Array>>;

/** What the answers of one journey raise on a healthy service, by the name of the counter. */
export function toSamples(service: Service, journey: Id): Readonly<Record<Id, number>> {
  const steps = listSteps(service, journey);
  const samples: Record<Id, number> = {
    calls: steps.length,
    responses: steps.length,
    answers_judged: steps.length,
  };
  for (const { id } of steps)
    for (const counter of service.stepCounters[id] ?? []) samples[counter] = (samples[counter] ?? 0) + 1;
  for (const [flag, count] of Object.entries(service.journeys[journey]?.healthyFlags ?? {})) {
    const counter = service.counterOf[flag] ?? flag;
    samples[counter] = (samples[counter] ?? 0) + count;
  }
  return samples;
}

/**
 * Plays the journeys of a plan on its schedule, drawn as the run would draw them. All calls of a journey are counted in the
 * second in which it starts: they take a second or two, windows take minutes.
 */
export function computeTraffic(service: Service, plan: Plan): Traffic {
  const segments = computeSegments(plan.timing);
  const seconds = Math.ceil(plan.timing.totalSec);
  const perJourney = service.journeyIds.map((journey) => ({ journey, samples: toSamples(service, journey) }));
  const ids = [...new Set(perJourney.flatMap(({ samples }) => Object.keys(samples)))];
  // By the place of the counter: a day has a hundred thousand journeys.
  const raisedBy = new Map(
    perJourney.map(({ journey, samples }) => [journey, ids.map((id) => samples[id] ?? 0)]),
  );
  const sums = ids.map(() => 0);
  const columns = ids.map(() => new Int32Array(seconds + 1));
  let started = 0;
  for (let sec = 1; sec <= seconds; sec++) {
    const due = Math.floor(computeJourneysDue(segments, sec) + 1e-9);
    for (; started < due; started++) {
      const raised = raisedBy.get(drawJourney(plan.mix, plan.seed, started).journey) ?? [];
      for (let i = 0; i < raised.length; i++) sums[i] = (sums[i] ?? 0) + (raised[i] ?? 0);
    }
    columns.forEach((bySecond, i) => {
      bySecond[sec] = sums[i] ?? 0;
    });
  }
  return Object.fromEntries(ids.map((id, i) => [id, columns[i] ?? new Int32Array()]));
}

/** The first second by whose end there were at least so many; the last one where there never are. */
export function findSecond(bySecond: Int32Array, samples: number): number {
  let low = 0;
  let high = bySecond.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bySecond[middle] ?? 0) >= samples) high = middle;
    else low = middle + 1;
  }
  return low;
}
