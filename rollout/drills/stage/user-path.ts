// The path that users take, looked at all through a drill: which version answers. What counts is not what a controller says of itself.
import { request } from 'node:http';
import { COHORT_HEADER } from '../../guard/cohort-header.ts';
import type { PathLook } from '../figures/figures.ts';

const EVERY_MS = 100;
const TIMEOUT_MS = 2_000;

export interface UserPath {
  readonly looks: readonly PathLook[];
  stop(): void;
}

/** Looks ten times a second, each time by a new connection, since one that is kept stays with its pod. */
export function watchUserPath(url: string): UserPath {
  const looks: PathLook[] = [];
  const timer = setInterval(() => void look(url).then((seen) => looks.push(seen)), EVERY_MS);
  return { looks, stop: () => clearInterval(timer) };
}

function look(url: string): Promise<PathLook> {
  const atMs = Date.now();
  return new Promise((resolve) => {
    const sent = request(url, { agent: false, timeout: TIMEOUT_MS }, (response) => {
      response.resume();
      const cohort = response.headers[COHORT_HEADER];
      resolve({ atMs, cohort: typeof cohort === 'string' ? cohort : undefined });
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve({ atMs, cohort: undefined })).end();
  });
}
