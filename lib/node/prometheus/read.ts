// What a Prometheus says: of itself, and to an instant query.
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { readTextUpTo } from '../http/body.ts';
import { callDirectly } from '../http/call.ts';
import { toReason } from '../http/fetch-failure.ts';
import { toAuthorization } from './push.ts';

/** One element of an instant vector. */
export interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Why a query gave nothing. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  /** The status that was answered; 0 where nothing was. */
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

const MAX_ANSWER_BYTES = 16_000_000;

/**
 * The `data` of an answer of its API.
 * @param path behind `/api/v1/`
 * @throws QueryError where nobody answers within `timeoutMs`, or not as Prometheus does, or with an error
 */
export async function readApi(target: PrometheusTarget, path: string, timeoutMs: number): Promise<unknown> {
  const inTime = AbortSignal.timeout(timeoutMs);
  let status = 0;
  let text: string;
  try {
    const response = await callDirectly(`${target.url}/api/v1/${path}`, {
      headers: toAuthorization(target),
      redirect: 'error',
      signal: inTime,
    });
    status = response.status;
    text = await readTextUpTo(response, MAX_ANSWER_BYTES);
  } catch (error) {
    throw new QueryError(inTime.aborted ? `no answer within ${timeoutMs} ms` : toReason(error), status);
  }
  const answer = toObject(toJsonOrNone(text));
  if (answer.status === 'error') throw new QueryError(toShown(String(answer.error)), status);
  if (answer.status !== 'success')
    throw new QueryError(`it answered ${status}, and not as Prometheus does`, status);
  return answer.data;
}

interface Vector {
  readonly resultType?: unknown;
  readonly result?: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: readonly [number, string];
  }[];
}

/**
 * What the expression gives now: the elements of a vector whose values are numbers.
 * @throws QueryError as `readApi`
 */
export async function queryNow(
  target: PrometheusTarget,
  expression: string,
  timeoutMs: number,
): Promise<readonly Found[]> {
  const data = await readApi(target, `query?query=${encodeURIComponent(expression)}`, timeoutMs);
  const { resultType, result } = (data ?? {}) as Vector;
  if (resultType !== 'vector' || !Array.isArray(result))
    throw new QueryError(`${expression} gives no vector`, 200);
  return result.flatMap(({ metric, value }) =>
    value ? [{ labels: metric, value: toSampleValue(value[1]) }] : [],
  );
}

/** The value of a sample as the API writes it. Go writes infinities as +Inf and -Inf. */
export const toSampleValue = (text: string): number => Number(text.replace(/Inf$/, 'Infinity'));
