// xk6-disruptor's agent on the upstream leg: an HTTP proxy that answers some requests itself, with errors, and delays them all.
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { RequestErrors } from '../../core/faults/fault.ts';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { type ChildOptions, startChild } from '../process/child.ts';
import { withLogEnd } from '../process/log-end.ts';
import { findFreePort } from '../process/ports.ts';
import { waitFor } from '../process/wait.ts';

export interface DisruptorAgentOptions {
  readonly binary: string;
  /** host:port that it forwards to, in plain HTTP. */
  readonly upstream: string;
  readonly errors: RequestErrors;
  /** It ends by itself after this time, in case nobody is left to end it. */
  readonly forSec: number;
  /** What it prints is added to this file. */
  readonly logFile: string;
  readonly notePid?: ChildOptions['notePid'];
}

/** The owner of a running agent. */
export interface DisruptorAgent {
  readonly pid: number;
  /** host:port on which it takes requests. */
  readonly address: string;
  isRunning(): boolean;
  /** Ends it: SIGTERM, later SIGKILL. Its port is free when this resolves. Done already is done. */
  stop(): Promise<void>;
}

/** Starts an agent that strikes what is sent to `upstream`, for `forSec` seconds and a little more. */
export type StartAgent = (upstream: string, errors: RequestErrors, forSec: number) => Promise<DisruptorAgent>;

const START_DEADLINE_MS = 10_000;
const ANSWER_DEADLINE_MS = 1_000;
/** It must not end before the one who started it heals. */
const MARGIN_SEC = 120;

/**
 * Starts the agent as a plain proxy, without a change to this machine's network, and waits until it answers.
 * While it runs it listens on all interfaces: it has no option for one.
 * @throws Error with its own words when it ends instead
 */
export async function startDisruptorAgent(options: DisruptorAgentOptions): Promise<DisruptorAgent> {
  const { binary, upstream, errors, forSec, logFile, notePid } = options;
  const target = new URL(`http://${upstream}`);
  const port = await findFreePort();
  // Its lock file lies there. It takes one for the whole machine, else: two runs at once could not have an agent each.
  // Beside the log, so that what a killed run leaves is in its own folder.
  const lockDir = await mkdtemp(join(dirname(logFile), 'agent-lock-'));
  const child = await startChild({
    command: binary,
    args: toAgentArgs(errors, port, target, Math.ceil(forSec) + MARGIN_SEC),
    logFile,
    env: { ...toChildEnvironment('disruptor-agent', process.env), XDG_RUNTIME_DIR: lockDir },
    notePid,
  }).catch(async (error: unknown) => {
    await rm(lockDir, { recursive: true, force: true });
    throw error;
  });
  const gone = child.ended.finally(() => rm(lockDir, { recursive: true, force: true }));
  try {
    await waitFor(`the agent on port ${port} answers`, START_DEADLINE_MS, async () => {
      if (!child.isRunning()) throw new Error(await withLogEnd('it ended', logFile));
      return (await answers(port)) || undefined;
    });
  } catch (error) {
    await child.stop('SIGKILL');
    await gone;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`xk6-disruptor's agent did not start: ${reason}; see DISRUPTOR_AGENT_BIN.`, {
      cause: error,
    });
  }
  return {
    pid: child.pid,
    address: `127.0.0.1:${port}`,
    isRunning: child.isRunning,
    async stop() {
      await child.stop();
      await gone;
    },
  };
}

/** The agent's command line. */
export function toAgentArgs(errors: RequestErrors, port: number, target: URL, durationSec: number): string[] {
  const { errorRatio, errorCode, errorBody, averageDelayMs, delayVariationMs, exclude } = errors;
  return [
    'http',
    '--transparent=false',
    `--upstream-host=${target.hostname}`,
    `--target=${target.port || 80}`,
    `--port=${port}`,
    `--duration=${durationSec}s`,
    `--rate=${errorRatio}`,
    `--error=${errorCode}`,
    `--average-delay=${averageDelayMs}ms`,
    `--delay-variation=${delayVariationMs}ms`,
    ...(errorBody === '' ? [] : [`--body=${errorBody}`]),
    ...(exclude.length === 0 ? [] : [`--exclude=${exclude.join(',')}`]),
  ];
}

/**
 * True where an HTTP server answers on that port of the loopback interface. It is asked without a Host, which it refuses by
 * itself: nothing reaches the upstream. A connection alone proves nothing: the agent listens before it looks at its options.
 */
async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'));
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(ANSWER_DEADLINE_MS, () => end(false));
    socket.once('data', (data) => end(data.toString('latin1').startsWith('HTTP/1.1 400')));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
