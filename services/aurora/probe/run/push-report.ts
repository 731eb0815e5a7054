// The series of a run of the probe, pushed once it is over.
import type { PrometheusTarget } from '../../../../lib/core/monitoring/prometheus-options.ts';
import { toMessage } from '../../../../lib/core/text/message.ts';
import { pushNow } from '../../../../lib/node/prometheus/push.ts';
import type { ProbeReport } from '../report-schema.ts';
import { toProbeReadings } from '../series.ts';

const DEADLINE_MS = 5_000;

/**
 * Pushes what a run found; half a run is no evidence, and is not pushed.
 * @param service id of the service that was probed
 * @returns why it did not get there; undefined where it did, or nothing was to be pushed. It never throws.
 */
export async function pushReport(
  target: PrometheusTarget | undefined,
  service: string,
  report: ProbeReport,
): Promise<string | undefined> {
  if (target === undefined || report.status === 'interrupted') return undefined;
  return pushNow(target, { service }, () => toProbeReadings(report), DEADLINE_MS).then(
    () => undefined,
    (error: unknown) => `the series were NOT pushed to ${target.url}: ${toMessage(error)}`,
  );
}
