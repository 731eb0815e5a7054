// Whether the calls that a journal tells of come each once and in their turn: counts alone do not tell where one call stands for another.

import type { JournalRow } from '../journal/events.ts';
import { createAccount, type RunnerAccount } from './account.ts';

export interface CallOrder {
  add(row: JournalRow): void;
  /** The first call that comes twice or out of its turn, in a sentence; undefined where none does. */
  fault(): string | undefined;
}

/** A machine that is too busy may take a few seconds from the end of a call to its row. */
const LATE_SEC = 30;

/**
 * Of a run that one k6 played. The rows of several were held to account as they came, and stand in their journal in another order.
 * @param longestJourneySec the time-outs of the longest journey, added up
 */
export function createCallOrder(longestJourneySec: number): CallOrder {
  let account: RunnerAccount | undefined = createAccount({ runner: 1, runners: 1 }, longestJourneySec);
  let fault: string | undefined;
  let outOfPlace: string | undefined;
  let lastSec = Number.NEGATIVE_INFINITY;
  let hasBegun = false;
  return {
    add(row) {
      if (row.type === 'run.started') {
        hasBegun = true;
        if (row.merged !== undefined) account = undefined;
      }
      if (row.type !== 'response' && row.type !== 'counts') return;
      fault ??= account?.add(row);
      if (!hasBegun) outOfPlace ??= 'before the start of the run';
      else if (account && row.ts < lastSec - LATE_SEC)
        outOfPlace ??= `behind one that ended ${(lastSec - row.ts).toFixed(1)} s later`;
      lastSec = Math.max(lastSec, row.ts);
    },
    fault() {
      if (fault !== undefined) return `k6 ${fault}: rows are missing, or there twice`;
      return outOfPlace && `the row of a call stands ${outOfPlace}: rows are out of place`;
    },
  };
}
