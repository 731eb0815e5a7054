// `npm run live` in a process of its own, and a journal to follow: what tests of the feed do things to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { repoPath } from '../../lib/node/files/paths.ts';
import { waitFor } from '../../lib/node/process/wait.ts';

/** The part of `/health` that tests look at. */
export interface Health {
  readonly clients: number;
  readonly run: string | null;
  readonly verdict: string | null;
  readonly dropped: Readonly<Record<string, number>>;
  readonly tailer_stats: {
    readonly present: boolean;
    readonly line: number;
    readonly rows: number;
    readonly malformed_lines: number;
    readonly oversized_lines: number;
    readonly partial_reads: number;
    readonly rotations: { readonly renamed: number; readonly truncated: number };
  };
}

export interface RunningFeed {
  readonly pid: number;
  /** Like `http://127.0.0.1:8001/`. */
  readonly url: string;
  stderr(): string;
  health(): Promise<Health>;
  waitForHealth(what: string, wanted: (health: Health) => boolean): Promise<Health>;
  /** Ends it, and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const START_DEADLINE_MS = 60_000;

/** Starts `npm run live -- …args` on any free port unless `env` names one; up to its address. */
export async function startFeedProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<RunningFeed> {
  const child = spawn(process.execPath, [repoPath('scripts/launch.mjs'), 'live', ...args], {
    cwd: repoPath(),
    env: { ...process.env, LIVE_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);
  let url: string | undefined;
  let ended = false;
  createInterface({ input: child.stdout }).once('line', (line) => {
    url = line;
  });
  void closed.then(() => {
    ended = true;
  });
  const address = await waitFor('the address of the feed', START_DEADLINE_MS, () => {
    if (ended) throw new Error(`the feed ended: ${stderr}`);
    return url;
  });
  const token = env.LIVE_TOKEN;
  const health = async () => {
    const answer = await fetch(`${address}health`, { headers: token ? { 'x-auth-token': token } : {} });
    return (await answer.json()) as Health;
  };
  return {
    pid: child.pid ?? 0,
    url: address,
    stderr: () => stderr,
    health,
    waitForHealth: (what, wanted) =>
      waitFor(what, 20_000, async () => {
        const now = await health();
        return wanted(now) ? now : undefined;
      }),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return closed;
    },
  };
}
