// An instant query to a Prometheus.
import type { PrometheusTarget } from '../../core/monitoring/prometheus-options.ts';
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
 * What the expression gives now: the elements of a vector whose values are numbers, or the one of a scalar, without labels.
 * @throws QueryError where nobody answers within `timeoutMs`, or not as Prometheus does
 */
export async function queryNow(
  target: PrometheusTarget,
  expression: string,
  timeoutMs: number,
): Promise<readonly Found[]> {
  const inTime = AbortSignal.timeout(timeoutMs);
  let status = 0;
  let text: string;
  try {
    const response = await callDirectly(
      `${target.url}/api/v1/query?query=${encodeURIComponent(expression)}`,
      {
        headers: toAuthorization(target),
        redirect: 'error',
        signal: inTime,
      },
    );
    status = response.status;
    text = await readTextUpTo(response, MAX_ANSWER_BYTES);
  } catch (error) {
    throw new QueryError(inTime.aborted ? `no answer within ${timeoutMs} ms` : toReason(error), status);
  }
  const found = parseAnswer(text);
  if (found === undefined) throw new QueryError(`it answered ${status}, and not as Prometheus does`, status);
  if (typeof found === 'string') throw new QueryError(found, status);
  return found;
}

interface Answer {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

/** The elements of an answer, or the error that it tells; undefined for what is no answer of Prometheus. */
function parseAnswer(text: string): readonly Found[] | string | undefined {
  let answer: Answer | null;
  try {
    answer = JSON.parse(text) as Answer | null;
  } catch {
    return undefined;
  }
  if (answer?.status === 'error') return String(answer.error);
  if (answer?.status !== 'success' || !Array.isArray(answer.data?.result)) return undefined;
  const { resultType, result } = answer.data;
  if (resultType === 'scalar') return [{ labels: {}, value: Number(result[1]) }];
  return (result as readonly { metric: Record<string, string>; value?: readonly [number, string] }[]).flatMap(
    ({ metric, value }) => (value ? [{ labels: metric, value: toNumber(value[1]) }] : []),
  );
}

/** Go writes infinities as +Inf and -Inf. */
const toNumber = (text: string) => Number(text.replace(/Inf$/, 'Infinity'));
