// Is BASE the service at all? Asked once before a run, so that a wrong address is a set-up error and not a verdict.
import { OptionError } from '../../core/options/option-error.ts';
import type { Service, User } from '../../core/service/service.ts';
import { fetchAddress } from './address.ts';
import { readTextUpTo } from './body.ts';
import { toFailure } from './fetch-failure.ts';

/** Nobody answers at BASE, or it cannot be called from this machine: others may well reach it. */
export class NotReachedError extends OptionError {}

const DEADLINE_MS = 10_000;
/** A first answer is some kB; what never ends must not fill the memory until the deadline. */
const MAX_BODY_BYTES = 8_000_000;

/**
 * Makes the call by which the service is recognised to `base`. A service that answers badly is let through: finding that is
 * the run's job.
 * @param others the other known services, of which one may be at `base` instead
 * @throws NotReachedError where nobody answers; OptionError where somebody else does, with the name of a known service that it is
 */
export async function checkBase(
  base: string,
  service: Service,
  others: () => Promise<readonly Service[]>,
): Promise<void> {
  const fail = (why: string, remedy: string, Kind = OptionError) =>
    new Kind(`BASE=${base} ${why}; ${remedy}`);
  const json = await ask(base, service, fail);
  if (json === undefined || service.recognition.fits(json)) return;
  for (const other of await others()) {
    const answer = other.id === service.id ? undefined : await ask(base, other, fail).catch(() => undefined);
    if (answer !== undefined && other.recognition.fits(answer))
      throw fail(`answers as ${other.id}, and not as ${service.id}`, `give --service ${other.id}`);
  }
  throw fail(
    `answers, and not as ${service.id} does, so it is not this service`,
    `give the address of the ${service.title}, or --service for another`,
  );
}

/**
 * The body by which a service is recognised.
 * @returns undefined where a 5xx came, of which nothing can be told
 * @throws NotReachedError where nobody answers; OptionError where the answer is not JSON
 */
async function ask(
  base: string,
  service: Service,
  fail: (why: string, remedy: string, Kind?: typeof OptionError) => OptionError,
): Promise<unknown> {
  const { route, body } = service.recognition;
  const { method, path } = service.routes[route] ?? { method: 'GET', path: '/' };
  const url = `${base}${path}`;
  const user: User = {
    uid: `uid_preflight_${Date.now()}`,
    traceId: `trace_preflight_${Date.now()}`,
    journey: '',
    variant: service.variantIds[0] ?? '',
    taken: {},
  };
  const headers = {
    ...service.headers?.(user),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
  let response: Response;
  try {
    response = await fetchAddress(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const { why, trouble } = toFailure(error);
    if (trouble) throw fail(`cannot be called from here (${why})`, trouble.remedy, NotReachedError);
    throw fail(
      `does not answer (${why})`,
      'start the service, or give the address it listens on',
      NotReachedError,
    );
  }
  if (response.status >= 300 && response.status < 400) {
    throw fail(`redirects to ${response.headers.get('location')}`, 'give the address that answers itself');
  }
  if (response.status >= 500) {
    await response.body?.cancel();
    return undefined;
  }
  if (response.status === 401) {
    throw fail('wants credentials (401)', 'give user and password in the address, before an @');
  }
  let text: string;
  try {
    text = await readTextUpTo(response, MAX_BODY_BYTES);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw fail(`does not finish its answer to ${url} (${why})`, `give the address of the ${service.title}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    const kind = response.headers.get('content-type') ?? 'no content type';
    throw fail(
      `answers ${url} with status ${response.status} and something that is not JSON (${kind})`,
      'give the address of the service, not of a page',
    );
  }
}
