// k6 as a child: the plan in its environment, the journal as its console, its own words in k6.log.
import type { OptionValues } from '../../core/options/option.ts';
import { redactText } from '../../core/text/redact.ts';
import { type Child, type ChildOptions, startChild } from '../process/child.ts';
import type { RunFiles } from '../run-folder/run-files.ts';

/**
 * How Go collects k6's garbage, where the caller's environment does not say. Nearly all that the script allocates is gone
 * after one answer, so the collector may come round more seldom (docs/bench.md: what that saves), within a bound on memory.
 */
export const K6_MEMORY = { GOGC: '400', GOMEMLIMIT: '400MiB' };

/**
 * Starts a scenario bundle under k6.
 * @param options the run's option values, all resolved: what k6's script parses its plan from
 */
export async function startK6(
  binary: string,
  bundle: string,
  files: RunFiles,
  options: OptionValues,
  notePid?: ChildOptions['notePid'],
): Promise<Child> {
  return startChild({
    command: binary,
    args: ['run', '--quiet', '--no-color', `--console-output=${files.journal}`, '--log-format=raw', bundle],
    logFile: files.k6Log,
    mask: redactText,
    notePid,
    env: {
      ...K6_MEMORY,
      ...process.env,
      ...options,
      OUTPUT_DIR: files.dir,
      EVENTS: 'on',
      K6_NO_USAGE_REPORT: 'true',
    },
  });
}
