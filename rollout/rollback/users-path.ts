// Looks at the users' path all through a rollback.
import { randomUUID } from 'node:crypto';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { splitCredentials } from '../../lib/core/options/address.ts';
import type { PathLook } from './path-sight.ts';

export interface UsersPathOptions {
  /** What a user calls. */
  readonly url: string;
  /** The header of an answer that names the version, in lower case. */
  readonly versionHeader: string;
  /** Each call is a new user's: this header then holds a name that was never used. '' for none. */
  readonly userHeader: string;
  /** Sent by POST as JSON; '' for a GET. */
  readonly body: string;
  /** Between two calls, in ms. @default 100 */
  readonly everyMs?: number;
}

export interface UsersPath {
  /** The looks that are over, the oldest first. */
  looks(): readonly PathLook[];
  readonly sinceMs: number;
  stop(): void;
}

const EVERY_MS = 100;
const TIMEOUT_MS = 2_000;
/** Two minutes of looks: more than any quiet time. */
const MOST_LOOKS = 1_200;
const MOST_UNDER_WAY = 30;

/** Looks ten times a second, each time by a new connection: one that is kept stays with its pod. */
export function watchUsersPath(options: UsersPathOptions): UsersPath {
  let looks: PathLook[] = [];
  let underWay = 0;
  const look = () => {
    // Whoever does not answer is not asked for more than he can hold.
    if (underWay >= MOST_UNDER_WAY) return;
    underWay += 1;
    void lookOnce(options).then((seen) => {
      underWay -= 1;
      looks = [...looks.slice(-MOST_LOOKS), seen].sort((a, b) => a.atMs - b.atMs);
    });
  };
  const timer = setInterval(look, options.everyMs ?? EVERY_MS);
  return { looks: () => looks, sinceMs: Date.now(), stop: () => clearInterval(timer) };
}

/** One call. It never throws, follows no redirect, and reads no body. */
export function lookOnce({ url, versionHeader, userHeader, body }: UsersPathOptions): Promise<PathLook> {
  const atMs = Date.now();
  const nobody: PathLook = { atMs, status: 0, version: '' };
  const { url: address, credentials } = splitCredentials(url);
  const headers = {
    ...(body === '' ? {} : { 'content-type': 'application/json' }),
    ...(userHeader === '' ? {} : { [userHeader]: `rollback-${randomUUID()}` }),
  };
  const isSecure = address.startsWith('https:');
  return new Promise((resolve) => {
    const sent = (isSecure ? requestSecure : requestPlain)(
      address,
      {
        method: body === '' ? 'GET' : 'POST',
        headers,
        agent: false,
        timeout: TIMEOUT_MS,
        ...(credentials === undefined ? {} : { auth: credentials }),
      },
      (response) => {
        const version = response.headers[versionHeader];
        resolve({
          atMs,
          status: response.statusCode ?? 0,
          version: typeof version === 'string' ? version : '',
        });
        response.destroy();
      },
    );
    // Also one that sends its headers a byte at a time.
    const late = setTimeout(() => sent.destroy(), TIMEOUT_MS);
    sent.on('close', () => {
      clearTimeout(late);
      resolve(nobody);
    });
    sent.on('error', () => resolve(nobody)).end(body === '' ? undefined : body);
  });
}
