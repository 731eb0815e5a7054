// What the service's upstream leg has done so far: from the service's own /metrics, and from Toxiproxy's byte counts.
import type { UpstreamTotals } from '../../core/journal/events.ts';
import type { UpstreamMetrics } from '../../core/service/service.ts';
import { fetchAddress } from '../http/address.ts';
import { readTextUpTo } from '../http/body.ts';
import type { ToxiproxyClient } from './toxiproxy.ts';

const DEADLINE_MS = 2_000;
const MAX_PAGE_BYTES = 16_000_000;

const UNKNOWN = { calls: null, errors: null, durationMs: null };

/** Running totals out of a Prometheus text page; null where the service exports no such metric. */
export function parseUpstreamTotals(
  metrics: UpstreamMetrics | undefined,
  page: string,
): Omit<UpstreamTotals, 'bytes'> {
  if (!metrics) return UNKNOWN;
  const sum = (name: string, without = '') => {
    const samples = page
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    if (samples.length === 0) return null;
    return samples
      .filter((line) => without === '' || !line.includes(without))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  };
  const seconds = sum(metrics.seconds);
  return {
    calls: sum(metrics.calls),
    errors: sum(metrics.calls, metrics.okLabel),
    durationMs: seconds === null ? null : seconds * 1000,
  };
}

/** One reading. Whatever cannot be read is null: a run does not end because its service is too ill to show its metrics. */
export async function readUpstreamTotals(
  metrics: UpstreamMetrics | undefined,
  metricsUrl: string,
  toxiproxy: ToxiproxyClient,
  proxy: string,
): Promise<UpstreamTotals> {
  const page = fetchAddress(metricsUrl, { signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'error' })
    .then((response) => (response.ok ? readTextUpTo(response, MAX_PAGE_BYTES) : ''))
    .catch(() => '');
  const bytes = toxiproxy.readBytes(proxy).then(
    ({ upstreamBytes, downstreamBytes }) => upstreamBytes + downstreamBytes,
    () => null,
  );
  return { ...parseUpstreamTotals(metrics, await page), bytes: await bytes };
}
