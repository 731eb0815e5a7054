// The one line for what went wrong.
import { redactText } from '../../core/text/redact.ts';

/** Says on stderr what kept a command from its work, what looks like a secret masked. */
export function printError(error: unknown): void {
  console.error(redactText(`aurora-gate: ${error instanceof Error ? error.message : error}`));
}
