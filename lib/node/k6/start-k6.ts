// The one way k6 is started: with an environment and a configuration of our own making.
import { toK6Environment } from '../../core/options/k6-variables.ts';
import type { OptionValues } from '../../core/options/option.ts';
import { toShown } from '../../core/text/plain-text.ts';
import { redactText } from '../../core/text/redact.ts';
import { repoPath } from '../files/paths.ts';
import { type Child, type ChildOptions, startChild } from '../process/child.ts';
import type { RunFiles } from '../run-folder/run-files.ts';

/**
 * How Go collects k6's garbage, where the caller's environment does not say. Nearly all that the script allocates is gone
 * after one answer, so the collector may come round more seldom (docs/bench.md: what that saves), within a bound on memory.
 */
export const K6_MEMORY = { GOGC: '400', GOMEMLIMIT: '400MiB' };

/** k6 reads settings from a file in the home folder unless another one is named; this one holds none. */
const NO_SETTINGS = repoPath('lib/node/k6/no-settings.json');

/** The command line of a k6 run that takes nothing but its script, its environment and these flags. */
export const toK6Args = (bundle: string, flags: readonly string[]): readonly string[] => [
  'run',
  '--quiet',
  '--no-color',
  // Else the script could be kept from reading its options.
  '--include-system-env-vars',
  `--config=${NO_SETTINGS}`,
  ...flags,
  bundle,
];

/** The environment of a run of the soak. @throws OptionError for a `K6_…` that it cannot be given */
export const toSoakEnvironment = (env: OptionValues): Readonly<Record<string, string>> => ({
  ...K6_MEMORY,
  ...toK6Environment(env),
  K6_NO_USAGE_REPORT: 'true',
});

interface K6Start {
  readonly notePid?: ChildOptions['notePid'];
  /** What every sample carries, where k6 sends them on. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Where its console goes. @default the journal */
  readonly console?: string;
}

/**
 * Starts a scenario bundle under k6: the plan in its environment, the journal as its console, its own words in k6.log.
 * @param environment of `toSoakEnvironment`, and what is added to it
 * @param options the run's option values, all resolved: what k6's script parses its plan from
 */
export async function startK6(
  binary: string,
  bundle: string,
  files: RunFiles,
  environment: OptionValues,
  options: OptionValues,
  { notePid, tags = {}, console = files.journal }: K6Start = {},
): Promise<Child> {
  return startChild({
    command: binary,
    args: toK6Args(bundle, [
      `--console-output=${console}`,
      '--log-format=raw',
      ...Object.entries(tags).map(([name, value]) => `--tag=${name}=${value}`),
    ]),
    logFile: files.k6Log,
    // A service's texts stand in it, and people read it in a terminal.
    mask: (line) => toShown(redactText(line)),
    notePid,
    env: { ...environment, ...options, OUTPUT_DIR: files.dir, EVENTS: 'on' },
  });
}
