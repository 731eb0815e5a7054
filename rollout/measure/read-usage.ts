// What the pods of both versions use, by the metrics that every Prometheus client shows of its own process.
import { queryInstant, type SampleAt, toApiServer } from '../../lib/node/prometheus/read.ts';
import type { Usage } from '../decision/measurements.ts';
import { RESOURCES, type Resource } from '../decision/policy-words.ts';
import { QUERY_MS, type SampleQuery } from './read-samples.ts';
import { toOfVersions } from './selectors.ts';

/** Names of https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics; no such name counts calls in flight. */
const METRICS: Readonly<Record<Resource, { readonly of: string; readonly isCounter: boolean }>> = {
  cpu: { of: 'process_cpu_seconds_total', isCounter: true },
  memory: { of: 'process_resident_memory_bytes', isCounter: false },
  inFlight: { of: '', isCounter: false },
};
const WINDOW = '1m';

/**
 * What one pod uses in the mean.
 * @param inFlight the gauge of calls in flight; '' where the service has none
 * @throws ApiError
 */
export async function readUsage(query: SampleQuery, inFlight: string): Promise<Usage> {
  const { target, monitored, versions } = query;
  const read = async (resource: Resource) => {
    const { of, isCounter } = METRICS[resource];
    const selector = of === '' ? inFlight : of;
    if (selector === '') return [];
    const own = toOfVersions(monitored, versions, selector);
    const each = isCounter ? `rate(${own}[${WINDOW}])` : own;
    const by = versions.hashLabel;
    // Of each pod the sum of its series, and of those the mean.
    const found = await queryInstant(
      toApiServer(target),
      `avg by (${by}) (sum by (${by}, pod, instance) (${each}))`,
      { timeoutMs: QUERY_MS },
    );
    const of_ = (hash: string) => findValue(found, by, hash);
    const [canary, stable] = [of_(versions.canary), of_(versions.stable)];
    return canary === undefined || stable === undefined ? [] : [[resource, { canary, stable }] as const];
  };
  return Object.fromEntries((await Promise.all(RESOURCES.map(read))).flat());
}

const findValue = (found: readonly SampleAt[], label: string, hash: string) =>
  found.find(({ labels }) => labels[label] === hash)?.value;
