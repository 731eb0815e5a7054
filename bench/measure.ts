// Runs a program to its end and says what it cost: CPU of the program and its children, by the shell's own account of its child.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';

export interface Cost {
  /** User and system time together, in seconds. */
  readonly cpuSec: number;
  readonly exitCode: number;
}

// POSIX: `times` prints the shell's own time on its first line, that of what it ran and waited for on its second.
const TIMED = '"$@"; code=$?; times >&3; exit $code';
const CHILD_TIMES = /\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;

/**
 * What the output of a shell's `times` says of its children, in seconds.
 * @throws Error where it is no such output
 */
export function parseTimes(text: string): number {
  const found = CHILD_TIMES.exec(text);
  if (!found) throw new Error(`sh told no times of its child: "${text.trim()}"`);
  const [userMin = 0, userSec = 0, systemMin = 0, systemSec = 0] = found.slice(1).map(Number);
  return userMin * 60 + userSec + systemMin * 60 + systemSec;
}

/**
 * Runs `command` to its end, its output in `logFile`.
 * @param onStart told the shell's process id, whose one child is the program
 * @throws Error where it cannot be started, or runs for longer than `deadlineMs` (it is killed then)
 */
export async function measureCost(
  command: string,
  args: readonly string[],
  options: { readonly logFile: string; readonly env: NodeJS.ProcessEnv; readonly deadlineMs: number },
  onStart: (shellPid: number) => void = () => {},
): Promise<Cost> {
  const log = openSync(options.logFile, 'a');
  const shell = spawn('sh', ['-c', TIMED, 'sh', command, ...args], {
    detached: true,
    env: options.env,
    stdio: ['ignore', log, log, 'pipe'],
  });
  const exited = once(shell, 'close');
  await once(shell, 'spawn');
  const { pid } = shell;
  if (pid === undefined) throw new Error(`${command} did not start`);
  onStart(pid);
  const killGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', killGroup);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup();
  }, options.deadlineMs);
  let times = '';
  shell.stdio[3]?.on('data', (chunk: Buffer) => {
    times += chunk;
  });
  const [code] = await exited;
  clearTimeout(timer);
  process.off('exit', killGroup);
  if (late) throw new Error(`${command} ran for more than ${options.deadlineMs} ms: see ${options.logFile}`);
  return { cpuSec: parseTimes(times), exitCode: Number(code) };
}
