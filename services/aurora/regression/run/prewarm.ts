// The prewarm by hand: state, run, state; the counters between the two states tell what it did.

import { toServiceError } from '../../../../lib/core/answer/service-error.ts';
import { OptionError } from '../../../../lib/core/options/option-error.ts';
import { toJsonOrNone } from '../../../../lib/core/text/json.ts';
import { fetchAddress } from '../../../../lib/node/http/address.ts';
import { readTextUpTo } from '../../../../lib/node/http/body.ts';
import { toReason } from '../../../../lib/node/http/fetch-failure.ts';
import type { LoadedService } from '../../../../lib/node/service/load-service.ts';
import type { PrewarmPlan } from '../options.ts';
import {
  explainAdminStatus,
  judgePrewarmRun,
  judgePrewarmState,
  PREWARM_REASON,
  type PrewarmOutcome,
  type PrewarmState,
  type PrewarmVerdict,
  parsePrewarmState,
} from '../prewarm.ts';
import { type ServiceAccess, withService } from './with-service.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const STATE_TIMEOUT_MS = 10_000;
const STATE = '/v1/ops/pdp-prefetch/state';
const RUN = '/v1/ops/pdp-prefetch/run';

export interface PrewarmResult extends PrewarmVerdict {
  readonly outcome: PrewarmOutcome;
  /** The last state that was read. */
  readonly state: PrewarmState;
}

interface OpsCall {
  readonly path: string;
  readonly timeoutMs: number;
  readonly body?: object;
}

async function callOps(
  { base, adminKey }: ServiceAccess,
  call: OpsCall,
  stop: AbortSignal,
): Promise<unknown> {
  const inTime = AbortSignal.timeout(call.timeoutMs);
  let status = 0;
  let text = '';
  try {
    const response = await fetchAddress(`${base}${call.path}`, {
      method: call.body ? 'POST' : 'GET',
      // A redirect would carry the key to another host.
      redirect: 'manual',
      signal: AbortSignal.any([inTime, stop]),
      headers: {
        'X-Aurora-Admin-Key': adminKey,
        'User-Agent': 'aurora-gate-prewarm',
        ...(call.body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(call.body ? { body: JSON.stringify(call.body) } : {}),
    });
    status = response.status;
    text = await readTextUpTo(response, MAX_BODY_BYTES);
  } catch (error) {
    const why = inTime.aborted ? `no complete answer within ${call.timeoutMs} ms` : toReason(error);
    throw new OptionError(`${base}${call.path} cannot be asked (${why}); check --base`);
  }
  const refusal = explainAdminStatus(status);
  if (refusal !== '') {
    const said = toServiceError(toJsonOrNone(text));
    throw new OptionError(`${call.path}: ${refusal}${said === '' ? '' : `; it says ${said}`}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new OptionError(`${call.path}: the answer is no JSON, so this is not the service; check --base`);
  }
}

async function readState(access: ServiceAccess, stop: AbortSignal): Promise<PrewarmState> {
  const state = parsePrewarmState(await callOps(access, { path: STATE, timeoutMs: STATE_TIMEOUT_MS }, stop));
  if (state) return state;
  throw new OptionError(
    `${STATE}: the answer has no prefetch counters, so this is not the service; check --base`,
  );
}

/**
 * Runs the prewarm of a service and judges it by its counters.
 * @throws OptionError where the service cannot be asked or refuses; never with the key in it
 */
export async function prewarmService(
  access: ServiceAccess,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<PrewarmResult> {
  const before = await readState(access, stop);
  const answer = await callOps(access, { path: RUN, timeoutMs, body: { reason: PREWARM_REASON } }, stop);
  const state = await readState(access, stop);
  return { ...judgePrewarmRun(before, answer, state), state };
}

/** The command: a run with its states, or the state alone. Throws as `prewarmService`. */
export async function runPrewarm(
  loaded: LoadedService,
  plan: PrewarmPlan,
  stop: AbortSignal,
): Promise<PrewarmResult> {
  return withService(loaded, plan, 'pdp_prewarm_embedded.log', async (access) => {
    if (!plan.stateOnly) return prewarmService(access, plan.timeoutMs, stop);
    const state = await readState(access, stop);
    return { ...judgePrewarmState(state), state };
  });
}
