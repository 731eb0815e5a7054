// How many virtual users k6 makes for a plan, and how many file descriptors that takes.
import { computeLongestJourneySec } from '../service/journeys.ts';
import type { Service } from '../service/service.ts';
import type { Plan } from './plan.ts';
import { computePeakInFlight, computeSegments } from './schedule.ts';

/** A journey on a quick service takes well under this. */
const USUAL_JOURNEY_SEC = 2;
/** On one that is slow within its budget, no longer than this. */
const SLOW_JOURNEY_SEC = 5;
/** With its upstream dead a journey runs into two time-outs of 2 s, on the edge into four. */
const CHAOS_JOURNEY_SEC = { upstream: 5, edge: 10 };
/** A VU takes k6 10 ms of a processor to make and 2 MB to keep. When none is free it makes one more, and drops a journey for it. */
const CHEAP_VUS = 200;

export interface VirtualUsers {
  /** Made before the load begins. */
  readonly preAllocated: number;
  readonly max: number;
}

/** Each of n runners makes so many at the least: k6 plays no journey on a part that has no user, and a second one takes what comes next. */
const LEAST_OF_A_RUNNER = 2;

/** The virtual users of a plan's load over all its runners, which k6 shares out between them; one pass has one. */
export function computeVirtualUsers(service: Service, plan: Plan): VirtualUsers {
  const whole = computeForOne(service, plan);
  const { runners } = plan;
  if (runners === 1) return whole;
  // Journeys in flight are not dealt out evenly: each may have one more than its share.
  const share = (users: number) => runners * Math.max(LEAST_OF_A_RUNNER, Math.ceil(users / runners) + 1);
  return { preAllocated: share(whole.preAllocated), max: share(whole.max) };
}

function computeForOne(service: Service, { once, timing, chaos }: Plan): VirtualUsers {
  if (once) return { preAllocated: 1, max: 1 };
  const segments = computeSegments(timing);
  const inFlight = (journeySec: number, among = segments) =>
    Math.max(2, computePeakInFlight(among, journeySec));
  const chaosSegments = segments.filter((segment) => segment.phase === 'chaos');
  const chaosSec = CHAOS_JOURNEY_SEC[chaos.enabled ? chaos.leg : 'upstream'];
  return {
    preAllocated: Math.max(
      inFlight(USUAL_JOURNEY_SEC),
      inFlight(chaosSec, chaosSegments),
      Math.min(inFlight(SLOW_JOURNEY_SEC), CHEAP_VUS),
    ),
    max: inFlight(computeLongestJourneySec(service)),
  };
}

/** k6 itself: its log, the journal, the REST API and who reads it, the runtime of Go. Measured: 20 before the first call. */
const OWN_DESCRIPTORS = 30;

/**
 * The file descriptors that the busiest process of a run on this machine needs: each user of k6 keeps one connection, for which an
 * embedded service keeps one to k6 and one to its upstream.
 */
export function computeDescriptors({ preAllocated }: VirtualUsers, embedded: boolean): number {
  return preAllocated * (embedded ? 2 : 1) + OWN_DESCRIPTORS;
}
