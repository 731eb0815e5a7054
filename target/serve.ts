// Runs an app as a process of its own: listens, says where, and goes when it is told to.
import { createAdaptorServer } from '@hono/node-server';

/** How a process is run. */
export type ServeOptions = {
  /** What error messages start with. */
  readonly name: string;
  readonly fetch: (request: Request, env: unknown) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Exit when stdin ends, so that no orphan outlives a parent that died without a word. */
  readonly exitWithParent: boolean;
};

/** Ends the process for a mistake in how it was called: one sentence on stderr, exit code 2. */
export function exitWithUsageError(name: string, sentence: string): never {
  process.stderr.write(`${name}: ${sentence}\n`);
  process.exit(2);
}

function toListenError(error: NodeJS.ErrnoException, { host, port }: ServeOptions): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken; choose another with --port, or --port 0 for a free one.`;
    case 'EACCES':
      return `port ${port} on ${host} may not be used by this user; choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `the address ${host} is not one of this machine; leave out --host to listen on 127.0.0.1.`;
    default:
      return `cannot listen on ${host}:${port} (${error.message}); choose another address with --host and --port.`;
  }
}

/**
 * Listens, prints one line `{"listening":"http://…"}` on stdout, and exits on SIGTERM, SIGINT or (if asked) the end
 * of stdin, closing whatever is in flight. Where it cannot listen: one sentence on stderr, exit code 2.
 */
export function runServer(options: ServeOptions): void {
  const server = createAdaptorServer({ fetch: options.fetch });
  // 5 s is Node's default, and an idle connection closed just as a caller reuses it reads like a reset of ours.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 0;
  const stop = (): void => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (options.exitWithParent) {
    process.stdin.once('end', stop).once('close', stop).once('error', stop);
    process.stdin.resume();
  }
  server.once('error', (error: NodeJS.ErrnoException) => {
    exitWithUsageError(options.name, toListenError(error, options));
  });
  server.listen(options.port, options.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : options.port;
    const host = options.host.includes(':') ? `[${options.host}]` : options.host;
    process.stdout.write(`${JSON.stringify({ listening: `http://${host}:${port}` })}\n`);
  });
}

/** Reads a whole number from a flag or variable; throws an Error that names it where it is none or out of bounds. */
export function parseWholeNumber(
  name: string,
  text: string,
  { min, max }: { min: number; max: number },
): number {
  const value = /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new Error(`${name}=${text} is not a whole number from ${min} to ${max}.`);
  }
  return value;
}
