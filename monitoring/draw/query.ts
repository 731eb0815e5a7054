// What a dashboard asks of Prometheus, and what Prometheus answers.
import { type Static, Type } from 'typebox';
import { type ApiServer, callJson } from '../../lib/node/prometheus/api.ts';
import { toSampleValue } from '../../lib/node/prometheus/read.ts';

/** One series: its labels, and its figures in order of time. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [atSec: number, value: number])[];
}

/** A stretch of time, in epoch seconds, and how far apart its points lie. */
export interface Span {
  readonly fromSec: number;
  readonly toSec: number;
  readonly stepSec: number;
}

/** Asks Prometheus for an expression: at each point of a span, or once at its end. */
export interface Query {
  over(expression: string, span: Span): Promise<readonly Series[]>;
  at(expression: string, atSec: number): Promise<readonly Series[]>;
}

const TIMEOUT_MS = 30_000;

const Point = Type.Tuple([Type.Number(), Type.String()]);
const Answer = Type.Object({
  status: Type.Literal('success'),
  data: Type.Object({
    result: Type.Array(
      Type.Object({
        metric: Type.Record(Type.String(), Type.String()),
        value: Type.Optional(Point),
        values: Type.Optional(Type.Array(Point)),
      }),
    ),
  }),
});

/** The queries of one Prometheus. They throw ApiError where it cannot be reached, or refuses the expression. */
export function createQuery(server: ApiServer): Query {
  const ask = async (path: string, form: Readonly<Record<string, string>>) =>
    toSeries(
      await callJson(server, Answer, {
        method: 'POST',
        path: `/api/v1/${path}`,
        form,
        timeoutMs: TIMEOUT_MS,
      }),
    );
  return {
    over: (query, { fromSec, toSec, stepSec }) =>
      ask('query_range', { query, start: String(fromSec), end: String(toSec), step: String(stepSec) }),
    at: (query, atSec) => ask('query', { query, time: String(atSec) }),
  };
}

function toSeries({ data }: Static<typeof Answer>): readonly Series[] {
  return data.result.map(({ metric, value, values }) => ({
    labels: metric,
    points: (values ?? (value ? [value] : [])).map(
      ([atSec, figure]) => [atSec, toSampleValue(figure)] as const,
    ),
  }));
}
