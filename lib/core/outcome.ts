// The outcomes of whatever is judged, and what a set of them comes to: for gates, checks and stages alike.

/** What a whole comes to. */
export const OUTCOMES = ['pass', 'fail', 'inconclusive'] as const;
/** What a single case comes to; skipped: this kind of run does not judge it. */
export const GATE_OUTCOMES = ['pass', 'fail', 'inconclusive', 'skipped'] as const;
export type GateOutcome = (typeof GATE_OUTCOMES)[number];
/** The sign before a line about one, wherever it is shown. */
export const OUTCOME_MARKS: Readonly<Record<GateOutcome, string>> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  skipped: '·',
};

/** What all results come to: a failure outweighs a doubt; nothing judged is a doubt too. */
export function decideOutcome(
  results: readonly { readonly outcome: GateOutcome }[],
): 'pass' | 'fail' | 'inconclusive' {
  const has = (outcome: GateOutcome) => results.some((result) => result.outcome === outcome);
  if (has('fail')) return 'fail';
  return has('inconclusive') || !has('pass') ? 'inconclusive' : 'pass';
}

/** 0 pass, 1 fail, 3 inconclusive. */
export function decideExitCode(outcome: ReturnType<typeof decideOutcome>): number {
  return { pass: 0, fail: 1, inconclusive: 3 }[outcome];
}
