// A program that is run to its end for what it says: zx's `$`, without a shell in between, and gone when we are.
import { toChildEnvironment } from '../../core/options/child-environment.ts';
import { signalGroup } from './group.ts';
import { toShellWord } from './shell-word.ts';
import { StartError } from './start-error.ts';
import { endGroupWithUs } from './with-us.ts';

export interface ProgramOptions {
  readonly cwd?: string;
  /** @default what every program needs of ours */
  readonly env?: NodeJS.ProcessEnv;
  /** After this time it is killed, and all that descends from it. */
  readonly timeoutMs?: number;
  /** When this aborts, its group gets SIGTERM, and after a deadline all that descends from it SIGKILL. */
  readonly stop?: AbortSignal;
  /** @default 5000 */
  readonly stopDeadlineMs?: number;
  /** It is told the signal that `stop` aborts with, in place of SIGTERM: for a program that we stand before, and whose end is ours. */
  readonly handsOnSignal?: boolean;
  /** What it prints goes where ours goes, and is not kept. */
  readonly onOurTerminal?: boolean;
}

export interface ProgramEnd {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** stdout and stderr, as they came. */
  readonly output: string;
  readonly timedOut: boolean;
}

const STOP_DEADLINE_MS = 5_000;

/**
 * Runs a program in a process group of its own, to its end, whatever that is. It is killed when our process ends.
 * @throws StartError where it cannot be started
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  // Loaded late: it takes as long as the rest of a command's start, and who finds his tools built runs no program.
  const { $, which } = await import('zx/core');
  const {
    cwd,
    env = toChildEnvironment('system', process.env),
    timeoutMs,
    stop,
    onOurTerminal = false,
  } = options;
  const { stopDeadlineMs = STOP_DEADLINE_MS, handsOnSignal = false } = options;
  const program = await which(command, { path: env.PATH ?? '', nothrow: true });
  if (program === null) throw new StartError(command, Object.assign(new Error(), { code: 'ENOENT' }));
  stop?.throwIfAborted();
  const running = $({
    env,
    ...(cwd === undefined ? {} : { cwd }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, timeoutSignal: 'SIGKILL' }),
    stdio: onOurTerminal ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: true,
    nothrow: true,
    quiet: true,
    verbose: false,
    // The shell becomes the program: one pid, and no shell left over.
    shell: '/bin/sh',
    prefix: 'exec ',
    postfix: '',
    quote: toShellWord,
  })`${[program, ...args]}`;
  const { pid } = running;
  const letGo = pid === undefined ? () => {} : endGroupWithUs(pid);
  const killGroup = () => pid !== undefined && signalGroup(pid, 'SIGKILL');
  // What it left in its group would hold its output open. Not when we stop: npm goes before what it runs has healed.
  running.child?.once('exit', () => stop?.aborted || killGroup());
  // Not zx's `signal`: that closes the output at once, and who mends something and says so would die of it.
  const end = () => {
    const handedOn = handsOnSignal && typeof stop?.reason === 'string';
    if (pid !== undefined) signalGroup(pid, handedOn ? (stop.reason as NodeJS.Signals) : 'SIGTERM');
    running.timeout(stopDeadlineMs, 'SIGKILL');
  };
  stop?.addEventListener('abort', end, { once: true });
  try {
    const ended = await running;
    if (pid === undefined) throw new StartError(command, ended.cause, cwd);
    if (stop?.aborted) killGroup();
    const timedOut = timeoutMs !== undefined && ended.duration >= timeoutMs;
    return {
      // Its children are killed first: it may have had the time to end as if all were well.
      code: timedOut ? null : ended.exitCode,
      signal: timedOut ? 'SIGKILL' : ended.signal,
      stdout: ended.stdout,
      output: ended.stdall,
      timedOut,
    };
  } finally {
    letGo();
    stop?.removeEventListener('abort', end);
  }
}
