// A program that runs beside us: its output in a file, a process group of its own, and all of it gone when we say so.
// Not zx's `$`, which keeps in memory all that a program prints, a day of k6 included, has a shell start it, so that a
// missing program looks like one that failed, and leaves it running when we exit. What is run to its end for what it
// says is in run-program.ts, and that is zx's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { toSignalCode } from '../../core/outcome.ts';
import { killTree, signalGroup } from './group.ts';
import { StartError } from './start-error.ts';
import { endGroupWithUs } from './with-us.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** What is printed is added to this file, but for what is piped. Without it, it goes where ours goes. */
  readonly logFile?: string;
  readonly pipeStdout?: boolean;
  readonly pipeStderr?: boolean;
  /** What becomes of each line before it is in the file; then the file is complete when the child has `ended`. */
  readonly mask?: (line: string) => string;
  /** @default what every program needs of ours */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Notes the pid before anything else is waited for: should we be killed, the next start knows whom to end. */
  readonly notePid?: ((pid: number) => Promise<void>) | undefined;
}

export interface ChildEnd {
  /** Exit code; 128 + n where a signal ended it. */
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnd>;
  isRunning(): boolean;
  /**
   * SIGTERM (or `signal`) to the child, which ends its own; after the deadline SIGKILL to it and all that descends from it.
   * Done already is done. Rejects where it is still there after that.
   */
  stop(signal?: NodeJS.Signals, deadlineMs?: number): Promise<ChildEnd>;
}

/** What plays the load of a run: a process of this machine, or runners elsewhere, which have no pid here. */
export interface Load extends Pick<Child, 'ended' | 'stop'> {
  readonly pid: number | undefined;
}

const STOP_DEADLINE_MS = 5_000;
/** How long the system may take to end what was killed. */
const KILL_DEADLINE_MS = 5_000;
/** What has left the group may hold its output open for ever: after so long without a line there are no more. */
const QUIET_MS = 1_000;

/**
 * Starts a program in a process group of its own, so that a Ctrl-C on the terminal reaches us and not it: what is to be
 * mended is mended before it goes. When it ends, what it left in its group is killed; so is all of it when our process
 * ends, however that happens.
 * @throws StartError when the program cannot be started
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, mask, notePid } = options;
  const log = options.logFile === undefined ? undefined : await open(options.logFile, 'a');
  const lastLines = new AbortController();
  let copied: Promise<unknown> = Promise.resolve();
  let lines = 0;
  try {
    const child = await spawnChild(options, log);
    const pid = Number(child.pid);
    const letGo = endGroupWithUs(pid);
    let running = true;
    const exited = new Promise<ChildEnd>((resolve) => {
      child.once('exit', (code, signal) => {
        running = false;
        signalGroup(pid, 'SIGKILL');
        letGo();
        resolve({ code: signal ? toSignalCode(signal) : Number(code), signal });
      });
    });
    if (log && mask) {
      const sources = [options.pipeStdout ? null : child.stdout, options.pipeStderr ? null : child.stderr];
      const toLine = (line: string) => {
        lines += 1;
        return mask(line);
      };
      copied = Promise.all(sources.map((source) => copyLines(source, log, toLine, lastLines.signal)));
    }
    const ended = exited.then(async (end) => {
      for (let before = -1; before !== lines; ) {
        before = lines;
        if (await endsWithin(copied, QUIET_MS)) break;
      }
      lastLines.abort();
      await copied;
      return end;
    });
    const stop = async (signal: NodeJS.Signals = 'SIGTERM', deadlineMs = STOP_DEADLINE_MS) => {
      child.kill(signal);
      if (!(await endsWithin(exited, deadlineMs))) await killTree(pid);
      if (!(await endsWithin(exited, KILL_DEADLINE_MS)))
        throw new Error(`${command} (pid ${pid}) does not end; kill it by hand`);
      return ended;
    };
    await notePid?.(pid).catch(async (error: unknown) => {
      await stop('SIGKILL');
      throw error;
    });
    return { pid, process: child, ended, isRunning: () => running, stop };
  } finally {
    void copied.finally(() => log?.close());
  }
}

/** @throws StartError */
async function spawnChild(options: ChildOptions, log: FileHandle | undefined): Promise<ChildProcess> {
  const { command, args, cwd, mask } = options;
  const kept = mask && log ? 'pipe' : (log?.fd ?? 'inherit');
  try {
    const child = spawn(command, args, {
      detached: true,
      cwd,
      env: options.env ?? toChildEnvironment('system', process.env),
      // stdin is a pipe that closes with us: how a child can tell that we are gone.
      stdio: ['pipe', options.pipeStdout ? 'pipe' : kept, options.pipeStderr ? 'pipe' : kept],
    });
    await once(child, 'spawn');
    return child;
  } catch (cause) {
    throw new StartError(command, cause, cwd);
  }
}

/** Resolves to whether `done` settles in that time. */
async function endsWithin(done: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  const settled = new AbortController();
  const late = pause(deadlineMs, false, { signal: settled.signal }).catch(() => false);
  return Promise.race([done.then(() => true), late]).finally(() => settled.abort());
}

/** A file that takes no more (the disk is full) must not end the child: its lines are then lost. */
async function copyLines(
  from: Readable | null,
  log: FileHandle,
  mask: (line: string) => string,
  signal: AbortSignal,
): Promise<void> {
  if (!from) return;
  for await (const line of createInterface({ input: from, signal })) {
    await log.appendFile(`${mask(line)}\n`).catch(() => {});
  }
}
