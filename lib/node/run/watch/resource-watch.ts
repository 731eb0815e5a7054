// What the service holds, read from its /metrics now and then; and how late timers of this machine are, where it stands beside the load.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MOST_READINGS, PROCESS_METRICS } from '../../../core/drift/resources.ts';
import type { JournalRow, RowOf } from '../../../core/journal/events.ts';
import { type MetricSample, parseMetricsPage } from '../../../core/text/metrics-page.ts';
import { fetchAddress } from '../../http/address.ts';
import { readTextUpTo } from '../../http/body.ts';
import type { RunClock } from '../run-clock.ts';

const DEADLINE_MS = 2_000;
const MAX_PAGE_BYTES = 16_000_000;
const LEAST_EVERY_SEC = 1;
/** A service that told nothing so often has no such page. */
const MOST_IN_VAIN = 3;
const LAG_RESOLUTION_MS = 10;

type Told = Pick<RowOf<'resources.read'>, 'rss_bytes' | 'open_fds' | 'started_at'>;
const NOTHING: Told = { rss_bytes: null, open_fds: null, started_at: null };

/** What a page of metrics tells of the process; of several processes it tells nothing. */
export function parseResources(page: string): Told {
  let samples: readonly MetricSample[];
  try {
    samples = parseMetricsPage(page).samples;
  } catch {
    return NOTHING;
  }
  const read = (metric: string) => {
    const [only, ...others] = samples.filter(({ name }) => name === metric);
    return only && others.length === 0 && only.value >= 0 && only.value < Number.POSITIVE_INFINITY
      ? only.value
      : null;
  };
  return {
    rss_bytes: read(PROCESS_METRICS.rss_bytes),
    open_fds: read(PROCESS_METRICS.open_fds),
    started_at: read('process_start_time_seconds'),
  };
}

export interface ResourceWatch {
  readonly metricsUrl: string;
  readonly totalSec: number;
  readonly clock: Pick<RunClock, 'elapsedSec' | 'nowSec' | 'until'>;
  readonly write: (row: JournalRow) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Reads until `signal` aborts, at most 1440 times in the planned time. Rejects where a row cannot be written. */
export async function watchResources(watch: ResourceWatch): Promise<void> {
  const { metricsUrl, totalSec, clock, write, signal } = watch;
  const everySec = Math.max(LEAST_EVERY_SEC, totalSec / MOST_READINGS);
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  let inVain = 0;
  try {
    while (await clock.until(clock.elapsedSec() + everySec, signal)) {
      const told = inVain < MOST_IN_VAIN ? parseResources(await fetchPage(metricsUrl)) : NOTHING;
      if (told.rss_bytes !== null || told.open_fds !== null) inVain = Number.NEGATIVE_INFINITY;
      else inVain++;
      if (signal.aborted) return;
      const lag_ms = Math.max(0, lag.percentile(50) / 1e6 - LAG_RESOLUTION_MS);
      lag.reset();
      await write({ ts: clock.nowSec(), type: 'resources.read', ...told, lag_ms: Number(lag_ms.toFixed(2)) });
    }
  } finally {
    lag.disable();
  }
}

const fetchPage = (url: string) =>
  fetchAddress(url, { signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'error' })
    .then((response) => (response.ok ? readTextUpTo(response, MAX_PAGE_BYTES) : ''))
    .catch(() => '');
