// Chaos on the edge, between k6 and the service: which calls met a fault there, and how many it may cost.
import type { Injections } from '../faults/injection.ts';
import { FAULT_IDS, type FaultId } from '../faults/table.ts';
import type { GateResult } from '../gates/gate-result-schema.ts';
import { isRow, type JournalRow } from '../journal/events.ts';
import type { ToxicSlot } from '../plan/schedule.ts';
import { isHealedInPlace } from './chaos-proof.ts';

/** Injecting and healing take a moment, and k6 and Node read their clocks apart: calls this near to a slot may have met its fault. */
const GUARD_SEC = 2;

/**
 * The fault that may have cost a call its answer: of the slots it ran in, the one whose fault cuts most. A fault that only
 * slows a call costs no answer, so it is never named.
 * @param fromSec when the call began, and `toSec` when it ended, in seconds since the run began
 */
export function findCuttingFault(
  slots: readonly ToxicSlot[],
  faults: Injections,
  fromSec: number,
  toSec: number,
): FaultId | undefined {
  return slots
    .filter((slot) => fromSec < slot.toSec + GUARD_SEC && toSec > slot.fromSec - GUARD_SEC)
    .map((slot) => faults[slot.mode])
    .filter((fault) => fault.cutShare > 0)
    .sort((a, b) => b.cutShare - a.cutShare)[0]?.id;
}

/** Calls that met a fault, and those of them that got no answer. */
export interface EdgeCalls {
  readonly calls: number;
  readonly losses: number;
}

/** How far chance may carry a count beyond its mean, in standard deviations: one run in 700 lies beyond. */
const SIGMAS = 3;

/**
 * The most of `calls` that a fault which cuts that share of connections explains: mean and spread of a binomial
 * distribution, n·p + 3·√(n·p·(1 − p)). A cut connection costs one call; the next one opens another.
 */
export function computeExplainedLosses(calls: number, cutShare: number): number {
  return Math.min(calls, Math.ceil(calls * cutShare + SIGMAS * Math.sqrt(calls * cutShare * (1 - cutShare))));
}

/** The faults as they were done: one that never came to be on cuts nothing, so it explains no loss. */
export function toDone(faults: Injections, rows: readonly JournalRow[]): Injections {
  const on = new Set(
    rows.filter(isRow('toxic.on')).flatMap(({ mode, read_back }) => (read_back ? [mode] : [])),
  );
  return Object.fromEntries(
    FAULT_IDS.map((id) => [id, on.has(id) ? faults[id] : { ...faults[id], cutShare: 0 }]),
  ) as Record<FaultId, Injections[FaultId]>;
}

/** The faults under which more calls were lost than they explain, in words; empty where there is none. */
export function listUnexplained(
  met: Readonly<Partial<Record<FaultId, EdgeCalls>>>,
  faults: Injections,
): string[] {
  return (Object.entries(met) as [FaultId, EdgeCalls][]).flatMap(([id, { calls, losses }]) => {
    const explained = computeExplainedLosses(calls, faults[id].cutShare);
    return losses > explained ? [`${id} explains ${explained} of ${calls} calls, ${losses} were lost`] : [];
  });
}

/**
 * By fault, the calls that met it; and what was injected. `lostProxy`: why the proxy, through which every call goes, may
 * have cost calls by itself; null where it was well.
 */
export interface EdgeEvidence {
  readonly met: Readonly<Partial<Record<FaultId, EdgeCalls>>>;
  readonly faults: Injections;
  readonly lostProxy: string | null;
}

/** What a gate on lost calls comes to, given how the proxy before the service did: where the proxy was lost, nobody can tell whether the service lost them. */
export function toEdgeResult(result: GateResult, { lostProxy }: EdgeEvidence): GateResult {
  if (lostProxy === null || result.outcome !== 'fail') return result;
  return { ...result, outcome: 'inconclusive', because: `${result.because}, but ${lostProxy}` };
}

/** Judges the transport policy on the edge: what a fault explains may be lost, and nothing beyond it. */
export function assessEdge(evidence: EdgeEvidence): GateResult {
  const { met, faults } = evidence;
  const all = Object.values(met);
  const calls = all.reduce((total, one) => total + one.calls, 0);
  const losses = all.reduce((total, one) => total + one.losses, 0);
  const unexplained = listUnexplained(met, faults);
  const result: GateResult = {
    id: 'edge_losses_explained',
    why: 'on the edge, only calls that the fault cuts are lost',
    severity: 'blocking',
    minimum_detectable_rate: null,
    outcome: unexplained.length > 0 ? 'fail' : 'pass',
    value: unexplained.length,
    limit: 0,
    samples: calls,
    because: unexplained.join('; ') || `${losses} of ${calls} calls that met a cutting fault were lost`,
  };
  return toEdgeResult(result, evidence);
}

/** Why Toxiproxy cannot have been well while a fault was on; null where each was taken off as it should. */
export function findFailedHeal(rows: readonly JournalRow[]): string | null {
  const failed = rows.filter(isRow('toxic.off')).find((off) => !isHealedInPlace(off));
  return failed ? `Toxiproxy had failed under ${failed.mode}: ${failed.why}` : null;
}
