// The outcomes of whatever is judged, and what a set of them comes to: for gates, checks and stages alike.

/** What a whole comes to. */
export const OUTCOMES = ['pass', 'fail', 'inconclusive'] as const;
/** What a single case comes to; skipped: this kind of run does not judge it. */
export const GATE_OUTCOMES = ['pass', 'fail', 'inconclusive', 'skipped'] as const;
export type GateOutcome = (typeof GATE_OUTCOMES)[number];
/** What a check comes to; left_out: it belongs to a part that the deployment was said to lack. */
export const CHECK_OUTCOMES = [...GATE_OUTCOMES, 'left_out'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];
/** The sign before a line about one, wherever it is shown. */
export const OUTCOME_MARKS: Readonly<Record<CheckOutcome, string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  skipped: '·',
  left_out: '–',
};

/** What all results come to: a failure outweighs a doubt; nothing judged is a doubt too. */
export function decideOutcome(
  results: readonly { readonly outcome: CheckOutcome }[],
): 'pass' | 'fail' | 'inconclusive' {
  const has = (outcome: CheckOutcome) => results.some((result) => result.outcome === outcome);
  if (has('fail')) return 'fail';
  return has('inconclusive') || !has('pass') ? 'inconclusive' : 'pass';
}

/**
 * An outcome, where something beside what is judged may have gone wrong: a pass that nobody can read up is none.
 * @param trouble what went wrong, in words; undefined where nothing did
 */
export function decideInTrouble(
  outcome: ReturnType<typeof decideOutcome>,
  trouble: string | undefined,
): ReturnType<typeof decideOutcome> {
  return outcome === 'pass' && trouble !== undefined ? 'inconclusive' : outcome;
}

/**
 * The exit code of a command that judges: 0 pass, 1 fail, 3 inconclusive; 128 + n where signal n ended it, whatever it had seen.
 * @param signal the name of that signal; undefined where there was none
 */
export function decideExitCode(outcome: ReturnType<typeof decideOutcome>): 0 | 1 | 3;
export function decideExitCode(outcome: ReturnType<typeof decideOutcome>, signal: string | undefined): number;
export function decideExitCode(outcome: ReturnType<typeof decideOutcome>, signal?: string): number {
  return signal === undefined ? EXIT_CODES[outcome] : toSignalCode(signal);
}

const EXIT_CODES = { pass: 0, fail: 1, inconclusive: 3 } as const;

/** The signals that end a process, by their numbers, which are the same on Linux and macOS. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** The exit code that a shell reports for a signal: 128 + its number; 128 alone for a signal that is not known here. */
export function toSignalCode(signal: string): number {
  return 128 + (SIGNAL_NUMBERS[signal] ?? 0);
}
