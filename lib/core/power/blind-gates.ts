// Which gates cannot tell in a run that is planned so: seen from the plan alone, before any load starts.

import { MIN_BASELINE_ANSWERS } from '../chaos/baseline.ts';
import type { Gate } from '../gates/gates.ts';
import type { Plan } from '../plan/plan.ts';
import { toWeightOption } from '../plan/run-options.ts';
import { computeJourneysDue, computeSegments, type Timing } from '../plan/schedule.ts';
import { mayDegrade } from '../service/define-service.ts';
import { listEveryJourney, listSteps, type Mix } from '../service/journeys.ts';
import type { Id, Service } from '../service/service.ts';
import { computeTraffic, type Traffic, toSamples } from './traffic.ts';

/** A gate that a run of this plan leaves without an answer. */
export interface BlindGate {
  readonly id: string;
  readonly severity: Gate['severity'];
  /** How much it will see, and how much it needs. */
  readonly expected: string;
  /** What would do: a length, or a weight. */
  readonly remedy: string;
  /** The length that would do, in seconds of the (compressed) clock; null where no length would. */
  readonly neededSec: number | null;
}

/** No run is advised to be longer. */
const LONGEST_SEC = 7 * 86_400;
/** Lengths are told in steps of this. */
const STEP_SEC = 5;

/** What a gate is judged on: how many there will be by then, and by each second of a longer run. */
interface Need {
  readonly id: string;
  readonly severity: Gate['severity'];
  readonly among: string;
  readonly needed: number;
  /** How many one journey gives. */
  readonly of: (journey: Id) => number;
  /** How many a run gives; null where its schedule is none. */
  readonly count: (plan: Plan) => number | null;
}

/**
 * The gates that a run of this plan leaves without an answer, however well the service does, in the order of its report. What nobody
 * knows how often a healthy service gives (`healthyFlags` of its journeys) is not foreseen.
 * @param gates of this plan
 */
export function listBlindGates(service: Service, plan: Plan, gates: readonly Gate[]): BlindGate[] {
  return listNeeds(service, gates, plan.once).flatMap((need): BlindGate[] => {
    const seen = need.count(plan) ?? 0;
    if (seen >= need.needed) return [];
    const { id, severity, among, needed } = need;
    const neededSec = plan.once ? null : findLength(plan, need);
    const remedy =
      neededSec === null
        ? toMixRemedy(service, plan.mix, need)
        : `a run of ${toLength(neededSec)} would tell`;
    return [
      {
        id,
        severity,
        expected: `${Math.floor(seen)} ${among} expected, ${needed} needed`,
        remedy,
        neededSec,
      },
    ];
  });
}

function listNeeds(service: Service, gates: readonly Gate[], once: boolean): Need[] {
  const samplesOf = new Map(service.journeyIds.map((journey) => [journey, toSamples(service, journey)]));
  const trafficOf = createTrafficOf(service);
  const known = new Set([...samplesOf.values()].flatMap((samples) => Object.keys(samples)));
  const counted = gates
    .filter(({ among, onCross }) => known.has(among) && onCross === 'fail')
    .map(({ id, severity, among, minSamples }): Need => {
      const of = (journey: Id) => samplesOf.get(journey)?.[among] ?? 0;
      return {
        id,
        severity,
        among: among.replaceAll('_', ' '),
        needed: minSamples,
        of,
        count: (plan) => (once ? countOnePass(plan.mix, of) : (trafficOf(plan)?.[among]?.at(-1) ?? null)),
      };
    });
  return mayDegrade(service) ? [...counted, toBaselineNeed(service, once)] : counted;
}

function toBaselineNeed(service: Service, once: boolean): Need {
  const of = (journey: Id) =>
    listSteps(service, journey).filter(({ upstream }) => upstream !== 'none').length;
  return {
    id: 'baseline_degraded',
    severity: 'blocking',
    among: 'answers at baseline that may need the upstream',
    needed: once ? 1 : MIN_BASELINE_ANSWERS,
    of,
    count: ({ mix, timing }) => {
      if (once) return countOnePass(mix, of);
      const due = countDue(timing, 'baseline');
      return due === null ? null : due * computeMean(mix, of);
    },
  };
}

const countOnePass = (mix: Mix, of: Need['of']) =>
  listEveryJourney(mix).reduce((sum, { journey }) => sum + of(journey), 0);

/** How many the mean journey of the mix gives. */
function computeMean({ weights }: Mix, of: Need['of']): number {
  const all = Object.entries(weights);
  const total = all.reduce((sum, [, weight]) => sum + weight, 0);
  return all.reduce((sum, [journey, weight]) => sum + weight * of(journey), 0) / total;
}

/** Null where the schedule is none: of a few lengths a spike falls into the chaos window. */
function countDue(timing: Timing, phase?: 'baseline'): number | null {
  try {
    return computeJourneysDue(computeSegments(timing), timing.totalSec, phase);
  } catch {
    return null;
  }
}

/** The traffic of a plan, played once for all gates that ask for it. */
function createTrafficOf(service: Service): (plan: Plan) => Traffic | undefined {
  const played = new WeakMap<Plan, Traffic | undefined>();
  return (plan) => {
    if (!played.has(plan))
      played.set(plan, countDue(plan.timing) === null ? undefined : computeTraffic(service, plan));
    return played.get(plan);
  };
}

/** The shortest length, in steps, at which a run gives enough; null where none up to a week does. */
function findLength(plan: Plan, need: Need): number | null {
  const mean = computeMean(plan.mix, need.of);
  if (mean === 0) return null;
  const at = (totalSec: number): Plan => ({ ...plan, timing: { ...plan.timing, totalSec } });
  const roundUp = (sec: number) => Math.ceil(sec / STEP_SEC) * STEP_SEC;
  for (let sec = roundUp(plan.timing.totalSec); sec <= LONGEST_SEC; sec = roundUp(sec * 1.1)) {
    const due = countDue(at(sec).timing);
    // Playing a run costs more than counting what is due in it.
    if (due === null || due * mean < need.needed) continue;
    if ((need.count(at(sec)) ?? 0) >= need.needed) return sec;
  }
  return null;
}

function toMixRemedy(service: Service, { weights }: Mix, { of }: Need): string {
  const left = service.journeyIds.filter((journey) => of(journey) > 0 && (weights[journey] ?? 0) === 0);
  return left.length === 0
    ? 'no run of this plan would tell'
    : `the mix leaves out ${left.join(', ')} (${[...left.map((id) => toWeightOption(service, id)), 'SCENARIO'].join(', ')})`;
}

const toLength = (sec: number) => (sec < 600 ? `${sec} s` : `${Math.ceil(sec / 60)} min`);

/** What a person is told before such a run starts, one line each; nothing where every gate can tell. */
export function toBlindLines(blind: readonly BlindGate[]): string[] {
  const short = blind.filter(({ neededSec }) => neededSec !== null);
  const never = blind.filter(({ neededSec }) => neededSec === null);
  const name = ({ id, expected, severity }: BlindGate) =>
    `  ${id}${severity === 'advisory' ? ' (advisory)' : ''}: ${expected}`;
  const longest = Math.max(...short.map(({ neededSec }) => neededSec ?? 0));
  return [
    ...(short.length === 0
      ? []
      : [`cannot tell in so short a run; one of ${toLength(longest)} would:`, ...short.map(name)]),
    ...(never.length === 0
      ? []
      : ['cannot tell with this mix:', ...never.map((gate) => `${name(gate)}; ${gate.remedy}`)]),
  ];
}
