// `npm run soak` in a process of its own, watched from outside: what tests do things to while it runs.
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { JournalRow } from '../../lib/core/journal/events.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findNote } from '../../lib/node/leftovers/notes.ts';
import { findFreePort, isFree } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { readRowsSoFar } from '../runs/journal-rows.ts';

/** A chaos window that begins in the third second and outlasts the test. */
export const IN_CHAOS: OptionValues = {
  DURATION_SECONDS: '300',
  CYCLE_MIN: '5',
  CHAOS_OFFSET_MIN: '0.04',
  CHAOS_WINDOW_MIN: '4',
  SPIKE_DURATION_SEC: '0',
  SPIKE_OFFSET_MIN: '4.5',
  TOXIPROXY_MODES: 'latency',
  BASE_RPS: '5',
};

const START_DEADLINE_MS = 60_000;

export interface RunningSoak {
  /** Of the orchestrator, whatever stands before it. */
  readonly pid: number;
  /** What was started: the orchestrator, or what stands before it. */
  readonly started: ChildProcessWithoutNullStreams;
  /** The folder of the run. */
  readonly dir: string;
  readonly apiPort: number;
  /** The journal so far. */
  rows(): Promise<readonly JournalRow[]>;
  /** Waits for the first row that `wanted` takes; rejects with what the run said when it ends before. */
  waitForRow(what: string, wanted: (row: JournalRow) => boolean): Promise<JournalRow>;
  /** The pid of a child by its name in the note of the run: k6, toxiproxy, service, upstream, and while one is on disruptor-agent. */
  pidOf(name: string): Promise<number>;
  /** The exit code. */
  readonly closed: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  readSummary(): Promise<Summary>;
}

/** How a soak is started: a command, and where its output goes. */
export interface SoakStart {
  readonly command: string;
  readonly args: readonly string[];
}

const PLAIN: SoakStart = { command: process.execPath, args: [repoPath('scripts/launch.mjs'), 'soak'] };

/** Starts a soak whose folder is made in `outputDir`, up to its note of k6: from then on there is something to disturb. */
export async function startSoak(
  outputDir: string,
  values: OptionValues,
  { command, args }: SoakStart = PLAIN,
): Promise<RunningSoak> {
  const apiPort = await findFreePort();
  const parent = await mkdtemp(join(outputDir, 'run-'));
  const child = spawn(command, args, {
    cwd: repoPath(),
    env: {
      ...process.env,
      OUTPUT_DIR: parent,
      TOXIPROXY_API_URL: `http://127.0.0.1:${apiPort}`,
      ...values,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  let ended: number | null | undefined;
  const closed = once(child, 'close').then(([code]) => {
    ended = code as number | null;
    return ended;
  });
  let dir = '';
  const tell = async (error: Error) => {
    // Without it, nobody would learn why.
    const log = await readFile(toRunFiles(dir).k6Log, 'utf8').catch(() => 'no log of k6');
    return new Error(`${error.message}\n${stderr}\n${log}`);
  };
  const waitWhileRunning = <T>(what: string, condition: () => Promise<T | undefined>) =>
    waitFor(
      what,
      START_DEADLINE_MS,
      async () => {
        const found = await condition();
        if (found === undefined && ended !== undefined) throw new Error(`${what}: it ended with ${ended}`);
        return found;
      },
      50,
    ).catch(async (error: Error) => {
      child.kill('SIGKILL');
      throw await tell(error);
    });

  const outputs = values.OUTPUT_DIR ?? parent;
  const name = await waitWhileRunning('the run folder', async () =>
    (await readdir(outputs)).find((entry) => entry.startsWith('chaos_soak_run_')),
  );
  dir = join(outputs, name);
  const files = toRunFiles(dir);
  let note: Awaited<ReturnType<typeof findNote>>;
  const readChildren = async () => {
    note = (await findNote(dir)) ?? note;
    return note?.children ?? {};
  };
  await waitWhileRunning('the start of k6', async () => (await readChildren()).k6);
  const pid = note?.pid;
  if (pid === undefined) throw new Error('the soak has no note');
  const rows = () => readRowsSoFar(files.journal);
  return {
    pid,
    started: child,
    dir,
    apiPort,
    rows,
    waitForRow: (what, wanted) => waitWhileRunning(what, async () => (await rows()).find(wanted)),
    async pidOf(who) {
      const found = note?.children[who] ?? (await readChildren())[who];
      if (found === undefined) throw new Error(`the run has no ${who}`);
      return found;
    },
    closed,
    stdout: () => stdout,
    stderr: () => stderr,
    readSummary: async () => JSON.parse(await readFile(files.summary, 'utf8')) as Summary,
  };
}

/** True where no process has this pid. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** Stops a process with SIGSTOP, or kills it, and waits until it stands still: on a busy machine that takes a moment. */
export async function freezeOrKill(pid: number, signal: 'SIGSTOP' | 'SIGKILL'): Promise<void> {
  process.kill(pid, signal);
  await waitFor(`pid ${pid} stands still`, 5_000, async () => {
    const ps = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    // T: stopped; Z: ended and not yet waited for; nothing: gone.
    return /^[TZ]?$/.test(ps.stdout.trim().slice(0, 1)) ? true : undefined;
  });
}

/** Whatever a run had running is gone, and its control port is free. */
export async function expectNothingLeft(run: RunningSoak, children: readonly string[]): Promise<void> {
  for (const name of children) {
    const pid = await run.pidOf(name);
    await waitFor(`${name} is gone`, 5_000, () => (isGone(pid) ? true : undefined));
  }
  expect(isGone(run.pid)).toBe(true);
  expect(await isFree('127.0.0.1', run.apiPort)).toBe(true);
}
