// Which part of a run one of n runners plays: k6's execution segments, n equal ones.
import type { OptionValues } from '../options/option.ts';
import { OptionError } from '../options/option-error.ts';

/** One of `runners` equal parts of a run, counted from 1. */
export interface FleetSegment {
  readonly runner: number;
  readonly runners: number;
}

/** More runners than that are not followed by one coordinator: docs/fleet.md. */
export const MOST_RUNNERS = 100;

/** The form of SEGMENT: `i/n`. */
export const SEGMENT_FORM = /^[1-9]\d{0,2}\/[1-9]\d{0,2}$/;

/**
 * How many k6 share the load of a run, and which part this machine plays where they are started by hand.
 * @param text SEGMENT, `i/n` or empty
 * @param asked RUNNERS; 1 where it was left out
 * @param once the run is one pass
 * @throws OptionError where there is no such segment, or nothing to share
 */
export function parseFleet(
  text: string,
  asked: number,
  once: boolean,
): { readonly runners: number; readonly segment: FleetSegment | undefined } {
  const [runner = 1, runners = asked] = text === '' ? [] : text.split('/').map(Number);
  if (text !== '' && (runners < 2 || runners > MOST_RUNNERS || runner > runners))
    throw new OptionError(
      `SEGMENT=${text}: give i/n, which of n segments this one is, like 1/4; n from 2 to ${MOST_RUNNERS}`,
    );
  if (asked > 1 && asked !== runners)
    throw new OptionError(`SEGMENT=${text} is one of ${runners}, RUNNERS=${asked}: leave out RUNNERS`);
  if (once && runners > 1)
    throw new OptionError(
      `ONCE: one pass is for one k6; leave out ${text === '' ? 'RUNNERS' : 'SEGMENT'}, or give the run a length`,
    );
  return { runners, segment: text === '' ? undefined : { runner, runners } };
}

/**
 * Which part of a run a journal is of, in words; undefined for that of a whole run.
 * @param started its `run.started`
 */
export function describePart(
  started: { readonly options: OptionValues; readonly merged?: string | undefined } | undefined,
): string | undefined {
  if (started === undefined || started.merged !== undefined) return undefined;
  const { SEGMENT: segment, RUNNERS: asked = '1' } = started.options;
  if (segment) return `segment ${segment} of a run`;
  return asked === '1' ? undefined : `one of ${asked} runners`;
}

/** k6's two options for a segment. Both are needed: without the sequence k6 joins the rest into one, and numbers journeys by that. */
export function toK6Segment({ runner, runners }: FleetSegment): {
  readonly executionSegment: string;
  readonly executionSegmentSequence: string;
} {
  const edge = (i: number) => (i === 0 ? '0' : i === runners ? '1' : `${i}/${runners}`);
  return {
    executionSegment: `${edge(runner - 1)}:${edge(runner)}`,
    executionSegmentSequence: Array.from({ length: runners + 1 }, (_, i) => edge(i)).join(),
  };
}

/**
 * The segment that k6 was given, by its own options as JSON; undefined where it plays the whole, or a part that is none of n equal ones
 * of a sequence that names them all.
 */
export function readK6Segment(given: Readonly<Record<string, unknown>>): FleetSegment | undefined {
  const { executionSegment, executionSegmentSequence } = given;
  if (typeof executionSegment !== 'string' || typeof executionSegmentSequence !== 'string') return undefined;
  const edges = executionSegmentSequence.split(',').map(readFraction);
  const runners = edges.length - 1;
  // k6 writes fractions in lowest terms, and people as they like.
  const isEdge = (value: number | undefined, i: number) =>
    value !== undefined && Math.abs(value * runners - i) < 1e-9;
  const [from, to, ...more] = executionSegment.split(':').map(readFraction);
  if (runners < 1 || !edges.every(isEdge) || more.length > 0 || from === undefined) return undefined;
  const runner = Math.round(from * runners) + 1;
  return isEdge(from, runner - 1) && isEdge(to, runner) ? { runner, runners } : undefined;
}

function readFraction(text: string): number | undefined {
  const [, above, below = '1'] = /^(\d{1,9})(?:\/(\d{1,9}))?$/.exec(text.trim()) ?? [];
  return above === undefined || Number(below) === 0 ? undefined : Number(above) / Number(below);
}

/**
 * The runner that plays journey `n` of a run: k6 deals the journeys of equal segments out in turn
 * (`NewExecutionSegmentSequenceWrapper` in k6's lib/execution_segment.go).
 */
export const toRunnerOf = (n: number, runners: number): number => (n % runners) + 1;
