// What a dashboard asks of Prometheus, and what Prometheus answers.
import { isObject } from '../../lib/core/text/json.ts';
import { redactText } from '../../lib/core/text/redact.ts';
import { readTextUpTo } from '../../lib/node/http/body.ts';
import { call } from '../../lib/node/http/call.ts';

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
const MAX_ANSWER_BYTES = 50_000_000;

/** An answer of Prometheus that is none, or says no. The message is one sentence. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/**
 * The queries of one Prometheus. They throw QueryError where it cannot be reached, or refuses the expression.
 * @param url where it is, like http://127.0.0.1:9090
 */
export function createQuery(url: string): Query {
  const shown = redactText(url);
  const ask = async (path: string, form: Readonly<Record<string, string>>) => {
    const response = await call(`${url}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new QueryError(`Prometheus at ${shown} cannot be reached; start it, or correct its address`, {
        cause,
      });
    });
    return toSeries(await readTextUpTo(response, MAX_ANSWER_BYTES), shown, form.query ?? '');
  };
  return {
    over: (query, { fromSec, toSec, stepSec }) =>
      ask('query_range', { query, start: String(fromSec), end: String(toSec), step: String(stepSec) }),
    at: (query, atSec) => ask('query', { query, time: String(atSec) }),
  };
}

interface Answer {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: {
    readonly result?: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value?: readonly [number, string];
      readonly values?: readonly (readonly [number, string])[];
    }[];
  };
}

/** @throws QueryError */
function toSeries(text: string, shown: string, expression: string): readonly Series[] {
  const answer = parse(text);
  const result = answer?.data?.result;
  if (answer?.status !== 'success' || result === undefined)
    throw new QueryError(
      `Prometheus at ${shown} refused ${expression} (${typeof answer?.error === 'string' ? answer.error : 'it gave no answer of Prometheus'}); see that it is version 2.54 or later`,
    );
  return result.map(({ metric, value, values }) => ({
    labels: metric,
    points: (values ?? (value ? [value] : [])).map(([atSec, figure]) => [atSec, toNumber(figure)] as const),
  }));
}

const toNumber = (text: string) => (/^[+-]Inf$/.test(text) ? Number(`${text}inity`) : Number(text));

function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
