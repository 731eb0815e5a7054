// The two loads of the bench as k6 executors.
import type { Scenario } from 'k6/options';

/** Virtual users at saturation: enough to keep two cores and the server busy. */
const SATURATING_VUS = 16;
/** k6 takes whole rates only: counted per 100 s, hundredths of a journey per second are whole. */
const RATE_UNIT_SEC = 100;

/**
 * `saturation`: as fast as it goes. Anything else is a number of journeys per second, started whatever the answers take.
 */
export function toBenchLoad(load: string, durationSec: number): Scenario {
  const duration = `${durationSec}s`;
  if (load === 'saturation') return { executor: 'constant-vus', vus: SATURATING_VUS, duration };
  return {
    executor: 'constant-arrival-rate',
    rate: Math.round(Number(load) * RATE_UNIT_SEC),
    timeUnit: `${RATE_UNIT_SEC}s`,
    duration,
    preAllocatedVUs: SATURATING_VUS,
  };
}
