// One thing that an answer is held to.
import type { Received } from '../answer.ts';
import type { Finding } from '../flow.ts';
import type { Variables } from './template.ts';

/** One assertion: its name within the step, what it wants, and whether an answer gives it. */
export interface Assertion {
  readonly id: string;
  readonly why: string;
  /** Of the body, which only an answer with the right status has. */
  readonly ofBody?: true;
  readonly judge: (answer: Received, variables: Variables) => Finding;
}
