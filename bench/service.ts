// The bench's server as a child process, and what it counted.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { repoPath } from '../lib/node/files/paths.ts';
import { type Child, startChild } from '../lib/node/process/child.ts';

/** Requests that the server was sent, and the span of its own clock in which they came. */
export interface Tally {
  readonly requests: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface BenchService {
  readonly base: string;
  readonly child: Child;
  /** What was counted since the last `reset`. */
  readTally(reset?: boolean): Promise<Tally>;
}

/**
 * Starts the server on a free port.
 * @throws Error where it ends before it listens
 */
export async function startBenchService(logFile: string): Promise<BenchService> {
  const child = await startChild({
    command: process.execPath,
    args: ['--import', 'tsx', repoPath('bench/server.ts')],
    logFile,
    cwd: repoPath(),
    pipeStdout: true,
  });
  const { stdout } = child.process;
  if (!stdout) throw new Error('bench/server.ts has no stdout');
  const ended = child.ended.then(({ code }) => {
    throw new Error(`bench/server.ts ended with ${code} before it listened: see ${logFile}`);
  });
  const [line] = (await Promise.race([once(createInterface({ input: stdout }), 'line'), ended])) as [string];
  ended.catch(() => {});
  const { listening } = JSON.parse(line) as { listening: string };
  return {
    base: listening,
    child,
    async readTally(reset = false) {
      const answer = await fetch(`${listening}/tally`, { method: reset ? 'POST' : 'GET' });
      return (await answer.json()) as Tally;
    },
  };
}
