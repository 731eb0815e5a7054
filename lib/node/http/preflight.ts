// Is BASE the service at all? Asked once before a run, so that a wrong address is a set-up error and not a verdict.
import { OptionError } from '../../core/options/option-error.ts';
import { fetchAddress } from './address.ts';
import { readTextUpTo } from './body.ts';
import { toReason } from './fetch-failure.ts';

const DEADLINE_MS = 10_000;
/** A first answer is some kB; what never ends must not fill the memory until the deadline. */
const MAX_BODY_BYTES = 8_000_000;

/**
 * Makes one first call of a journey to `base`. A service that answers badly is let through: finding that is the run's job.
 * @throws OptionError where nobody answers, or somebody else
 */
export async function checkBase(base: string): Promise<void> {
  const url = `${base}/v1/session/bootstrap`;
  const fail = (why: string, remedy: string) => new OptionError(`BASE=${base} ${why}; ${remedy}`);
  const headers = { 'X-Aurora-UID': `uid_preflight_${Date.now()}`, 'X-Lang': 'EN' };
  let response: Response;
  try {
    response = await fetchAddress(url, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch (error) {
    throw fail(
      `does not answer (${toReason(error)})`,
      'start the service, or give the address it listens on',
    );
  }
  if (response.status >= 300 && response.status < 400) {
    throw fail(`redirects to ${response.headers.get('location')}`, 'give the address that answers itself');
  }
  if (response.status >= 500) return;
  if (response.status === 401) {
    throw fail('wants credentials (401)', 'give user and password in the address, before an @');
  }
  let text: string;
  try {
    text = await readTextUpTo(response, MAX_BODY_BYTES);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw fail(`does not finish its answer to ${url} (${why})`, 'give the address of the Aurora BFF');
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const kind = response.headers.get('content-type') ?? 'no content type';
    throw fail(
      `answers ${url} with status ${response.status} and something that is not JSON (${kind})`,
      'give the address of the BFF, not of a page',
    );
  }
  if (typeof body !== 'object' || body === null || !('cards' in body)) {
    throw fail(
      `answers ${url} with status ${response.status} and no envelope, so it is not this service`,
      'give the address of the Aurora BFF',
    );
  }
}
