// Somebody starts a second run on the Toxiproxy that the first one uses.
import { join } from 'node:path';
import { runAnother } from './another-run.ts';
import type { Prepared, Setting } from './prepared.ts';

/** The second one must not begin; what becomes of the first is seen like that of any run. */
export function prepareSecondRun(setting: Setting): Prepared {
  let code: number | null = null;
  return {
    async strike() {
      code = await runAnother(setting, { output: join(setting.dir, 'second') });
    },
    check: async () => (code === 2 ? [] : [`the second run ended with ${code}, and must with 2`]),
  };
}
