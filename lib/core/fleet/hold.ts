// Rows of runners that count, put in step: an answer that a window is judged by waits until the answers beside it are counted.
import type { JournalRow } from '../journal/events.ts';

/** A row, and whose it is. */
export interface RunnerRow {
  readonly runner: number;
  readonly row: JournalRow;
}

export interface Hold {
  /** Takes a row. Returns those that go on now, in order. */
  add(runner: number, row: JournalRow, receivedAtSec: number): readonly RunnerRow[];
  /** What is still held back. */
  release(): readonly RunnerRow[];
}

/** A runner counts a second after it is over; one that is silent for longer is not waited for. */
export const HELD_SEC = 2;

/**
 * Answers that broke nothing come up to a second later than one that broke something at the same time. A share among too few would be
 * too great, and end a run that is well: so what broke waits until every runner has told what it did up to then. A window that is too
 * long by a part of a second is all that can come of it.
 */
export function createHold(runners: number): Hold {
  const toldUntil = new Array<number>(runners).fill(Number.NEGATIVE_INFINITY);
  let held: (RunnerRow & { readonly receivedAtSec: number })[] = [];

  const isOfCalls = ({ type }: JournalRow) => type === 'response' || type === 'failure';
  const toSec = ({ row }: RunnerRow) => row.ts;

  return {
    add(runner, row, receivedAtSec) {
      const before = toldUntil[runner - 1] ?? Number.NEGATIVE_INFINITY;
      toldUntil[runner - 1] = row.type === 'k6.summary' ? Number.POSITIVE_INFINITY : Math.max(before, row.ts);
      const at = isOfCalls(row) ? [] : [{ runner, row }];
      if (isOfCalls(row)) held.push({ runner, row, receivedAtSec });
      if (held.length === 0) return at;
      const untilSec = Math.min(...toldUntil);
      const isDue = (one: (typeof held)[number]) =>
        one.row.ts <= untilSec || receivedAtSec - one.receivedAtSec > HELD_SEC;
      const due = held.filter(isDue);
      held = held.filter((one) => !due.includes(one));
      return [...at, ...due.sort((a, b) => toSec(a) - toSec(b))];
    },
    release() {
      const left = held.sort((a, b) => toSec(a) - toSec(b));
      held = [];
      return left;
    },
  };
}
