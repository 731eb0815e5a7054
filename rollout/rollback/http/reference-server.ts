// A reference of the contract that is no toy: the share of users lies in a file, and a front sends each user to one of two versions by it.
// A service that keeps such a share itself answers the same routes.
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { createProxyServer } from 'httpxy';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { isObject, toJsonOrNone } from '../../../lib/core/text/json.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { writeWhole } from '../../../lib/node/files/write-whole.ts';
import { createReferenceApp, type Kept } from './reference-app.ts';

export interface ReferenceOptions {
  /** Of the one rollout that it keeps. */
  readonly name: string;
  /** What whoever calls it must show. */
  readonly token: string;
  readonly host: string;
  /** 0: any port that is free. */
  readonly port: number;
  readonly frontPort: number;
  /** Keeps the percentage over a restart. */
  readonly stateDir: string;
  readonly canaryUrl: string;
  readonly stableUrl: string;
  /** Each answer of the front says in it which version gave it: `canary` or `stable`. */
  readonly versionHeader: string;
  /** A user keeps the version by what this header of a request says; without it each call is another user. */
  readonly userHeader: string;
}

export interface ReferenceServer {
  readonly url: string;
  readonly frontUrl: string;
  percentage(): number;
  close(): Promise<void>;
}

const CLOSE_MS = 500;

/**
 * Starts it.
 * @throws OptionError where the folder or a port cannot be had
 */
export async function startReference(options: ReferenceOptions): Promise<ReferenceServer> {
  const { host, port, frontPort, stateDir, name } = options;
  const file = join(stateDir, `${encodeURIComponent(name)}.percentage.json`);
  await mkdir(stateDir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new OptionError(
      `ROLLBACK_STATE_DIR=${stateDir} cannot be made (${toMessage(error)}); give another folder`,
    );
  });
  let kept: Kept = await readKept(file);
  const app = createReferenceApp(options, {
    read: () => kept,
    async write(next) {
      await writeWhole(file, `${JSON.stringify(next)}\n`);
      kept = next;
    },
  });
  const api = createAdaptorServer({ fetch: app.fetch }) as Server;
  const front = createFront(options, () => kept.percentage);
  const url = await listen(api, host, port);
  const frontUrl = await listen(front, host, frontPort).catch(async (error: unknown) => {
    await close(api);
    throw error;
  });
  return {
    url,
    frontUrl,
    percentage: () => kept.percentage,
    close: async () => void (await Promise.all([close(api), close(front)])),
  };
}

async function readKept(file: string): Promise<Kept> {
  const value = toJsonOrNone(await readFile(file, 'utf8').catch(() => ''));
  const { percentage, revision, by, at, reason } = isObject(value) ? value : {};
  if (typeof percentage !== 'number' || typeof revision !== 'number')
    return { percentage: 0, revision: 0, by: '', at: '', reason: '' };
  return { percentage, revision, by: String(by), at: String(at), reason: String(reason) };
}

/** 0 to 100, the same for the same user. */
function toBucket(user: string | undefined): number {
  if (user === undefined) return Math.random() * 100;
  return (createHash('sha256').update(user).digest().readUInt32BE(0) / 2 ** 32) * 100;
}

function createFront(options: ReferenceOptions, percentage: () => number): Server {
  const { canaryUrl, stableUrl, versionHeader, userHeader } = options;
  const proxy = createProxyServer({});
  const toUser = ({ headers }: IncomingMessage) => {
    const user = headers[userHeader.toLowerCase()];
    return typeof user === 'string' ? user : undefined;
  };
  return createServer((request, response) => {
    const isCanary = toBucket(toUser(request)) < percentage();
    response.setHeader(versionHeader, isCanary ? 'canary' : 'stable');
    proxy.web(request, response, { target: isCanary ? canaryUrl : stableUrl }).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain' }).end('the version does not answer\n');
    });
  });
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((error: unknown) => {
    throw new OptionError(`cannot listen on ${host}:${port} (${toMessage(error)}); give another port`);
  });
  const address = server.address();
  const given = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${given}`;
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
  });
