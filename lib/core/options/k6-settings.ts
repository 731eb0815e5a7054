// What a person may not set on a plain k6 that plays our script: k6 takes its flags, variables and config file over the options of
// the script, and some of them take away what the gate is made of.

/** k6's options as `exec.test.options` tells them, and as the script gave them. */
export type K6Settings = Readonly<Record<string, unknown>>;

interface Forbidden {
  readonly option: string;
  /** What is then not true any more. */
  readonly why: string;
  readonly isSet: (given: K6Settings, script: K6Settings) => boolean;
}

const on = (option: string, why: string): Forbidden => ({
  option,
  why,
  isSet: (given) => given[option] !== null && given[option] !== undefined && given[option] !== false,
});
/** k6 may fill in what the script left out, so names alone are held against each other. */
const names = (value: unknown) =>
  Array.isArray(value)
    ? value.join()
    : Object.keys(value ?? {})
        .toSorted()
        .join();
const others = (option: string, why: string): Forbidden => ({
  option,
  why,
  isSet: (given, script) => names(given[option]) !== names(script[option]),
});

const FORBIDDEN: readonly Forbidden[] = [
  on('discardResponseBodies', 'no answer could be judged'),
  on('noSetup', 'the run would not know when it began'),
  on('noTeardown', 'the shares of the whole run would not be read'),
  on('throw', 'a lost call would count as an error of the suite'),
  on('insecureSkipTLSVerify', 'a certificate that users refuse would pass'),
  on('rps', 'the load would not be the one that was asked for'),
  on('minIterationDuration', 'the load would not be the one that was asked for'),
  on('blockHostnames', 'calls would end in k6'),
  on('blacklistIPs', 'calls would end in k6'),
  on('executionSegment', 'a part of the load would be judged as the whole'),
  others('scenarios', 'the load would not be the one that was asked for'),
  others('thresholds', 'the gates would be others'),
  others('summaryTrendStats', 'the percentiles of the summary would be missing'),
];

/** Why a run under these options could not be judged, with the remedy; undefined where it can. */
export function findForbidden(given: K6Settings, script: K6Settings): string | undefined {
  const found = FORBIDDEN.find(({ isSet }) => isSet(given, script));
  return (
    found &&
    `k6 was given ${found.option}: ${found.why}; leave it out of its flags, its K6_… variables and its config file`
  );
}

/** True where k6 judges no threshold (--no-thresholds): none of its metrics then carries any. Its exit code says nothing. */
export function hasNoThresholds(metrics: Readonly<Record<string, unknown>>): boolean {
  return !Object.values(metrics).some(
    (metric) => typeof metric === 'object' && metric !== null && 'thresholds' in metric,
  );
}
