// What an expression comes to at one moment, asked of a Prometheus.
import { type TSchema, Type } from 'typebox';
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { type ApiCall, type ApiServer, callJson } from './api.ts';

const Labels = Type.Record(Type.String(), Type.String());
const Point = Type.Tuple([Type.Number(), Type.String()]);
const toForm = <Of extends string, Row extends TSchema>(resultType: Of, row: Row) =>
  Type.Object({
    status: Type.Literal('success'),
    data: Type.Object({ resultType: Type.Literal(resultType), result: Type.Array(row) }),
  });
const Vector = toForm('vector', Type.Object({ metric: Labels, value: Type.Optional(Point) }));
const Matrix = toForm('matrix', Type.Object({ metric: Labels, values: Type.Optional(Type.Array(Point)) }));

/** One series at one moment. */
export interface SampleAt {
  readonly labels: Readonly<Record<string, string>>;
  /** NaN and ±Infinity are values of Prometheus' too. */
  readonly value: number;
}

/** The Prometheus that a run pushes to, as a server to ask. It is called as it is pushed to: past every proxy. */
export const toApiServer = (
  { url, credentials, token }: PrometheusTarget,
  stop: AbortSignal = new AbortController().signal,
): ApiServer => ({
  name: 'Prometheus',
  url,
  urlEnv: 'PROMETHEUS_URL',
  token: token ?? '',
  tokenEnv: 'PROMETHEUS_TOKEN',
  credentials,
  isDirect: true,
  stop,
});

/** When is asked about, in epoch seconds (now where left out), and how long that may take. */
export interface Asking {
  readonly atSec?: number;
  /** @default 60000 */
  readonly timeoutMs?: number;
}

const toCall = (expr: string, { atSec, timeoutMs = 60_000 }: Asking): ApiCall => ({
  method: 'POST',
  path: '/api/v1/query',
  form: { query: expr, ...(atSec === undefined ? {} : { time: String(atSec) }) },
  timeoutMs,
});

/**
 * What an expression comes to, each series at one moment; native histograms are left out.
 * @throws ApiError
 */
export async function queryInstant(
  server: ApiServer,
  expr: string,
  asking: Asking = {},
): Promise<readonly SampleAt[]> {
  const { data } = await callJson(server, Vector, toCall(expr, asking));
  return data.result.flatMap(({ metric, value }) =>
    value ? [{ labels: metric, value: toSampleValue(value[1]) }] : [],
  );
}

/** One series, with every sample that is kept of it. */
export interface Samples {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [atSec: number, value: number])[];
}

/**
 * What is kept of series, as it was scraped.
 * @param selector with a range, as `up[5m]`
 * @throws ApiError
 */
export async function querySamples(
  server: ApiServer,
  selector: string,
  asking: Asking = {},
): Promise<readonly Samples[]> {
  const { data } = await callJson(server, Matrix, toCall(selector, asking));
  return data.result.map(({ metric, values = [] }) => ({
    labels: metric,
    samples: values.map(([atSec, text]) => [atSec, toSampleValue(text)] as const),
  }));
}

/** The value of a sample as the API writes it. Go writes infinities as +Inf and -Inf. */
export const toSampleValue = (text: string): number => Number(text.replace(/Inf$/, 'Infinity'));
