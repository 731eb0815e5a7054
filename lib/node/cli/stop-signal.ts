// What asks a process to stop: Ctrl-C and its like, or an error that nobody caught. Asked once, we heal and write what is known;
// asked again, we go at once.
import { toSignalCode } from '../../core/outcome.ts';
import { lookAt } from '../process/look.ts';
import { printError } from './print-error.ts';
import { sayLine } from './terminal/say-line.ts';

/** Those that end a program which does not listen: from a terminal, its closing, a program or a bound on time. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGVTALRM', 'SIGXCPU'] as const;
/** npm and the terminal both hand on one Ctrl-C: what follows within this time is the same one. */
const SAME_SIGNAL_MS = 1_000;
/** Longer than healing, judging and writing take together. What an error has broken may never come to its end. */
const END_DEADLINE_MS = 300_000;
const NPM_EVERY_MS = 500;

export interface StopSignal {
  /** Aborts at the first signal, with its name as the reason, or at the first error that nobody caught, with that. */
  readonly signal: AbortSignal;
  /** 128 + the signal's number once there was one. */
  exitCode(): number | undefined;
  /** The error that nobody caught, once there was one. */
  crash(): Error | undefined;
  /** Stops listening, so that the process can end by itself. */
  release(): void;
}

/** The exit code of what was asked to stop: 128 + the signal's number, and 2 for an error that nobody caught. */
export function toStopCode({ reason }: AbortSignal): number {
  return typeof reason === 'string' ? toSignalCode(reason) : 2;
}

/**
 * Listens for what asks this process to stop.
 * @param exitInTrouble the exit code where an error that nobody caught keeps us from our end
 */
export function toStopSignal(exitInTrouble = 2): StopSignal {
  const stop = new AbortController();
  let signalled: NodeJS.Signals | undefined;
  let firstAt = 0;
  let crash: Error | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (signalled && performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(toSignalCode(signal));
    if (signalled) return;
    signalled = signal;
    firstAt = performance.now();
    process.stderr.write('\n');
    sayLine(process.stderr, `${signal}: healing and ending, once more to leave at once`);
    stop.abort(signal);
  };
  const onCrash = (thrown: unknown) => {
    // What is broken may go on to throw. The first says it all, and the way to the end is not to be begun twice.
    if (crash) return;
    crash = thrown instanceof Error ? thrown : new Error(String(thrown));
    printError(new Error(`it broke off: ${crash.message}; healing and ending`));
    setTimeout(() => process.exit(exitInTrouble), END_DEADLINE_MS).unref();
    stop.abort(crash);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const letNpmGo =
    process.env.npm_lifecycle_event === undefined ? () => {} : watchNpm(() => onSignal('SIGHUP'));
  process.on('uncaughtException', onCrash);
  return {
    signal: stop.signal,
    exitCode: () => (signalled === undefined ? undefined : toSignalCode(signalled)),
    crash: () => crash,
    release() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      process.off('uncaughtException', onCrash);
      letNpmGo();
    },
  };
}

/**
 * Calls `onGone` when npm, which started us, is no more: it cannot hand on a SIGKILL, and nobody would be told our exit code.
 * @returns what ends the watch
 */
function watchNpm(onGone: () => void): () => void {
  const parent = process.ppid;
  // Some shells stay between npm and what they start, others become it.
  const between = lookAt(parent).then((look) =>
    look && /^(ba|da)?sh$/.test(look.name) ? look.parentPid : undefined,
  );
  const timer = setInterval(async () => {
    const npm = await between;
    if (process.ppid === parent && (npm === undefined || (await lookAt(parent))?.parentPid === npm)) return;
    clearInterval(timer);
    onGone();
  }, NPM_EVERY_MS).unref();
  return () => clearInterval(timer);
}
