// Why journeys could not be started: where the service is known to have slowed down, it was that.
import type { GateResult } from '../gates/gate-result-schema.ts';

/** The gate on the latency of a run, and that on the load it offered. */
export const LATENCY_DRIFT = 'latency_drift';
export const LOAD_OFFERED = 'load_offered';

/** The rows of a verdict, where the gate on the load says what kept the users busy: a slow load machine shows no drift of the service. */
export function explainLostLoad(results: readonly GateResult[]): readonly GateResult[] {
  const slowed = results.some(({ id, outcome }) => id === LATENCY_DRIFT && outcome === 'fail');
  if (!slowed) return results;
  return results.map((result) =>
    result.id === LOAD_OFFERED && result.outcome === 'inconclusive'
      ? {
          ...result,
          because: `${result.because}: the users were waiting for the service, which slowed down (${LATENCY_DRIFT})`,
        }
      : result,
  );
}
