// The admission server as a whole: its certificate, its routes, its end.
import { createServer, type Server } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { type AppParts, createAdmissionApp } from './app.ts';
import { readServed, type Served } from './certificate.ts';
import { createAdmissionMetrics } from './metrics.ts';

export interface AdmissionServerOptions extends Omit<AppParts, 'metrics'> {
  readonly host: string;
  /** 0: any port that is free. */
  readonly port: number;
  /** Folder of key and certificate. */
  readonly tlsDir: string;
  /** How often that is looked at, and how long a question may take to come. */
  readonly pace?: Pace;
}

export interface AdmissionServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Pace {
  readonly renewMs: number;
  /** From the first byte of a question to its last: who sends slowly must not hold the door open. */
  readonly requestMs: number;
}
/** A renewed Secret is on the disk of a pod a minute later. */
const PACE: Pace = { renewMs: 10_000, requestMs: 10_000 };
const CLOSE_MS = 500;

/** Takes up a certificate that was renewed. @returns the end of that */
function keepRenewed(
  server: Server,
  dir: string,
  first: Served,
  tell: (line: string) => void,
  everyMs: number,
  take: (served: Served) => void,
) {
  let now = first;
  let told = '';
  const timer = setInterval(async () => {
    try {
      const next = await readServed(dir);
      if (next.cert === now.cert && next.key === now.key) return;
      server.setSecureContext({ key: next.key, cert: next.cert });
      now = next;
      take(next);
      tell(`took up the certificate that ends at ${new Date(next.endsMs).toISOString()}`);
    } catch (error) {
      // Half written, or gone: the one before is served on, and its end is in the metrics.
      if (toMessage(error) !== told) tell(toMessage(error));
      told = toMessage(error);
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Starts the server.
 * @throws OptionError where the certificate or the port cannot be had
 */
export async function startAdmissionServer(options: AdmissionServerOptions): Promise<AdmissionServer> {
  const { host, port, tlsDir, tell, pace = PACE } = options;
  let served = await readServed(tlsDir);
  const metrics = createAdmissionMetrics(() => served.endsMs);
  const app = createAdmissionApp({ ...options, metrics });
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      key: served.key,
      cert: served.cert,
      minVersion: 'TLSv1.2',
      handshakeTimeout: pace.requestMs,
      headersTimeout: pace.requestMs,
      requestTimeout: pace.requestMs,
      connectionsCheckingInterval: pace.requestMs / 4,
    },
  }) as Server;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    throw new OptionError(
      `cannot listen on ${host}:${port} (${toMessage(error)}); give ADMISSION_HOST and ADMISSION_PORT others`,
    );
  }
  const endRenewal = keepRenewed(server, tlsDir, served, tell, pace.renewMs, (next) => {
    served = next;
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    async close() {
      endRenewal();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
      });
    },
  };
}
