// Runs an app as a process of its own: listens, says where, and goes when it is told to.
import { createAdaptorServer } from '@hono/node-server';
import type { ListenOptions } from './options.ts';

/** What a program turned out to be asked for: help, or an app that listens. */
export type Program =
  | { readonly usage: string }
  | (ListenOptions & {
      readonly app: { readonly fetch: (request: Request, bindings: object) => Response | Promise<Response> };
    });

function toListenError(error: NodeJS.ErrnoException, { host, port }: ListenOptions): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken; choose another with --port, or --port 0 for a free one.`;
    case 'EACCES':
      return `port ${port} on ${host} may not be used by this user; choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `the address ${host} is not one of this machine; leave out --host to listen on 127.0.0.1.`;
    default:
      return `cannot listen on ${host}:${port} (${error.message}); choose another with --host and --port.`;
  }
}

function runServer(options: Extract<Program, ListenOptions>, fail: (sentence: string) => void): void {
  const { app, host } = options;
  const server = createAdaptorServer({ fetch: (request, bindings) => app.fetch(request, bindings) });
  // Node closes idle connections after 5 s: closed just as a caller reuses one, that reads like a reset of ours.
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
  server.once('error', (error: NodeJS.ErrnoException) => fail(toListenError(error, options)));
  server.listen(options.port, host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : options.port;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    process.stdout.write(`${JSON.stringify({ listening: `http://${authority}` })}\n`);
  });
}

/**
 * Runs a program: prints its help, or listens, prints one line `{"listening":"http://…"}` on stdout, and exits with 0
 * on SIGTERM, SIGINT or (if asked) the end of stdin, closing whatever is in flight.
 * What `create` throws, and a port that cannot be had, is one sentence on stderr and exit code 2.
 */
export function runProgram(name: string, create: () => Program): void {
  const fail = (sentence: string): void => {
    process.stderr.write(`${name}: ${sentence}\n`);
    process.exit(2);
  };
  try {
    const program = create();
    if ('usage' in program) process.stdout.write(program.usage);
    else runServer(program, fail);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
