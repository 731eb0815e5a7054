// What a person may not set on a plain k6 that plays our script: k6 takes its flags, variables and config file over the options of
// the script, and some of them take away what the gate is made of.
import { type FleetSegment, readK6Segment } from '../fleet/segment.ts';

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
  others('scenarios', 'the load would not be the one that was asked for'),
  others('thresholds', 'the gates would be others'),
  others('summaryTrendStats', 'the percentiles of the summary would be missing'),
];

/**
 * Why a run under these options could not be judged, with the remedy; undefined where it can.
 * @param fleet how many runners share the run, and which of them this one was said to be, where it was said
 */
export function findForbidden(
  given: K6Settings,
  script: K6Settings,
  fleet: { readonly runners: number; readonly segment?: FleetSegment | undefined } = { runners: 1 },
): string | undefined {
  const found = FORBIDDEN.find(({ isSet }) => isSet(given, script));
  if (!found) return findOtherPart(given, fleet);
  return `k6 was given ${found.option}: ${found.why}; ${LEAVE_OUT}`;
}

const LEAVE_OUT = 'leave it out of its flags, its K6_… variables and its config file';

/** Why the part of the load that k6 plays is not the one that it should; undefined where it is. */
function findOtherPart(
  given: K6Settings,
  { runners, segment }: NonNullable<Parameters<typeof findForbidden>[2]>,
): string | undefined {
  const { executionSegment } = given;
  const isPart = executionSegment !== null && executionSegment !== undefined && executionSegment !== false;
  if (runners === 1)
    return isPart
      ? `k6 was given executionSegment: a part of the load would be judged as the whole; ${LEAVE_OUT}, or say by SEGMENT=i/n which part of n it is`
      : undefined;
  const found = readK6Segment(given);
  if (found?.runners === runners && (segment === undefined || segment.runner === found.runner))
    return undefined;
  const wanted = segment ? `part ${segment.runner} of ${runners}` : `one of ${runners} equal parts`;
  return `k6 plays ${isPart ? `the part ${String(executionSegment)}` : 'the whole load'}, and not ${wanted}: give SEGMENT=i/${runners} and no segment besides, or --execution-segment with an --execution-segment-sequence of all ${runners}`;
}

/** True where k6 judges no threshold (--no-thresholds): none of its metrics then carries any. Its exit code says nothing. */
export function hasNoThresholds(metrics: Readonly<Record<string, unknown>>): boolean {
  return !Object.values(metrics).some(
    (metric) => typeof metric === 'object' && metric !== null && 'thresholds' in metric,
  );
}
