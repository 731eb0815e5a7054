// What the prober tells of its flows.
import type { Static } from 'typebox';
import { type ApiServer, callJson } from '../../lib/node/prometheus/api.ts';
import type { FlowState } from '../decision/measurements.ts';
import type { ToldFlows } from './flows-schema.ts';

const TIMEOUT_MS = 4_000;
type ToldFlow = Static<typeof ToldFlows>['flows'][number];

/**
 * The flows of an environment; those that name none are taken too.
 * @param beganAtMs when the canary began
 * @throws ApiError
 */
export async function readFlows(
  prober: ApiServer,
  environment: string,
  beganAtMs: number,
): Promise<readonly FlowState[]> {
  const { ToldFlows } = await import('./flows-schema.ts');
  const { flows } = await callJson(prober, ToldFlows, { path: '/v1/flows', timeoutMs: TIMEOUT_MS });
  return flows
    .filter((flow) => flow.environment === undefined || flow.environment === environment)
    .map((flow) => toFlowState(flow, beganAtMs));
}

/**
 * A flow as it is told. The counts of its recent runs have no order; where they are all of one kind none is needed, and those since the
 * canary began are as many as had the time.
 */
export function toFlowState(flow: ToldFlow, beganAtMs: number): FlowState {
  const { id, target, outcome, at, everyS, recent } = flow;
  const atMs = at === null ? null : Date.parse(at);
  if (atMs === null || everyS === undefined || recent === undefined || outcome === 'never')
    return { id, target, outcome, atMs };
  const isOneKind = recent.pass + recent.fail + recent.inconclusive === recent[outcome];
  const sinceBegun = Math.floor((atMs - beganAtMs) / (everyS * 1_000));
  const alike = isOneKind && sinceBegun > 1 ? Math.min(recent[outcome], sinceBegun) : 1;
  return { id, target, outcome, atMs, alike };
}
