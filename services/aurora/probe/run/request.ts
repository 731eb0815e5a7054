// One chat call of the probe, bounded in time and in bytes.

import { fetchAddress } from '../../../../lib/node/http/address.ts';
import { readTextUpTo } from '../../../../lib/node/http/body.ts';
import { toReason } from '../../../../lib/node/http/fetch-failure.ts';
import type { ProbePlan } from '../options.ts';
import type { Attempt } from '../samples.ts';

/** More than any answer of the service; what is longer is not read to its end. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** So that a firewall in between can be told to let the probe pass. */
const USER_AGENT = 'aurora-gate-rollout-probe';

export interface ProbeCall {
  readonly base: string;
  readonly uid: string;
  readonly plan: Pick<ProbePlan, 'timeoutMs' | 'message' | 'lang' | 'policyDebug'>;
  /** Ends the call early. */
  readonly signal: AbortSignal;
}

/** Makes one call as this user. Whatever goes wrong is an attempt without an answer, and says why. */
export async function sendChat({ base, uid, plan, signal }: ProbeCall): Promise<Attempt> {
  const startedMs = performance.now();
  const latencyMs = () => Math.round((performance.now() - startedMs) * 100) / 100;
  const inTime = AbortSignal.timeout(plan.timeoutMs);
  try {
    const response = await fetchAddress(`${base}/v1/chat`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([inTime, signal]),
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': USER_AGENT,
        'X-Aurora-UID': uid,
        'X-Lang': plan.lang,
        'X-Trace-ID': `trace_${uid}`,
        'X-Brief-ID': `brief_${uid}`,
        ...(plan.policyDebug ? { 'X-Aurora-Policy-Debug': '1' } : {}),
      },
      body: JSON.stringify({
        message: plan.message,
        session: { state: 'idle', session_id: `session_${uid}` },
        language: plan.lang,
      }),
    });
    const body = await readTextUpTo(response, MAX_BODY_BYTES);
    const headers = Object.fromEntries(response.headers);
    return { kind: 'answer', status: response.status, headers, body, latencyMs: latencyMs() };
  } catch (error) {
    const why = inTime.aborted ? `no complete answer within ${plan.timeoutMs} ms` : toReason(error);
    return { kind: 'no_answer', why, latencyMs: latencyMs() };
  }
}
