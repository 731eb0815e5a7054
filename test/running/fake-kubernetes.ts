// An API server that says what a test lets it say, on a socket of its own.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKubeApi, type KubeApi } from '../../lib/node/cluster/kube-api.ts';

export interface FakeAnswer {
  readonly status?: number;
  /** An object is sent as JSON. */
  readonly body: unknown;
}

export interface FakeKubernetes {
  readonly api: KubeApi;
  readonly socketPath: string;
  /** What it was asked, as `GET /path`, the oldest first. */
  readonly asked: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** As Kubernetes refuses. */
export const refuse = (status: number, reason: string, message: string): FakeAnswer => ({
  status,
  body: { kind: 'Status', reason, message },
});

/** Serves until it is disposed of. @param answer by what was asked; undefined stands for an object that is not there */
export async function serveFake(answer: (asked: string) => FakeAnswer | undefined): Promise<FakeKubernetes> {
  const dir = await mkdtemp(join(tmpdir(), 'aurora-kube-'));
  const socketPath = join(dir, 's');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    const { status = 200, body } = answer(what) ?? refuse(404, 'NotFound', 'not found');
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    request.resume();
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    api: connectKubeApi(socketPath),
    socketPath,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
