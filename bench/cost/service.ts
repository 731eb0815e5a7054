// The bench's server as a child process, and what it counted.
import { repoPath } from '../../lib/node/files/paths.ts';
import { type Child, startChild } from '../../lib/node/process/child.ts';
import { readFirstLine } from '../../lib/node/process/first-line.ts';

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
  /** The same, as soon as so many requests have come; never where they do not come, until `stop` aborts. */
  waitForRequests(requests: number, stop: AbortSignal): Promise<Tally>;
}

const START_DEADLINE_MS = 20_000;

/**
 * Starts the server on a free port.
 * @throws Error where it does not come to listen
 */
export async function startBenchService(logFile: string): Promise<BenchService> {
  const child = await startChild({
    command: process.execPath,
    args: ['--import', 'tsx', repoPath('bench/cost/server.ts')],
    logFile,
    cwd: repoPath(),
    pipeStdout: true,
  });
  const first = await readFirstLine(child, START_DEADLINE_MS);
  if (!('line' in first)) {
    await child.stop('SIGKILL');
    throw new Error(`bench/cost/server.ts did not come up: see ${logFile}`);
  }
  const { listening } = JSON.parse(first.line) as { listening: string };
  return {
    base: listening,
    child,
    async readTally(reset = false) {
      const answer = await fetch(`${listening}/tally`, { method: reset ? 'POST' : 'GET' });
      return (await answer.json()) as Tally;
    },
    async waitForRequests(requests, stop) {
      const answer = await fetch(`${listening}/tally/${requests}`, { signal: stop });
      return (await answer.json()) as Tally;
    },
  };
}
