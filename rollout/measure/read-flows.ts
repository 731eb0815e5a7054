// What the prober tells of its flows.
import { type ApiServer, callJson } from '../../lib/node/prometheus/api.ts';
import type { FlowState } from '../decision/measurements.ts';

const TIMEOUT_MS = 5_000;

/**
 * The flows of an environment; those that name none are taken too.
 * @throws ApiError
 */
export async function readFlows(prober: ApiServer, environment: string): Promise<readonly FlowState[]> {
  const { ToldFlows } = await import('./flows-schema.ts');
  const { flows } = await callJson(prober, ToldFlows, { path: '/v1/flows', timeoutMs: TIMEOUT_MS });
  return flows
    .filter((flow) => flow.environment === undefined || flow.environment === environment)
    .map(({ id, target, outcome, ageS = null, recent }) => ({ id, target, outcome, ageS, recent }));
}
