// A check of several steps: each asks a server, and says in one line what it found, with the remedy.
import { type CheckOutcome, decideOutcome, OUTCOME_MARKS } from '../../lib/core/outcome.ts';
import { toColumns } from '../../lib/core/text/columns.ts';
import { ApiError } from '../../lib/node/prometheus/api.ts';

/** What a step found. */
export interface Finding {
  /** inconclusive: it could not be told. */
  readonly outcome: Exclude<CheckOutcome, 'left_out'>;
  /** What was seen; of what does not hold, with the remedy. */
  readonly because: string;
}

export interface Step {
  readonly title: string;
  readonly find: () => Promise<Finding>;
}

export const pass = (because: string): Finding => ({ outcome: 'pass', because });
export const fail = (because: string): Finding => ({ outcome: 'fail', because });
/** It could not be told. */
export const unknown = (because: string): Finding => ({ outcome: 'inconclusive', because });

const MOST_NAMED = 3;

/** Names in a sentence: the first few, and how many more there are. */
export function toNamed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What several findings come to as one: the first that decides it says why. */
export function combine(findings: readonly Finding[]): Finding {
  const outcome = decideOutcome(findings);
  const deciding = findings.filter((one) => one.outcome === outcome);
  return { outcome, because: deciding.map(({ because }) => because).join('; ') };
}

/** A step that could not be asked tells nothing. Why, is said once. */
function toUnasked(error: unknown, before: readonly Finding[]): Finding {
  if (!(error instanceof ApiError)) throw error;
  const isSaid = before.some(({ because }) => because === error.message);
  return unknown(isSaid ? 'it could not be asked, as said above' : error.message);
}

/**
 * Makes the steps one after the other.
 * @param show is given the line of each as soon as it is known, and its outcome
 * @throws what a step throws, but for an ApiError: that is a step that could not be told
 */
export async function runSteps(
  steps: readonly Step[],
  show: (line: string, outcome: Finding['outcome']) => void,
): Promise<ReturnType<typeof decideOutcome>> {
  const lines = toColumns(steps.map(({ title }) => [title, '']));
  const findings: Finding[] = [];
  for (const [n, { find }] of steps.entries()) {
    const finding = await find().catch((error: unknown) => toUnasked(error, findings));
    findings.push(finding);
    show(`${OUTCOME_MARKS[finding.outcome]} ${lines[n]}${finding.because}`, finding.outcome);
  }
  return decideOutcome(findings);
}
