// What the prober tells of its flows.
import type { Static } from 'typebox';
import { type ApiServer, callJson } from '../../lib/node/prometheus/api.ts';
import type { FlowState } from '../decision/measurements.ts';
import type { ToldFlows } from './flows-schema.ts';

const TIMEOUT_MS = 4_000;
type ToldFlow = Static<typeof ToldFlows>['flows'][number];

/**
 * The flows of an environment; those that name none are taken too.
 * @throws ApiError
 */
export async function readFlows(
  prober: ApiServer,
  environment: string,
  canary: CanarySight,
): Promise<readonly FlowState[]> {
  const { ToldFlows } = await import('./flows-schema.ts');
  const { flows } = await callJson(prober, ToldFlows, { path: '/v1/flows', timeoutMs: TIMEOUT_MS });
  return flows
    .filter((flow) => flow.environment === undefined || flow.environment === environment)
    .map((flow) => toFlowState(flow, canary));
}

/** Since when the canary can have been called, in epoch milliseconds, and by which target. */
export interface CanarySight {
  readonly target: string;
  /** It was looked at first. */
  readonly beganAtMs: number;
  /** Its first event was counted; null where none was. */
  readonly seenAtMs: number | null;
  /**
   * Traffic guards stand before the service: they answer for one that does not, and count it. Who got no answer at all did not reach the
   * pod, and can tell nothing of it.
   */
  readonly hasGuards: boolean;
}

/**
 * A flow as it is told. Where its runs are told one by one, those count at the canary's target that were begun when the canary was there:
 * before, its Service led to the version that was there before it. Else the counts of its recent runs have no order; where they are all of
 * one kind none is needed, and those since the canary began are as many as had the time.
 */
export function toFlowState(flow: ToldFlow, canary: CanarySight): FlowState {
  const { id, target, outcome, at, everyS, recent } = flow;
  const runs = flow.runs?.map((run) =>
    canary.hasGuards && run.unreached ? { ...run, outcome: 'inconclusive' as const } : run,
  );
  const atMs = at === null ? null : Date.parse(at);
  if (runs !== undefined && target === canary.target) {
    const seenAtMs = canary.seenAtMs ?? Number.POSITIVE_INFINITY;
    const counted = runs.filter(({ startedAt }) => Date.parse(startedAt) >= seenAtMs);
    const last = counted.at(-1);
    if (last === undefined) return { id, target, outcome: 'never', atMs: null };
    const alike = counted.length - 1 - counted.findLastIndex((run) => run.outcome !== last.outcome);
    return { id, target, outcome: last.outcome, atMs, alike };
  }
  const { beganAtMs } = canary;
  if (atMs === null || everyS === undefined || recent === undefined || outcome === 'never')
    return { id, target, outcome, atMs };
  const isOneKind = recent.pass + recent.fail + recent.inconclusive === recent[outcome];
  const sinceBegun = Math.floor((atMs - beganAtMs) / (everyS * 1_000));
  const alike = isOneKind && sinceBegun > 1 ? Math.min(recent[outcome], sinceBegun) : 1;
  return { id, target, outcome, atMs, alike };
}
