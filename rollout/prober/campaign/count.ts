// How many of the probes that were due were made within their period: counted from the log of runs and the timetable alone, by
// nobody who could have been killed.

/** A run, as the prober logs it. */
export interface LoggedRun {
  readonly flow: string;
  readonly period: number;
  readonly outcome: string;
  readonly started_at_ms: number;
}

export interface Availability {
  /** Periods of all flows that lie whole within the time. */
  readonly due: number;
  readonly made: number;
  readonly missed: readonly { readonly flow: string; readonly period: number }[];
  /** Of those made, the ones that could not be judged. */
  readonly inconclusive: number;
  /** Runs beyond the first of a period: a restart played again what it did not know of. */
  readonly again: number;
  readonly madeRatio: number;
  /** With 95 % confidence at least this share is made, by Wilson's interval (J. Am. Stat. Assoc. 22 (1927) 209). */
  readonly atLeastRatio: number;
}

/** One-sided 95 %. */
const Z = 1.6449;

/**
 * Counts. A run counts for a period only where it was begun in it.
 * @param fromMs epoch milliseconds at which the prober was up for the first time
 * @param toMs epoch milliseconds at which it was ended for good
 */
export function countMade(
  flows: readonly string[],
  everyMs: number,
  runs: readonly LoggedRun[],
  fromMs: number,
  toMs: number,
): Availability {
  const first = Math.ceil(fromMs / everyMs);
  const last = Math.floor(toMs / everyMs) - 1;
  const made = new Map<string, LoggedRun>();
  let again = 0;
  for (const run of runs) {
    const key = `${run.flow} ${run.period}`;
    const isWithin = Math.floor(run.started_at_ms / everyMs) === run.period;
    if (!isWithin || !flows.includes(run.flow) || run.period < first || run.period > last) continue;
    if (made.has(key)) again += 1;
    else made.set(key, run);
  }
  const missed = flows.flatMap((flow) =>
    Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({ flow, period: first + i })).filter(
      ({ period }) => !made.has(`${flow} ${period}`),
    ),
  );
  const due = made.size + missed.length;
  return {
    due,
    made: made.size,
    missed,
    inconclusive: [...made.values()].filter(({ outcome }) => outcome === 'inconclusive').length,
    again,
    madeRatio: due === 0 ? 0 : made.size / due,
    atLeastRatio: due === 0 ? 0 : computeLeast(made.size, due),
  };
}

function computeLeast(made: number, due: number): number {
  const ratio = made / due;
  const square = Z * Z;
  const spread = Z * Math.sqrt((ratio * (1 - ratio)) / due + square / (4 * due * due));
  return (ratio + square / (2 * due) - spread) / (1 + square / due);
}

/** The runs of a log. A last line that a kill cut off is none. */
export function parseLog(text: string): readonly LoggedRun[] {
  return text.split('\n').flatMap((line) => {
    try {
      const run = JSON.parse(line) as LoggedRun;
      return typeof run.flow === 'string' && Number.isInteger(run.period) ? [run] : [];
    } catch {
      return [];
    }
  });
}
