// What the service's upstream leg has done so far: from the service's own /metrics, and from Toxiproxy's byte counts.
import type { UpstreamTotals } from '../../core/journal/events.ts';
import { fetchAddress } from '../http/address.ts';
import { readTextUpTo } from '../http/body.ts';
import type { ToxiproxyClient } from './toxiproxy.ts';

const CALLS = 'aurora_skin_upstream_calls_total';
const SECONDS = 'aurora_skin_upstream_duration_seconds_sum';
const DEADLINE_MS = 2_000;
const MAX_PAGE_BYTES = 16_000_000;

/** Running totals out of a Prometheus text page; null where the service exports no such metric. */
export function parseUpstreamTotals(page: string): Omit<UpstreamTotals, 'bytes'> {
  const sum = (name: string, without = '') => {
    const samples = page
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    if (samples.length === 0) return null;
    return samples
      .filter((line) => without === '' || !line.includes(without))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  };
  const seconds = sum(SECONDS);
  return {
    calls: sum(CALLS),
    errors: sum(CALLS, 'outcome="ok"'),
    durationMs: seconds === null ? null : seconds * 1000,
  };
}

/** One reading. Whatever cannot be read is null: a run does not end because its service is too ill to show its metrics. */
export async function readUpstreamTotals(
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
  return { ...parseUpstreamTotals(await page), bytes: await bytes };
}
