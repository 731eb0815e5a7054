// A child process of ours: its output in a file, its own process group, and gone when we say so.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { toSignalCode } from '../../core/outcome.ts';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** stdout and stderr are added to this file; with `pipeStdout`, only stderr. */
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly pipeStdout?: boolean;
  /** What becomes of each line before it is in the file; then the file is complete when the child has `ended`. */
  readonly mask?: (line: string) => string;
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
  /** SIGTERM (or `signal`), then SIGKILL when it is still there after the deadline. Done already is done. */
  stop(signal?: NodeJS.Signals, deadlineMs?: number): Promise<ChildEnd>;
}

const STOP_DEADLINE_MS = 5_000;

/**
 * Starts a program in a process group of its own, so that a Ctrl-C on the terminal reaches us and not it: what is to be
 * mended is mended before it goes. It is killed when our process exits, however that happens short of SIGKILL.
 * @throws Error when the program cannot be started
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { mask } = options;
  const log = await open(options.logFile, 'a');
  let copying: Promise<unknown> = Promise.resolve();
  try {
    const child = spawn(options.command, options.args, {
      detached: true,
      cwd: options.cwd,
      env: options.env ?? process.env,
      // stdin is a pipe that closes with us: how a child can tell that we are gone.
      stdio: ['pipe', options.pipeStdout || mask ? 'pipe' : log.fd, mask ? 'pipe' : log.fd],
    });
    if (mask) copying = Promise.all([child.stdout, child.stderr].map((lines) => copyLines(lines, log, mask)));
    const ended = once(child, 'exit').then(async ([code, signal]): Promise<ChildEnd> => {
      await copying;
      const by = signal as NodeJS.Signals | null;
      return { code: by ? toSignalCode(by) : Number(code), signal: by };
    });
    await once(child, 'spawn');
    const { pid } = child;
    if (pid === undefined) throw new Error(`${options.command} did not start`);
    const killAtExit = () => child.kill('SIGKILL');
    process.once('exit', killAtExit);
    void ended.finally(() => process.off('exit', killAtExit));
    return {
      pid,
      process: child,
      ended,
      async stop(signal = 'SIGTERM', deadlineMs = STOP_DEADLINE_MS) {
        const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
        child.kill(signal);
        return ended.finally(() => clearTimeout(timer));
      },
    };
  } finally {
    void copying.finally(() => log.close());
  }
}

/** A file that takes no more (the disk is full) must not end the child: its lines are then lost. */
async function copyLines(
  from: Readable | null,
  log: FileHandle,
  mask: (line: string) => string,
): Promise<void> {
  if (!from) return;
  for await (const line of createInterface({ input: from })) {
    await log.appendFile(`${mask(line)}\n`).catch(() => {});
  }
}
