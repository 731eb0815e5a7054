// Why journeys could not be started: where the service is known to have slowed down, it was that.
import type { GateResult } from '../gates/gate-result-schema.ts';

/** The gate on the latency of a run, and that on the load it offered. */
export const LATENCY_DRIFT = 'latency_drift';
export const LOAD_OFFERED = 'load_offered';

/**
 * The rows of a verdict, where the gate on the load says what kept the users busy: a slow load machine shows no drift of the service.
 * @param unbegun journeys among those lost of which k6 said nothing: `countUnbegun`
 */
export function explainLostLoad(results: readonly GateResult[], unbegun = 0): readonly GateResult[] {
  const slowed = results.some(({ id, outcome }) => id === LATENCY_DRIFT && outcome === 'fail');
  const whys = [
    ...(unbegun > 0
      ? [`at its end k6 had not begun ${unbegun} that were due, as where its machine stands still`]
      : []),
    ...(slowed ? [`the users were waiting for the service, which slowed down (${LATENCY_DRIFT})`] : []),
  ];
  return results.map((result) =>
    result.id === LOAD_OFFERED && result.outcome === 'inconclusive'
      ? { ...result, because: [result.because, ...whys].join(': ') }
      : result,
  );
}
