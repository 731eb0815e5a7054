// The one line for what went wrong.
import { toShown } from '../../core/text/plain-text.ts';
import { redactText } from '../../core/text/redact.ts';
import { sayOnStderr } from './terminal/say-line.ts';

/** Says on stderr what kept a command from its work: what looks like a secret masked, control characters shown. */
export function printError(error: unknown): void {
  const said = redactText(error instanceof Error ? error.message : String(error));
  // A further line never begins one of the terminal's: it could be a command to a CI.
  const [first = '', ...further] = said.split('\n').map(toShown);
  sayOnStderr(`aurora-gate: ${first}`);
  for (const line of further) sayOnStderr(`  | ${line}`);
}
