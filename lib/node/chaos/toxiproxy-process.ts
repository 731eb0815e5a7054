// A Toxiproxy server of our own: started, proven to be ours, restarted when it hangs, and gone when we say so.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

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
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  return {
    apiUrl: options.apiUrl,
    get pid() {
      return toPid(child);
    },
    async restart() {
      await endServer(child, ['SIGKILL']);
      child = await startServer(options);
    },
    async stop() {
      await endServer(child, ['SIGTERM', 'SIGKILL']);
      process.off('exit', killAtExit);
    },
  };
}

async function startServer(options: ToxiproxyOptions): Promise<ChildProcess> {
  const { binary, apiUrl, logFile, seed, deadlineMs = DEFAULT_START_DEADLINE_MS } = options;
  const url = new URL(apiUrl);
  const [host, port] = [url.hostname.replace(/^\[|\]$/g, ''), Number(url.port || 80)];
  await requireFreeAddress(host, port);
  const args = ['-host', host, '-port', String(port), '-proxy-metrics'];
  if (seed !== undefined) args.push('-seed', String(seed));

  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a');
  const { size: logStart } = await log.stat();
  const readLog = async () => (await readFile(logFile)).subarray(logStart).toString();
  // debug: the server logs each call, by which it is recognised below.
  const env = { ...process.env, LOG_LEVEL: 'debug' };
  const child = spawn(binary, args, { detached: true, env, stdio: ['ignore', log.fd, log.fd] });
  try {
    await once(child, 'spawn');
    await waitUntilOurs(child, apiUrl, readLog, deadlineMs);
    return child;
  } catch (error) {
    await endServer(child, ['SIGKILL']);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Toxiproxy (${binary}) did not start on ${apiUrl}: ${reason}; see TOXIPROXY_BIN, TOXIPROXY_API_URL and ${logFile}.`,
      { cause: error },
    );
  } finally {
    await log.close();
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
  child: ChildProcess,
  apiUrl: string,
  readLog: () => Promise<string>,
  deadlineMs: number,
): Promise<void> {
  const mark = `started=${randomUUID()}`;
  const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(deadlineMs) };
  while (!init.signal.aborted) {
    const answered = await fetch(`${apiUrl}/proxies?${mark}`, init).then(
      (response) => response.text().then(() => response.ok),
      () => false,
    );
    const log = await readLog();
    if (answered && log.includes(mark)) return;
    const failure = log.split('\n').find((line) => line.includes('Server finished with error'));
    if (failure) throw new Error(failure);
    if (!isRunning(child)) throw new Error(`it exited with ${child.exitCode ?? child.signalCode}`);
    await pause(POLL_EVERY_MS);
  }
  throw new Error(`its API did not answer within ${deadlineMs} ms`);
}

/** Sends one signal after the other, each with its deadline, until the process has ended. */
async function endServer(child: ChildProcess, signals: readonly NodeJS.Signals[]): Promise<void> {
  for (const signal of signals) {
    if (!isRunning(child)) return;
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(STOP_DEADLINE_MS) });
    child.kill(signal);
    await exited.catch(() => {});
  }
  if (isRunning(child)) throw new Error(`Toxiproxy (pid ${child.pid}) does not end; kill it by hand.`);
}

/** False only when the process has ended and was waited for, so its pid is gone. */
function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function toPid(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('Toxiproxy was never started.');
  return child.pid;
}
