// What broke, in words: the same on the terminal, the page, the job page of a CI and in JUnit. No text of the service's is longer than a
// line, and none holds a control character.
import type { GateSample } from '../gates/gate-sample-schema.ts';
import { toPlain } from '../text/plain-text.ts';
import type { BrokenCalls } from './broken-calls-schema.ts';

const MAX_DETAIL_CHARS = 300;

/** Where a sample came from and what it was: two lines, or one where nothing more is known. */
export function toSampleWords(sample: GateSample): string[] {
  const { route, journey, step, variant, phase, status, detail } = sample;
  const answered = status === 0 ? 'no answer' : `status ${status}`;
  return [
    `${route} (step ${step} of ${journey}, ${variant}, ${phase}): ${answered}`,
    ...(detail === '' || detail === answered ? [] : [toPlain(detail, MAX_DETAIL_CHARS)]),
  ];
}

/** Where a sample is found again: in the service's log, in the run's folder, and in the log of its runner. */
export function toSamplePlaces({ trace_id, file, runner }: GateSample): string {
  const seenBy = runner === undefined ? '' : `, seen by runner ${runner}`;
  return `trace ${trace_id}${file === null ? '' : `, ${file}`}${seenBy}`;
}

/** A journal may come from elsewhere: none of its words does anything to a terminal. */
const MAX_LINE_CHARS = 2_000;

/** All of it but the command that plays it again, one line each. */
export function toSampleFacts(sample: GateSample): string[] {
  return [...toSampleWords(sample), toSamplePlaces(sample)].map((line) => toPlain(line, MAX_LINE_CHARS));
}

/** The command that plays it again. */
export const toAgain = ({ command }: GateSample): string => `again: ${toPlain(command, MAX_LINE_CHARS)}`;

/** All of it, one line each. */
export const toSampleLines = (sample: GateSample): string[] => [...toSampleFacts(sample), toAgain(sample)];

/** The columns of what broke by route. */
export const BROKEN_HEAD = ['broken', 'route', 'status', 'calls'];
/** A row of that table. */
export const toBrokenCells = ({ violation, route, status, error, calls, of }: BrokenCalls): string[] => [
  violation,
  route,
  error === '' ? String(status) : toPlain(error, MAX_DETAIL_CHARS),
  `${calls} of ${of}`,
];
