// A Toxiproxy server of our own: started, proven to be ours, restarted when it hangs, and gone when we say so.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withoutBrackets } from '../../core/options/address.ts';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { callDirectly } from '../http/call.ts';
import { type Child, type ChildOptions, startChild } from '../process/child.ts';
import { withLogEnd } from '../process/log-end.ts';

export interface ToxiproxyOptions {
  readonly binary: string;
  /** http://host:port on which the control API is to listen. */
  readonly apiUrl: string;
  /** The server's log is added to this file; its folder is made. */
  readonly logFile: string;
  /** Handed on as `-seed`. Toxiproxy 2.12.0 takes it and then draws from another generator, so it repeats nothing yet. */
  readonly seed?: number;
  /** How long the server may take until its API answers. @default 10000 */
  readonly deadlineMs?: number;
  /** Notes the pid of each server that is started. */
  readonly notePid?: ChildOptions['notePid'];
}

/** The owner of a running server. */
export interface ToxiproxyServer {
  /** Changes when it is restarted. */
  readonly pid: number;
  readonly apiUrl: string;
  /** Kills the server, frozen or not, and starts a new one there: without proxies. */
  restart(): Promise<void>;
  /** Ends the server: SIGTERM, after 2 s SIGKILL. Done already is done. Rejects when the process is still there after all. */
  stop(): Promise<void>;
}

const DEFAULT_START_DEADLINE_MS = 10_000;
const STOP_DEADLINE_MS = 2_000;
const POLL_EVERY_MS = 20;

/**
 * Starts a Toxiproxy server with `-proxy-metrics` and waits until its API answers. It runs in a process group of its own,
 * so that the Ctrl-C which ends a run does not end the server before it is healed; it ends at the latest when we exit.
 * @throws Error when the binary does not start, when the address is taken (names TOXIPROXY_API_URL), or past the deadline
 */
export async function startToxiproxy(options: ToxiproxyOptions): Promise<ToxiproxyServer> {
  let child = await startServer(options);
  return {
    apiUrl: options.apiUrl,
    get pid() {
      return child.pid;
    },
    async restart() {
      await child.stop('SIGKILL', STOP_DEADLINE_MS);
      child = await startServer(options);
    },
    async stop() {
      await child.stop('SIGTERM', STOP_DEADLINE_MS);
    },
  };
}

async function startServer(options: ToxiproxyOptions): Promise<Child> {
  const { binary, apiUrl, logFile, seed, notePid, deadlineMs = DEFAULT_START_DEADLINE_MS } = options;
  const url = new URL(apiUrl);
  const [host, port] = [withoutBrackets(url.hostname), Number(url.port || 80)];
  await requireFreeAddress(host, port);
  const args = ['-host', host, '-port', String(port), '-proxy-metrics'];
  if (seed !== undefined) args.push('-seed', String(seed));

  await mkdir(dirname(logFile), { recursive: true });
  const logStart = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  const readLog = async () => (await readFile(logFile)).subarray(logStart).toString();
  // debug: the server logs each call, by which it is recognised below.
  const env = { ...toChildEnvironment('toxiproxy', process.env), LOG_LEVEL: 'debug' };
  let child: Child | undefined;
  try {
    child = await startChild({ command: binary, args, env, logFile, notePid });
    await waitUntilOurs(child, apiUrl, readLog, logFile, deadlineMs);
    return child;
  } catch (error) {
    await child?.stop('SIGKILL');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Toxiproxy (${binary}) did not start on ${apiUrl}: ${reason}; see TOXIPROXY_BIN and TOXIPROXY_API_URL.`,
      { cause: error },
    );
  }
}

/** A server whose address is taken does not exit: it logs one line and lets the other one answer. So we look first. */
async function requireFreeAddress(host: string, port: number): Promise<void> {
  const socket = createServer();
  try {
    socket.listen(port, host);
    await once(socket, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Toxiproxy cannot have its control address: ${reason}; end what listens there or set TOXIPROXY_API_URL to another port.`,
      { cause },
    );
  }
  socket.close();
  await once(socket, 'close');
}

/** Polls until the API answers and our server's log shows that very call: another server may have taken the address since. */
async function waitUntilOurs(
  child: Child,
  apiUrl: string,
  readLog: () => Promise<string>,
  logFile: string,
  deadlineMs: number,
): Promise<void> {
  const mark = `started=${randomUUID()}`;
  const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(deadlineMs) };
  while (!init.signal.aborted) {
    const answered = await callDirectly(`${apiUrl}/proxies?${mark}`, init).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    const log = await readLog();
    if (answered && log.includes(mark)) return;
    const failure = log.split('\n').find((line) => line.includes('Server finished with error'));
    if (failure) throw new Error(failure);
    if (!child.isRunning()) {
      const { code, signal } = await child.ended;
      throw new Error(await withLogEnd(`it exited with ${signal ?? code}`, logFile));
    }
    await pause(POLL_EVERY_MS);
  }
  throw new Error(await withLogEnd(`its API did not answer within ${deadlineMs} ms`, logFile));
}
