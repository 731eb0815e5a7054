// The result of a soak, signed.
import { toSoakPredicate } from '../../../core/evidence/gate-run.ts';
import { toMessage } from '../../../core/text/message.ts';
import type { Summary } from '../../../core/verdict/summary-schema.ts';
import type { SignRun } from './sign-run.ts';

interface Result {
  readonly summary: Summary;
  readonly files: { readonly dir: string };
  readonly trouble: string | undefined;
}

/**
 * Signs what a run came to, once nobody writes into its folder any more. What cannot be signed is trouble: it was asked for.
 * @param say takes a line about what was written
 */
export async function signResult<R extends Result>(
  result: R,
  signRun: SignRun,
  say: (line: string) => void,
): Promise<R> {
  try {
    const { summary, trouble, files } = result;
    for (const line of await signRun(files.dir, (run) => toSoakPredicate(summary, trouble, run))) say(line);
    return result;
  } catch (error) {
    return { ...result, trouble: result.trouble ?? `the run is not signed: ${toMessage(error)}` };
  }
}
