// What the service's upstream leg has done so far: from the service's own /metrics, and from Toxiproxy's byte counts.
import type { UpstreamTotals } from '../../core/journal/events.ts';
import type { UpstreamMetrics } from '../../core/service/service.ts';
import { type MetricSample, type MetricsPage, parseMetricsPage } from '../../core/text/metrics-page.ts';
import { fetchAddress } from '../http/address.ts';
import { readTextUpTo } from '../http/body.ts';
import type { ToxiproxyClient } from './toxiproxy.ts';

const DEADLINE_MS = 2_000;
const MAX_PAGE_BYTES = 16_000_000;
/** Text, in whichever of the two formats; of a connection of its own, so that each replica behind an address has its turn. */
const HEADERS = {
  accept: 'text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1',
  connection: 'close',
};

/** The counters of one page, or why they cannot be read; neither where the service has none. */
type Counters = Pick<UpstreamTotals, 'calls' | 'errors' | 'durationMs' | 'instance' | 'unreadable'>;

const UNKNOWN = { calls: null, errors: null, durationMs: null } as const;
const toUnreadable = (why: string): Counters => ({
  ...UNKNOWN,
  unreadable: `its metrics cannot be read: ${why}`,
});

/** Labels by which a page, or whoever put it together, says which process a sample is of. */
const INSTANCE_LABELS = ['instance', 'pod', 'pod_name', 'hostname', 'host', 'node'];
const START_TIME = 'process_start_time_seconds';
const MAX_INSTANCE_CHARS = 500;

/** Running totals out of a page of metrics; null where the service exports no such metric. */
export function parseUpstreamTotals(metrics: UpstreamMetrics | undefined, text: string): Counters {
  if (!metrics) return UNKNOWN;
  let page: MetricsPage;
  try {
    page = parseMetricsPage(text);
  } catch (error) {
    return toUnreadable(error instanceof Error ? error.message : String(error));
  }
  const calls = page.samples.filter(({ name }) => name === metrics.calls);
  const seconds = page.samples.filter(({ name }) => name === metrics.seconds);
  const used = [...calls, ...seconds];
  const odd = used.find(({ value }) => !(value >= 0 && Number.isFinite(value)));
  if (odd) return toUnreadable(`${odd.name} is ${odd.value}`);
  if (readType(page, metrics.calls) === 'gauge')
    return toUnreadable(`${metrics.calls} is a gauge, no counter`);
  const [, okLabel = '', okValue] = /^([^=]+)="(.*)"$/.exec(metrics.okLabel) ?? [];
  // A metric that is declared and was never touched has no sample yet.
  const isKnown = (name: string, samples: readonly MetricSample[]) =>
    samples.length > 0 || readType(page, name) !== undefined;
  const sum = (samples: readonly MetricSample[]) => samples.reduce((total, { value }) => total + value, 0);
  const isFailed = ({ labels }: MetricSample) => labels.get(okLabel) !== okValue;
  const counted = isKnown(metrics.calls, calls);
  const instance = toInstance(page, used);
  return {
    calls: counted ? sum(calls) : null,
    errors: counted ? sum(calls.filter(isFailed)) : null,
    durationMs: isKnown(metrics.seconds, seconds) ? sum(seconds) * 1000 : null,
    ...(instance === '' ? {} : { instance }),
  };
}

const readType = ({ types }: MetricsPage, name: string) =>
  types.get(name) ?? types.get(name.replace(/_(total|sum)$/, ''));

function toInstance({ samples }: MetricsPage, used: readonly MetricSample[]): string {
  const started = samples.filter(({ name }) => name === START_TIME);
  const told = [...started, ...used].flatMap(({ labels }) =>
    INSTANCE_LABELS.flatMap((label) => (labels.has(label) ? [`${label} ${labels.get(label)}`] : [])),
  );
  const parts = [...started.map(({ value }) => `started ${value}`), ...told];
  return [...new Set(parts)].sort().join(', ').slice(0, MAX_INSTANCE_CHARS);
}

async function readCounters(metrics: UpstreamMetrics | undefined, metricsUrl: string): Promise<Counters> {
  if (!metrics) return UNKNOWN;
  try {
    const response = await fetchAddress(metricsUrl, {
      headers: HEADERS,
      signal: AbortSignal.timeout(DEADLINE_MS),
      redirect: 'error',
    });
    if (!response.ok) return toUnreadable(`METRICS_URL answered ${response.status}`);
    return parseUpstreamTotals(metrics, await readTextUpTo(response, MAX_PAGE_BYTES));
  } catch (error) {
    return toUnreadable(error instanceof Error ? error.message : String(error));
  }
}

/**
 * One reading. Whatever cannot be read is null: a run does not end because its service is too ill to show its metrics. The
 * page is read twice in a row: behind one address may be several processes.
 */
export async function readUpstreamTotals(
  metrics: UpstreamMetrics | undefined,
  metricsUrl: string,
  toxiproxy: ToxiproxyClient,
  proxy: string,
): Promise<UpstreamTotals> {
  const bytes = toxiproxy.readBytes(proxy).then(
    ({ upstreamBytes, downstreamBytes }) => upstreamBytes + downstreamBytes,
    () => null,
  );
  const first = await readCounters(metrics, metricsUrl);
  const counters = join(first, await readCounters(metrics, metricsUrl));
  return { ...counters, bytes: await bytes };
}

/** The later of two readings in a row, if both may be of one process. */
function join(first: Counters, second: Counters): Counters {
  if (first.calls === null || second.calls === null) return second;
  const fell = (['calls', 'errors', 'durationMs'] as const).some(
    (key) => (second[key] ?? 0) < (first[key] ?? 0),
  );
  return fell || first.instance !== second.instance
    ? {
        ...UNKNOWN,
        unreadable: 'its metrics came from more than one process: several replicas are behind METRICS_URL',
      }
    : second;
}
