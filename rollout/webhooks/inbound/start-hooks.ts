// The server by which others ask. It is the engine's own, and not the decision server's: that one is asked by every pod and read by
// everybody, and has no credentials; whoever reaches this one asks a program that may move traffic.
import { createAdaptorServer } from '@hono/node-server';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { openAuditLog } from './audit-log.ts';
import { createHooksApp, type HooksOptions } from './hooks-app.ts';
import { openSeenIds } from './seen-ids.ts';

export interface StartHooksOptions extends Omit<HooksOptions, 'seen' | 'audit'> {
  readonly host: string;
  /** 0: any port that is free. */
  readonly port: number;
  readonly stateDir: string;
}

const CLOSE_MS = 500;

/**
 * Starts it.
 * @throws OptionError where the folder or the port cannot be had
 */
export async function startHooks(options: StartHooksOptions) {
  const { host, port, stateDir } = options;
  const [seen, audit] = await Promise.all([
    openSeenIds(stateDir, options.now()),
    openAuditLog(stateDir),
  ]).catch((error: unknown) => {
    throw new OptionError(
      `ROLLBACK_STATE_DIR=${stateDir} cannot be used (${toMessage(error)}); give another folder`,
    );
  });
  const server = createAdaptorServer({ fetch: createHooksApp({ ...options, seen, audit }).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    throw new OptionError(`cannot listen on ${host}:${port} (${toMessage(error)}); give HOOKS_PORT another`);
  });
  const address = server.address();
  const given = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${given}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), CLOSE_MS).unref();
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}
