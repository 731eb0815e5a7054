// The scrapes that Prometheus holds of the counters of both versions.
import type { Monitored, Slo } from '../../lib/core/monitoring/monitored.ts';
import type { PrometheusTarget } from '../../lib/core/monitoring/prometheus-options.ts';
import { toList, toObject } from '../../lib/core/text/json.ts';
import { QueryError, readApi, toSampleValue } from '../../lib/node/prometheus/read.ts';
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
 * @throws QueryError
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
  const path = `query?query=${encodeURIComponent(expression)}&time=${nowMs / 1_000}`;
  const data = toObject(await readApi(target, path, QUERY_MS));
  if (data.resultType !== 'matrix') throw new QueryError(`${expression} gives no scrapes`, 200);
  return toList(data.result).map((one) => toSeries(toObject(one), versions));
}

function toSeries({ metric, values }: Readonly<Record<string, unknown>>, versions: Versions): Series {
  const labels = toObject(metric);
  const read = (label: string) => String(labels[label] ?? '');
  return {
    cohort: read(versions.hashLabel) === versions.canary ? 'canary' : 'stable',
    pod: read('pod') || read('instance'),
    ...(labels.le === undefined ? {} : { boundS: toSampleValue(read('le')) }),
    samples: toList(values).map(toSample),
  };
}

function toSample(pair: unknown): Sample {
  const [sec, value] = toList(pair);
  return [Number(sec) * 1_000, toSampleValue(String(value))];
}
