// The API of a Kubernetes as JSON over HTTP. kubectl stands in between, on a socket that is ours alone: it knows every way in which a
// kubeconfig lets somebody in.
import { join } from 'node:path';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { toJsonOrNone, toObject } from '../../core/text/json.ts';
import { type Child, startChild } from '../process/child.ts';
import { withLogEnd } from '../process/log-end.ts';
import { waitFor } from '../process/wait.ts';
import type { ClusterAccess } from './access.ts';
import { callSocket, type SocketCall } from './socket.ts';

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

export interface KubeApi {
  /** @throws KubeError */
  get<T = unknown>(path: string): Promise<T>;
  /** The items of a list. @throws KubeError */
  list<T extends KubeObject>(path: string): Promise<readonly T[]>;
  /** @throws KubeError */
  post<T = unknown>(path: string, body: unknown): Promise<T>;
  /** The object as it is then. @param type which of the forms of a patch it is @throws KubeError */
  patch<T = unknown>(path: string, type: PatchType, body: unknown): Promise<T>;
  /** Writes an object whole. @throws KubeError, 409 where it was changed since the version that is named in it */
  put<T = unknown>(path: string, body: unknown): Promise<T>;
  /** What is gone already is gone. @throws KubeError */
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

/** https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch */
export type PatchType = 'merge' | 'json';
const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};

const START_DEADLINE_MS = 15_000;
const CALL_DEADLINE_MS = 10_000;
const SHOWN_CHARS = 200;

/**
 * Opens it for the time of a command.
 * @param dir an empty folder that only we can enter; the socket lies there
 * @throws Error with kubectl's own words where it does not start
 */
export async function openKubeApi(access: ClusterAccess, dir: string): Promise<KubeApi> {
  const socketPath = toSocketPath(dir);
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
  const api = connectKubeApi(socketPath, CALL_DEADLINE_MS, child);
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

/** The socket in a folder that was given to `openKubeApi`. */
export const toSocketPath = (dir: string): string => join(dir, 'kubectl.sock');

/**
 * The API behind a socket that somebody else holds open.
 * @param callMs one call may take so long
 */
export function connectKubeApi(
  socketPath: string,
  callMs = CALL_DEADLINE_MS,
  child?: Pick<Child, 'stop'>,
): KubeApi {
  const call = <T>(method: string, path: string, body?: unknown, type = 'application/json') =>
    send<T>({ socketPath, method, path, timeoutMs: callMs }, body, type);
  return {
    get: (path) => call('GET', path),
    async list<T extends KubeObject>(path: string) {
      const { items } = await call<{ readonly items?: readonly T[] }>('GET', path);
      return items ?? [];
    },
    post: (path, body) => call('POST', path, body),
    patch: (path, type, body) => call('PATCH', path, body, PATCH_TYPES[type]),
    put: (path, body) => call('PUT', path, body),
    async remove(path) {
      await call('DELETE', path).catch((error: unknown) => {
        if (!(error instanceof KubeError && error.status === 404)) throw error;
      });
    },
    async close() {
      await child?.stop();
    },
  };
}

async function send<T>(to: Omit<SocketCall, 'body'>, content: unknown, type: string): Promise<T> {
  const asked = `${to.method} ${to.path}`;
  const body = content === undefined ? {} : { body: { type, text: JSON.stringify(content) } };
  const { status, text } = await callSocket({ ...to, ...body }).catch((error: Error) => {
    throw toUnreachable(asked, error.message);
  });
  // kubectl's own word for an API server that is away.
  if (status === 502) throw toUnreachable(asked, text.trim().slice(0, SHOWN_CHARS) || '502');
  const json = toJsonOrNone(text);
  if (status < 300 && json !== undefined) return json as T;
  throw toRefusal(asked, status, text);
}

const toUnreachable = (asked: string, why: string): KubeError =>
  new KubeError(`the API server does not answer (${asked}: ${why})`, 0, 'Unreachable');

/**
 * What an answer that is no yes says. A text is the API server's own where it knows no such path, and else of whoever stands before one that
 * is away.
 */
export function toRefusal(asked: string, status: number, text: string): KubeError {
  const said = text.trim().slice(0, SHOWN_CHARS) || String(status);
  const json = toJsonOrNone(text);
  if (json === undefined)
    return status === 404
      ? new KubeError(`${asked}: the cluster has no such kind of object (${said})`, status, 'NotFound')
      : toUnreachable(asked, said);
  const { message, reason } = toObject(json);
  return new KubeError(`${asked}: ${String(message ?? said)}`, status, String(reason));
}
