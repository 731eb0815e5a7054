// What stands around every action of a command that has several: how it speaks, and how it refuses.
import { OptionError } from '../../core/options/option-error.ts';
import type { OptionReading } from '../../core/options/read-options.ts';
import { CHECK_OUTCOMES, type CheckOutcome, OUTCOME_MARKS } from '../../core/outcome.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { createPaint } from './terminal/paint.ts';
import { sayOnStderr, sayOnStdout } from './terminal/say-line.ts';

/** What was asked for cannot be done, and nothing of it was: exit code 1. The message is one sentence. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** How an action speaks. */
export interface Voice {
  /** A line of what was asked for, in the colour of its outcome: the one that is told, else the one whose mark it begins with. */
  readonly say: (line: string, outcome?: CheckOutcome) => void;
  /** A line about how it goes on. */
  readonly tell: (line: string) => void;
  /** A text that programs read, or that is copied: its lines as they are, however narrow the terminal is. */
  readonly print: (text: string) => void;
}

/** The outcome whose mark a line begins with. */
const findMarked = (line: string): CheckOutcome | undefined =>
  CHECK_OUTCOMES.find((outcome) => line.trimStart().startsWith(`${OUTCOME_MARKS[outcome]} `));

/** A voice that says none of the secrets of a command line. */
export function createVoice({ secrets }: Pick<OptionReading, 'secrets'>): Voice {
  const redact = createRedactor(secrets);
  const show = (line: string) => toShown(redact(line));
  const paint = createPaint(process.stdout);
  return {
    // Colours last: control characters of the line itself are shown.
    say(line, told) {
      const outcome = told ?? findMarked(line);
      sayOnStdout(show(line), outcome === undefined ? undefined : (part) => paint(outcome, part));
    },
    tell: (line) => sayOnStderr(show(line)),
    print: (text) => console.log(text.split('\n').map(show).join('\n')),
  };
}

/** A word that an action has no use for is a slip. @throws OptionError */
export function refuseWord({ word }: { readonly word: string }, action: string): void {
  if (word !== '') throw new OptionError(`${action} takes no further word; --help lists the options`);
}
