// The API of a Kubernetes as JSON over HTTP. kubectl stands in between, on a socket that is ours alone: it knows every way in which a
// kubeconfig lets somebody in.
import { request } from 'node:http';
import { join } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { type Child, startChild } from '../process/child.ts';
import { withLogEnd } from '../process/log-end.ts';
import { waitFor } from '../process/wait.ts';
import type { ClusterAccess } from './access.ts';

/** An answer of the API server that is no yes. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  /** Of HTTP; 0 where nobody answered. */
  readonly status: number;
  /** Kubernetes' own word, as `NotFound`. */
  readonly reason: string;
  constructor(message: string, status: number, reason: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** An object of Kubernetes, of which only this much is always there. */
export interface KubeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
  };
}

/** How a body of a PATCH is meant. */
export type PatchKind = 'merge' | 'apply' | 'json';
const PATCH_TYPES: Readonly<Record<PatchKind, string>> = {
  merge: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
  json: 'application/json-patch+json',
};

export interface KubeApi {
  /** @throws KubeError */
  get<T = unknown>(path: string): Promise<T>;
  /** The items of a list. @throws KubeError */
  list<T extends KubeObject>(path: string): Promise<readonly T[]>;
  /** @throws KubeError */
  patch<T = unknown>(path: string, body: unknown, kind: PatchKind): Promise<T>;
  /** @throws KubeError */
  post<T = unknown>(path: string, body: unknown): Promise<T>;
  /** What is gone already is gone. @throws KubeError */
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

const START_DEADLINE_MS = 15_000;
const CALL_DEADLINE_MS = 10_000;

/**
 * Opens it for the time of a command.
 * @param dir an empty folder that only we can enter; the socket lies there
 * @throws Error with kubectl's own words where it does not start
 */
export async function openKubeApi(access: ClusterAccess, dir: string): Promise<KubeApi> {
  const socketPath = join(dir, 'kubectl.sock');
  const logFile = join(dir, 'kubectl.log');
  const [command = '', ...args] = [
    ...access.enter,
    access.kubectl,
    ...access.kubectlArgs,
    ...['proxy', `--unix-socket=${socketPath}`],
  ];
  const child = await startChild({
    command,
    args,
    logFile,
    env: toChildEnvironment('kubectl', process.env),
  });
  const api = toApi(socketPath, child);
  try {
    await waitFor('kubectl', START_DEADLINE_MS, async () => {
      if (!child.isRunning()) throw new Error(await withLogEnd('kubectl ended at once', logFile));
      // Who may not see the version is answered, too.
      const answered = await api
        .get('/version')
        .catch((error: KubeError) => (error.status === 0 ? undefined : error));
      return answered === undefined ? undefined : true;
    });
  } catch (error) {
    await api.close();
    throw error;
  }
  return api;
}

function toApi(socketPath: string, child: Child): KubeApi {
  const call = <T>(method: string, path: string, body?: unknown, type = 'application/json') =>
    send<T>({ socketPath, method, path, body, type });
  return {
    get: (path) => call('GET', path),
    async list<T extends KubeObject>(path: string) {
      const { items } = await call<{ readonly items?: readonly T[] }>('GET', path);
      return items ?? [];
    },
    patch: (path, body, kind) => call('PATCH', path, body, PATCH_TYPES[kind]),
    post: (path, body) => call('POST', path, body),
    async remove(path) {
      await call('DELETE', path).catch((error: unknown) => {
        if (!(error instanceof KubeError && error.status === 404)) throw error;
      });
    },
    async close() {
      await child.stop();
    },
  };
}

function send<T>(call: {
  readonly socketPath: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly type: string;
}): Promise<T> {
  const { socketPath, method, path, body, type } = call;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const unreachable = (why: string) =>
      reject(new KubeError(`the API server does not answer (${method} ${path}: ${why})`, 0, 'Unreachable'));
    const sent = request({ socketPath, method, path, headers, timeout: CALL_DEADLINE_MS }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('error', (error) => unreachable(error.message))
        .on('end', () => {
          const said = Buffer.concat(chunks).toString('utf8');
          const status = response.statusCode ?? 0;
          const json = toJsonOrNone(said);
          // kubectl's own word for an API server that is away; it has no body of Kubernetes.
          if (status === 502 || json === undefined)
            return unreachable(said.trim().slice(0, 200) || String(status));
          if (status < 400) return resolve(json as T);
          const { message, reason } = toObject(json);
          reject(new KubeError(`${method} ${path}: ${String(message)}`, status, String(reason)));
        });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${CALL_DEADLINE_MS} ms`)));
    sent.on('error', (error) => unreachable(error.message)).end(text);
  });
}
