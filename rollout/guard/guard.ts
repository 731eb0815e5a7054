// The traffic guard: it stands before the service in each pod, and sends users on to stable as soon as its version may no longer serve.
// A rollback by Kubernetes waits for the watches of five programs, which come back up to a minute after an outage of the API server.
// This waits for none of them: it asks the decision server itself.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import { COHORT_HEADER } from './cohort-header.ts';
import { decideMode, type Mode, parsePermit } from './permit.ts';

/** In every call that was sent on, the version that sent it: one that comes back to it is not sent round again. */
const DIVERTED_HEADER = 'x-aurora-gate-diverted';

export interface GuardOptions {
  /** The version of this pod: its pod template hash. */
  readonly cohort: string;
  /** The service beside it, as a URL. */
  readonly appUrl: string;
  /** The Service of stable. */
  readonly stableUrl: string;
  /** Asked for the permit: answers `{"serve": true | false}`. */
  readonly permitUrl: string;
  readonly everyMs: number;
  /** Name of this pod: what it counted is told under it. */
  readonly pod: string;
  /** Paths that are no users': those of the pod's own probes. */
  readonly uncounted: readonly string[];
  readonly say: (line: string) => void;
}

/** The calls of users that the guard sent to the service beside it, since it began. */
export interface Tally {
  readonly calls: number;
  /** Those that the service did not answer, or not to the end. A caller that left counts in neither. */
  readonly unanswered: number;
}

export interface Guard {
  readonly server: Server;
  tally(): Tally;
  mode(): Mode;
  /** Asks once, and tells what was counted. */
  ask(): Promise<void>;
}

/** Makes a guard that does not listen yet. */
export function createGuard(options: GuardOptions): Guard {
  const { cohort, appUrl, stableUrl, permitUrl, everyMs, pod, uncounted, say } = options;
  const beganAtMs = performance.now();
  let mode: Mode = 'serve';
  const tally = { calls: 0, unanswered: 0 };
  const brokenOff = new WeakSet<object>();
  const proxy = createProxyServer({});
  proxy.on('proxyRes', (answer, _request, response) => {
    // Where the caller left, the response is gone before the answer is.
    const note = () => {
      if (!answer.complete && !response.destroyed) brokenOff.add(response);
    };
    // Before the proxy's own listeners, which end the answer to the caller at either.
    answer.once('error', note).once('close', note);
  });
  const count = (request: IncomingMessage, response: ServerResponse) => {
    if (uncounted.includes(request.url?.split('?')[0] ?? '')) return;
    response.once('close', () => {
      const isUnanswered = brokenOff.has(response);
      if (isUnanswered) tally.unanswered += 1;
      if (isUnanswered || response.writableFinished) tally.calls += 1;
    });
  };
  const fail = (response: ServerResponse, what: string) => {
    brokenOff.add(response);
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(502, { 'content-type': 'text/plain' })
        .end(`traffic guard: ${what} does not answer\n`);
  };
  const pass = (request: IncomingMessage, response: ServerResponse) => {
    const isDiverted = mode === 'divert' && request.headers[DIVERTED_HEADER] !== cohort;
    if (isDiverted) request.headers[DIVERTED_HEADER] = cohort;
    else {
      response.setHeader(COHORT_HEADER, cohort);
      count(request, response);
    }
    const target = isDiverted ? stableUrl : appUrl;
    proxy
      .web(request, response, { target })
      .catch(() => fail(response, isDiverted ? 'stable' : 'the service'));
  };
  return {
    server: createServer(pass),
    mode: () => mode,
    tally: () => ({ ...tally }),
    async ask() {
      const url = new URL(permitUrl);
      const ageMs = Math.round(performance.now() - beganAtMs);
      for (const [name, value] of Object.entries({ pod, ageMs, ...tally }))
        url.searchParams.set(name, String(value));
      const answer = await fetch(url, { signal: AbortSignal.timeout(2 * everyMs) })
        .then(async (response) => (response.ok ? parsePermit(await response.json()) : undefined))
        .catch(() => undefined);
      const next = decideMode(mode, answer);
      if (next !== mode)
        say(`${cohort}: ${next === 'divert' ? 'users go to stable' : 'users are served here'}`);
      mode = next;
    },
  };
}
