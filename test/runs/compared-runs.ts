// Runs to compare, made without playing them: the calls of a quick run, drawn by a seed.
import type { TakenRun } from '../../lib/core/compare/run.ts';
import { type Block, listRates } from '../../lib/core/compare/samples.ts';
import { raise } from '../../lib/core/journal/counters.ts';
import type { Plan } from '../../lib/core/plan/plan.ts';
import { computeSegments, findSegment } from '../../lib/core/plan/schedule.ts';
import { drawUnit } from '../../lib/core/stats/draw.ts';
import { toSummary } from '../../lib/core/verdict/summary.ts';
import { assess, type RunEvidence } from '../../lib/core/verdict/verdict.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { listGateUnits } from '../../thresholds/gate-units.ts';
import { PLAN, toEvidence } from './good-run.ts';

/** How the service of a made run behaves. */
export interface MadeService {
  readonly seed: number;
  readonly medianMs?: number;
  readonly slowerMs?: number;
  /** Shares of the calls, 0..1. */
  readonly rates?: Readonly<Record<string, number>>;
  /** How far the machine's swings move a latency (as a logarithm), and for how many seconds one lasts. */
  readonly swing?: number;
  readonly swingSec?: number;
  /** Journeys started per second, as a multiple of the quick profile's. */
  readonly load?: number;
}

const CALLS = 3;
const TOXIC_MS = [800, 2000, 40, 300, 1100];

function drawNormal(seed: number, index: number, salt: number): number {
  // Box and Muller: two even draws make a normal one.
  const radius = Math.sqrt(-2 * Math.log(1 - drawUnit(seed, index, salt)));
  return radius * Math.cos(2 * Math.PI * drawUnit(seed, index, salt + 1));
}

/** The blocks of a run under the quick schedule: one a second, each mode of chaos for ten seconds. */
function makeBlocks(service: MadeService, plan: Plan): Block[] {
  const { seed, medianMs = 30, slowerMs = 0, rates = {}, swing = 0.4, swingSec = 1, load = 1 } = service;
  const segments = computeSegments(plan.timing);
  let index = 0;
  return Array.from({ length: plan.timing.totalSec }, (_, sec): Block => {
    const segment = findSegment(segments, sec);
    const mode = segment.phase === 'chaos' ? Math.floor((sec - segment.fromSec) / 10) % 5 : -1;
    const journeys = Math.round(segment.rateRps * load);
    const shared = swing * drawNormal(seed, Math.floor(sec / swingSec), 10);
    const hits: Record<string, number> = Object.fromEntries(listRates(SERVICE).map(({ id }) => [id, 0]));
    const latenciesMs = Array.from({ length: journeys * CALLS }, () => {
      index++;
      for (const [id, rate] of Object.entries(rates))
        if (drawUnit(seed, index, 30 + id.length) < rate) raise(hits, id);
      const toxicMs = mode >= 0 && drawUnit(seed, index, 20) < 0.2 ? (TOXIC_MS[mode] ?? 0) : 0;
      return medianMs * Math.exp(shared + 0.5 * drawNormal(seed, index, 40)) + toxicMs + slowerMs;
    });
    return {
      phase: segment.phase,
      stratum: mode < 0 ? segment.phase : `mode ${mode}`,
      fromSec: sec,
      journeys,
      calls: latenciesMs.length,
      hits,
      latenciesMs,
    };
  });
}

export interface MadeRun extends MadeService {
  readonly plan?: Plan;
  readonly evidence?: RunEvidence;
  readonly run?: Partial<TakenRun>;
  readonly status?: TakenRun['summary']['status'];
}

/** A run that was never played, complete and passed unless it is said otherwise. */
export function makeRun(of: MadeRun): TakenRun {
  const { plan = PLAN, evidence = toEvidence(), status = 'completed', run = {} } = of;
  return {
    name: `run_${of.seed}`,
    service: SERVICE,
    plan,
    summary: toSummary({
      service: SERVICE,
      plan,
      base: 'http://127.0.0.1:1',
      status,
      stopReason: status === 'completed' ? null : `${status} for a test`,
      startedAtSec: 1_800_000_000,
      finishedAtSec: 1_800_000_000 + plan.timing.totalSec,
      figures: evidence.figures,
      verdict: assess(evidence),
      chaosWindows: evidence.chaos?.proof.windows as [],
      chaosInjected: plan.chaos.enabled,
    }),
    gateUnits: listGateUnits(SERVICE, plan),
    schemaVersion: 2,
    embedded: true,
    blocks: makeBlocks(of, plan),
    ...run,
  };
}
