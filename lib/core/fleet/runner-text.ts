// The runners of a run as a person reads them: the same words on a terminal, in Markdown and on the page.
import { toPlain } from '../text/plain-text.ts';
import type { RunnerSummary } from '../verdict/summary-schema.ts';

/** The columns of a table of runners. */
export const RUNNER_HEAD = ['runner', 'journeys', 'calls', 'clock behind', 'ended'];

const MAX_WHY_CHARS = 500;

/** A row of that table. `show`: how a count is written. */
export const toRunnerCells = (
  { runner, journeys, calls, behind_s, code, why }: RunnerSummary,
  show: (count: number) => string = String,
): string[] => [
  ...[`${runner}`, show(journeys), show(calls), behind_s === null ? '–' : `${behind_s.toFixed(2)} s`],
  `${code === null ? 'exit code not known' : `exit code ${code}`}${why === '' ? '' : `, ${toPlain(why, MAX_WHY_CHARS)}`}`,
];

/** True where a runner played to its end; segments by hand may not tell their exit code. */
export const hasPlayedOn = ({ code, why }: RunnerSummary): boolean => (code ?? 0) === 0 && why === '';

/** All of them in a line: how many, and how many journeys each played. */
export function toRunnersLine(runners: readonly RunnerSummary[]): string {
  const counts = runners.map(({ journeys }) => journeys);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const each = least === most ? `${least} journeys each` : `${least} to ${most} journeys each`;
  return `${runners.length} runners: ${each}`;
}

/** The rows of a terminal: each, or a line where all played on; none where one machine played the run. */
export function toRunnerRows(runners: readonly RunnerSummary[] = [], verbose = false): string[][] {
  if (runners.length === 0) return [];
  if (!verbose && runners.every(hasPlayedOn)) return [[toRunnersLine(runners)]];
  return [RUNNER_HEAD, ...runners.map((one) => toRunnerCells(one))];
}
