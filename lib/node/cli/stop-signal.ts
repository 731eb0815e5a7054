// Ctrl-C and its like: asked to stop once, we heal and write what is known; asked again, we go at once.
import { toSignalCode } from '../../core/outcome.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm and the terminal both hand on one Ctrl-C: what follows within this time is the same one. */
const SAME_SIGNAL_MS = 1_000;

export interface StopSignal {
  /** Aborts at the first signal; its reason is the signal's name. */
  readonly signal: AbortSignal;
  /** 128 + the signal's number once there was one. */
  exitCode(): number | undefined;
  /** Stops listening, so that the process can end by itself. */
  release(): void;
}

/** Listens for the signals that ask a process to stop. */
export function toStopSignal(): StopSignal {
  const stop = new AbortController();
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted && performance.now() - firstAt > SAME_SIGNAL_MS)
      process.exit(toSignalCode(signal));
    if (stop.signal.aborted) return;
    firstAt = performance.now();
    process.stderr.write(`\n${signal}: healing and ending, once more to leave at once\n`);
    stop.abort(signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: stop.signal,
    exitCode: () => (stop.signal.aborted ? toSignalCode(stop.signal.reason as NodeJS.Signals) : undefined),
    release() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
