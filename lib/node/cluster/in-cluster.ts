// The API server for a program that is itself a pod: what `kubectl proxy` is for others, by the pod's own service account.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { OptionError } from '../../core/options/option-error.ts';

/** Where Kubernetes puts them: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** True in a pod with a service account. */
export const isInCluster = (env: NodeJS.ProcessEnv = process.env): boolean =>
  env.KUBERNETES_SERVICE_HOST !== undefined;

const readAccount = (file: string): Promise<string> =>
  readFile(join(ACCOUNT, file), 'utf8').catch((error: Error) => {
    throw new OptionError(
      `this pod has no service account (${error.message}); let it have one (automountServiceAccountToken), or give CLUSTER_KUBECONFIG`,
    );
  });

/** The namespace of this pod. @throws OptionError where it has no service account */
export const readOwnNamespace = async (): Promise<string> => (await readAccount('namespace')).trim();

/**
 * Hands calls on to the API server until it is closed; to one that is away with 502, as kubectl does.
 * @throws OptionError where this pod has no service account
 */
export async function serveInCluster(
  socketPath: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Server> {
  const ca = await readAccount('ca.crt');
  await readAccount('token');
  const server = createServer(async (asked, answer) => {
    const fail = (error: Error) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end(error.message);
    };
    try {
      // It is renewed every hour or so.
      const authorization = `Bearer ${(await readAccount('token')).trim()}`;
      const sent = request({
        host: env.KUBERNETES_SERVICE_HOST,
        port: env.KUBERNETES_SERVICE_PORT_HTTPS ?? env.KUBERNETES_SERVICE_PORT ?? '443',
        ca,
        method: asked.method,
        path: asked.url,
        headers: { ...asked.headers, host: 'kubernetes.default.svc', authorization },
      });
      sent.on('error', fail).on('response', (told) => {
        answer.writeHead(told.statusCode ?? 502, told.headers);
        told.on('error', () => answer.destroy()).on('aborted', () => answer.destroy());
        told.pipe(answer);
      });
      answer.on('close', () => sent.destroy());
      asked.pipe(sent);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return server;
}
