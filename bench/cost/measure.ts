// Runs a program to its end and says what it cost: CPU of the program and its children, by the shell's own account of its child.
import { readFile } from 'node:fs/promises';
import { startChild } from '../../lib/node/process/child.ts';

export interface Cost {
  /** User and system time together, in seconds. */
  readonly cpuSec: number;
  readonly exitCode: number;
}

// POSIX: `times` prints the shell's own time on its first line, that of what it ran and waited for on its second.
const TIMED = 'out=$1; shift; "$@" </dev/null; code=$?; times >"$out"; exit $code';
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
  const { logFile, env, deadlineMs } = options;
  const timesFile = `${logFile}.times`;
  const shell = await startChild({
    command: 'sh',
    args: ['-c', TIMED, 'sh', timesFile, command, ...args],
    logFile,
    env,
  });
  onStart(shell.pid);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void shell.stop('SIGKILL');
  }, deadlineMs);
  const { code } = await shell.ended;
  clearTimeout(timer);
  if (late) throw new Error(`${command} ran for more than ${deadlineMs} ms: see ${logFile}`);
  return { cpuSec: parseTimes(await readFile(timesFile, 'utf8')), exitCode: code };
}
