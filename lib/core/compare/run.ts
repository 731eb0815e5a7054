// One run as it is compared: what was asked of it, its verdict, and its calls.

import { INJECTIONS } from '../faults/injection.ts';
import type { GateUnit } from '../gates/gate-unit.ts';
import type { Plan } from '../plan/plan.ts';
import type { Id, Service } from '../service/service.ts';
import { listOther, type Setup } from '../stats/difference.ts';
import { redactText } from '../text/redact.ts';
import { SUMMARY_SCHEMA_VERSION } from '../verdict/summary.ts';
import type { Summary } from '../verdict/summary-schema.ts';
import type { Block } from './samples.ts';

export interface TakenRun {
  /** Its folder, as it was named. */
  readonly name: string;
  readonly service: Service;
  readonly plan: Plan;
  /** Judged again from the journal, by today's rules. */
  readonly summary: Summary;
  /** Of its gates by id; those that are left out count. */
  readonly gateUnits: Readonly<Record<string, GateUnit>>;
  /** Of the summary.json that lies in the folder; null where there is none. */
  readonly schemaVersion: number | null;
  /** True where the service under test was the embedded one, whose address is another in each run. */
  readonly embedded: boolean;
  readonly blocks: readonly Block[];
}

/** What must be alike in two runs. Seeds and defects may differ: chance, and the service itself. */
export function toSetup({ service, plan, embedded }: Pick<TakenRun, 'service' | 'plan' | 'embedded'>): Setup {
  const { timing, bounds, chaos, mix, deciding } = plan;
  const minutes = (sec: number) => Number((sec / 60).toFixed(3));
  const faults = chaos.modes.map((mode) => {
    const asUsual = JSON.stringify(chaos.faults[mode]) === JSON.stringify(INJECTIONS[mode]);
    return asUsual ? mode : `${mode} ${JSON.stringify(chaos.faults[mode])}`;
  });
  const shares = (weights: Readonly<Record<Id, number>>) =>
    Object.entries(weights)
      .map(([id, weight]) => `${id} ${weight}`)
      .join(', ');
  return {
    service: service.id,
    profile: plan.profile,
    'length, s': String(timing.totalSec),
    'schedule, min': `cycle ${minutes(timing.cycleSec)}, chaos from ${minutes(timing.chaosOffsetSec)} for ${minutes(timing.chaosWindowSec)}, spike from ${minutes(timing.spikeOffsetSec)} for ${minutes(timing.spikeDurationSec)}`,
    'journeys/s': `${timing.baseRps} at baseline, ${timing.chaosRps} in chaos, ${timing.spikeRps} in a spike`,
    'time scale': String(plan.timeScale),
    'one pass': plan.once ? 'yes' : 'no',
    mix: `${shares(mix.weights)}; ${shares(mix.variants)}`,
    target: embedded ? 'the embedded service' : redactText(plan.base),
    'chaos leg': chaos.enabled ? chaos.leg : 'none',
    faults: chaos.enabled ? faults.join(', ') : 'none',
    thresholds: [
      `5xx ${bounds.max5xxRatio}`,
      `transport errors ${bounds.maxTransportErrorRatio} and ${bounds.maxTransportErrors} in 2 h`,
      `degraded at baseline ${bounds.maxBaselineDegradedRatio}`,
      `recovery ${bounds.maxRecoverSec ?? 'by the schedule'}`,
      ...(deciding.by === 'rolling' ? [] : [`${deciding.by} gates decide`]),
      ...Object.entries(plan.own).map(([option, value]) => `${option} ${value}`),
    ].join(', '),
  };
}

/** Versions of a run's folder that are read: a run is judged again from its journal, and that of version 1 is read as version 2. */
const READ_VERSIONS: ReadonlySet<number> = new Set([1, SUMMARY_SCHEMA_VERSION]);

/** True where the run was seen to its end. */
export const isComplete = ({ summary }: TakenRun) => summary.status === 'completed';

/** True where a gate of the service ended the run: an answer, though not a whole run. */
export const isStoppedByGate = ({ summary }: TakenRun) =>
  summary.status === 'stopped' && summary.verdict.outcome === 'fail';

function listOwnObstacles(run: TakenRun, mayBeStopped: boolean): string[] {
  const { name, summary, schemaVersion } = run;
  return [
    ...(schemaVersion === null || READ_VERSIONS.has(schemaVersion)
      ? []
      : [
          `different schema version: ${name} has ${schemaVersion}, this program writes ${SUMMARY_SCHEMA_VERSION}`,
        ]),
    ...(isComplete(run) || (mayBeStopped && isStoppedByGate(run))
      ? []
      : [
          `an incomplete run: ${name} was ${summary.status} (${summary.stop_reason ?? 'no reason is known'})`,
        ]),
  ];
}

/** Why the runs cannot be held against each other, a sentence each; empty where they can. */
export function listObstacles(base: readonly TakenRun[], now: TakenRun): readonly string[] {
  const others = base.flatMap((run) => listOther(toSetup(run), toSetup(now)));
  // One earlier run may have been stopped, which is an answer; of several none: they are to show what is usual.
  const own = base.flatMap((run) => listOwnObstacles(run, base.length === 1));
  return [...new Set([...others, ...own, ...listOwnObstacles(now, true)])];
}
