// The error of a value that cannot be used.
import { redactText } from '../text/redact.ts';

/** A value that cannot be used. The message is one sentence that names the variable and the remedy. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  constructor(message: string) {
    super(redactText(message));
  }
}
