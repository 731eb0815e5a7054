// The scrapes that Prometheus holds of the counters of both versions.
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { querySamples, type Samples, toApiServer, toSampleValue } from '../../lib/node/prometheus/read.ts';
import type { Sample } from '../decision/counts/counter.ts';
import type { CounterSeries, Series, SloSeries } from '../decision/counts/windows.ts';
import { findHistogram, toOfVersions, type Versions } from './selectors.ts';

/** How long a query may take: whoever asks for a decision waits 5 s. */
export const QUERY_MS = 4_000;

export interface SampleQuery {
  readonly target: PrometheusTarget;
  readonly monitored: Monitored;
  readonly versions: Versions;
  /** The scrapes of the time from here to now are read. */
  readonly fromMs: number;
  readonly nowMs: number;
}

/**
 * Reads what was scraped of every counter that the decision compares.
 * @throws ApiError
 */
export async function readCounters(query: SampleQuery): Promise<CounterSeries> {
  const { monitored } = query;
  const histogram = findHistogram(monitored);
  const readSlo = async (slo: Slo): Promise<readonly [string, SloSeries]> => {
    const of = slo.bad === undefined ? 'good' : 'bad';
    const [part, all] = await Promise.all([
      readSeries(query, slo.bad ?? slo.good ?? slo.all),
      readSeries(query, slo.all),
    ]);
    return [slo.id, { of, part, all }];
  };
  const [slos, buckets] = await Promise.all([
    Promise.all(monitored.slos.map(readSlo)),
    histogram === undefined ? [] : readSeries(query, histogram),
  ]);
  return { slos: Object.fromEntries(slos), buckets };
}

async function readSeries(
  { target, monitored, versions, fromMs, nowMs }: SampleQuery,
  selector: string,
): Promise<readonly Series[]> {
  const lengthS = Math.max(1, Math.ceil((nowMs - fromMs) / 1_000));
  const expression = `${toOfVersions(monitored, versions, selector)}[${lengthS}s]`;
  const asking = { atSec: nowMs / 1_000, timeoutMs: QUERY_MS };
  return (await querySamples(toApiServer(target), expression, asking)).map((one) => toSeries(one, versions));
}

function toSeries({ labels, samples }: Samples, versions: Versions): Series {
  const read = (label: string) => labels[label] ?? '';
  return {
    cohort: read(versions.hashLabel) === versions.canary ? 'canary' : 'stable',
    pod: read('pod') || read('instance'),
    ...(labels.le === undefined ? {} : { boundS: toSampleValue(read('le')) }),
    samples: samples.map(([sec, value]): Sample => [sec * 1_000, value]),
  };
}
