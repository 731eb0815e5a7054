// Calls to the servers of the monitoring: one deadline and one bound for each, and one sentence for each way in which they go wrong.
import type { Static, TSchema } from 'typebox';
import { trimSlashes } from '../../core/text/ends.ts';
import { isObject, toJsonOrNone } from '../../core/text/json.ts';
import { toPlain, toShown } from '../../core/text/plain-text.ts';
import { createRedactor, redactText } from '../../core/text/redact.ts';
import { fetchAddress } from '../http/address.ts';
import { readTextUpTo } from '../http/body.ts';
import { callDirectly } from '../http/call.ts';
import { toReason } from '../http/fetch-failure.ts';
import { toAuthorization } from './push.ts';

/** A server that is called over HTTP. */
export interface ApiServer {
  /** What it is, as `Prometheus`. */
  readonly name: string;
  /** http://host:port, with user and password where it wants them. */
  readonly url: string;
  /** The variable that gave it. */
  readonly urlEnv: string;
  /** Sent as a bearer; '' for none. */
  readonly token: string;
  readonly tokenEnv: string;
  /** `user:password`, where the address does not hold them. */
  readonly credentials?: string | undefined;
  /** Called past every proxy. */
  readonly isDirect?: true;
  readonly stop: AbortSignal;
}

export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** @default 15000 */
  readonly timeoutMs?: number;
}

/**
 * Why a call came to nothing. `unreached`: nobody answered; `denied`: the token or password is wrong; `refused`: it was understood, and
 * not done; `strange`: what answers is no such server, or does not keep to its own form.
 */
export type ApiTrouble = 'unreached' | 'denied' | 'refused' | 'strange';

/** A call that came to nothing. The message is one sentence that names the server and the remedy. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly trouble: ApiTrouble;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  constructor(message: string, trouble: ApiTrouble, status?: number) {
    super(message);
    this.trouble = trouble;
    this.status = status;
  }
}

const TIMEOUT_MS = 15_000;
/** The rules and targets of a big installation are some megabytes. */
const MAX_ANSWER_BYTES = 32_000_000;
const MAX_SAID_CHARS = 300;

/**
 * Makes one call and gives the text of its answer.
 * @throws ApiError; where `stop` aborts, what fetch throws
 */
export async function callApi(server: ApiServer, call: ApiCall): Promise<string> {
  const { name, url, urlEnv, tokenEnv, isDirect, stop } = server;
  const { method = 'GET', path, json, form, timeoutMs = TIMEOUT_MS } = call;
  const shown = redactText(url);
  const contentType = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const body = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const inTime = AbortSignal.timeout(timeoutMs);
  let status = 0;
  let text = '';
  try {
    const response = await (isDirect ? callDirectly : fetchAddress)(`${trimSlashes(url)}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...toAuthorization(server),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([inTime, stop]),
    });
    status = response.status;
    text = await readTextUpTo(response, MAX_ANSWER_BYTES);
  } catch (error) {
    stop.throwIfAborted();
    const why = inTime.aborted ? `no whole answer within ${timeoutMs} ms` : toReason(error);
    throw new ApiError(
      `${name} at ${urlEnv}=${shown} cannot be reached (${toShown(why)}); start it, or correct ${urlEnv}`,
      'unreached',
    );
  }
  if (status >= 200 && status < 300) return text;
  const said = toSaid(text, server);
  // A 403 is also what Prometheus says of calls that it was started without.
  if (status === 401 || (status === 403 && !said.includes('not enabled')))
    throw new ApiError(
      `${name} at ${urlEnv}=${shown} does not let us in (${status}); give the right ${tokenEnv}`,
      'denied',
      status,
    );
  if (status === 404 && said.startsWith('404 page not found'))
    throw new ApiError(
      `${name} at ${urlEnv}=${shown} has no ${toPathOnly(path)}; correct ${urlEnv}`,
      'strange',
      404,
    );
  throw new ApiError(
    `${name} at ${urlEnv}=${shown} refused ${method} ${toPathOnly(path)} (${status}${said === '' ? '' : `: ${said}`})`,
    status >= 300 && status < 400 ? 'strange' : 'refused',
    status,
  );
}

/**
 * The same for an answer in JSON of this form.
 * @throws ApiError as `callApi`, and where the answer is of another form
 */
export async function callJson<S extends TSchema>(
  server: ApiServer,
  form: S,
  call: ApiCall,
): Promise<Static<S>> {
  const text = await callApi(server, call);
  // Loaded late: it takes longer than the rest of a command that needs no server.
  const { Check } = await import('typebox/value');
  const value = toJsonOrNone(text);
  if (Check(form, value)) return value;
  throw new ApiError(
    `what answers at ${server.urlEnv}=${redactText(server.url)} is no ${server.name}: ${toPathOnly(call.path)} has another form (${toPlain(redactText(text), 60)}); correct ${server.urlEnv}`,
    'strange',
  );
}

const toPathOnly = (path: string) => path.split('?', 1)[0] ?? path;

/** What an answer says for a reason: the text in its JSON, or its own. */
function toSaid(text: string, { token }: ApiServer): string {
  const value = toJsonOrNone(text);
  const said = isObject(value) ? (value.error ?? value.message) : value;
  return toPlain(createRedactor([token])(typeof said === 'string' ? said : text), MAX_SAID_CHARS);
}

/**
 * Whether it says that it is ready, by its `/-/ready`.
 * @returns undefined where it is; else why not, in a sentence with the remedy
 */
export async function findUnready(server: ApiServer): Promise<string | undefined> {
  try {
    await callApi(server, { path: '/-/ready', timeoutMs: 5_000 });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 503) return error.message;
    return `${server.name} is not ready yet; wait a moment, and see its log`;
  }
}
