// Whether a run ended as it must after what was done to it.
import { toSignalCode } from '../../lib/core/outcome.ts';
import type { Outcome } from '../../lib/core/verdict/verdict.ts';
import type { End, Fault } from './faults/fault.ts';

/** What was seen of a run from outside. */
export interface SeenRun {
  /** Exit code of what was started; 128 + n where signal n ended it; null where it had to be killed since it did not end. */
  readonly code: number | null;
  /** Of its summary; null where it wrote none. */
  readonly outcome: Outcome | null;
  /** Whether the fault struck before the run was over. */
  readonly struck: boolean;
  /** What is still there of it, a sentence each. */
  readonly left: readonly string[];
  /** What else went otherwise than the fault wants it, a sentence each. */
  readonly wrongs: readonly string[];
}

/** What nobody hears, or what the system sends to a program that broke. */
const UNHEARD = ['SIGKILL', 'SIGABRT', 'SIGSEGV', 'SIGILL', 'SIGPIPE'].map(toSignalCode);

/** How a run ended; undefined where its exit code and its summary contradict each other. */
export function toEnd({ code, outcome }: Pick<SeenRun, 'code' | 'outcome'>): End | undefined {
  if (code === 0) return outcome === 'pass' ? 'pass' : undefined;
  if (code === 1) return outcome === 'fail' ? 'fail' : undefined;
  if (code === 2) return outcome === null ? 'refused' : undefined;
  if (code === 3)
    return outcome === null ? 'unjudged' : outcome === 'inconclusive' ? 'inconclusive' : undefined;
  if (code === null || code <= 128) return undefined;
  if (UNHEARD.includes(code)) return 'killed';
  return outcome === 'pass' ? undefined : 'interrupted';
}

/** @returns what is wrong about the run, a sentence each; empty where it ended as it must */
export function judgeMayhem(fault: Fault, run: SeenRun): readonly string[] {
  const { code, outcome, struck, left, wrongs } = run;
  const end = toEnd(run);
  const said = `exit code ${code}, ${outcome === null ? 'no summary' : `summary ${outcome}`}`;
  const wrong: string[] = [...left, ...wrongs];
  if (!struck) wrong.push(`it was over before it was struck: ${said}`);
  if (code === null) wrong.push('it did not end');
  else if (end === undefined) wrong.push(`what it says contradicts itself: ${said}`);
  else if (!fault.ends.includes(end))
    wrong.push(`it ended as ${end}, and may as ${fault.ends.join(' or ')}: ${said}`);
  else if (end === 'interrupted' && fault.codes && !fault.codes.includes(code))
    wrong.push(`it ended with ${code}, and may with ${fault.codes.join(' or ')}`);
  // Also where nothing but the summary says so: that is what is read in a year.
  if (fault.blinds && outcome === 'pass') wrong.push('it passed, though it could not know');
  if (!fault.harms && outcome === 'fail') wrong.push('it failed a service that was healthy');
  return wrong;
}
