// Every gate of a run: the promises and rates of its service, and those of the engine. From this list come k6's thresholds,
// the sentinel's rolling windows, the hard stops and the verdict.
import type { CountGate, Gate } from '../lib/core/gates/gates.ts';
import type { Deciding } from '../lib/core/plan/deciding.ts';
import type { Plan } from '../lib/core/plan/plan.ts';
import { toAmong } from '../lib/core/service/define-service.ts';
import type { PromiseGate, RateGate } from '../lib/core/service/promises.ts';
import type { Service } from '../lib/core/service/service.ts';
import { listAnswerGates, listRunGates, promise, rolling } from './engine.ts';

/** What a plan says of its gates. */
export type GatePlan = Pick<Plan, 'bounds' | 'deciding' | 'own' | 'once'>;

/**
 * Every gate that is judged on counts, in the order of the report.
 * @param plan with `once`, shares become counts that must stay 0
 */
export function listGates(service: Service, plan: GatePlan): readonly Gate[] {
  const gates = [
    ...service.promises.map((one) => toPromise(service, plan, one)),
    ...listAnswerGates(plan.bounds, plan.deciding),
    ...service.rates.map((one) => toRate(service, plan, one)),
    ...listRunGates(),
  ];
  return plan.once ? gates.flatMap(toOnePass) : toDecided(gates, plan.deciding);
}

/** A flag's counter, and the one among which it is counted. */
const toCounted = (service: Service, flag: string) => ({
  of: service.counterOf[flag] ?? flag,
  among: toAmong(service, flag),
});

function toPromise(service: Service, { own }: GatePlan, one: PromiseGate): CountGate {
  const { flag, id = flag, why, broke, minSamplesWhy, stopAtFirst = true, severityOption } = one;
  const advisory = severityOption !== undefined && own[severityOption] === 'advisory';
  return promise({
    id,
    ...toCounted(service, flag),
    why,
    broke,
    minSamplesWhy,
    stopAtFirst,
    severity: advisory ? 'advisory' : 'blocking',
  });
}

function toRate(service: Service, { own }: GatePlan, one: RateGate): Gate {
  const { flag, id, why, broke, windowSec, fullWindow, boundOption } = one;
  const maxRatio = Number(own[boundOption]);
  return rolling({
    id,
    ...toCounted(service, flag),
    why,
    broke,
    windowSec,
    fullWindow,
    maxRatio,
  });
}

/** Where the sequential gates decide, each does for the windows on what it counts. A window on what none counts decides as ever. */
function toDecided(gates: readonly Gate[], { by }: Deciding): readonly Gate[] {
  if (by === 'rolling') return gates;
  const tested = new Set(gates.filter(({ kind }) => kind === 'sequential').map(({ of }) => of));
  return gates.map((gate): Gate => {
    if (gate.kind === 'sequential') return { ...gate, severity: 'blocking' };
    const isReplaced = gate.kind === 'ratio' && gate.windowSec !== undefined && tested.has(gate.of);
    return isReplaced ? { ...gate, severity: 'advisory' } : gate;
  });
}

/** One pass is too little for a share: there, nothing that is bounded by a share may happen at all. */
function toOnePass(gate: Gate): readonly Gate[] {
  if (gate.kind === 'count') return [gate];
  // What it counts is bounded by a gate of its own already.
  if (gate.kind === 'sequential') return [];
  const { id, why, broke, severity, onCross, of, among } = gate;
  return [
    promise({
      id,
      why,
      broke,
      severity,
      onCross,
      of,
      among,
      minSamplesWhy: 'nothing was seen',
      stopAtFirst: false,
    }),
  ];
}
