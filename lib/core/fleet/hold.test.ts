import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { mergeOf, playFleet, readFleet, STARTED_SEC } from '../../../test/runs/fleets.ts';
import { toRow } from '../../../test/runs/samples.ts';
import { listAnswers, timesOf } from '../journal/counts/answers.ts';
import { createReducer, listCountedFlags } from '../journal/counts/reduce.ts';
import { isRow, type JournalRow } from '../journal/events.ts';
import { createHold } from './hold.ts';

const count = (log: readonly JournalRow[]): JournalRow[] => {
  const reducer = createReducer(listCountedFlags(SERVICE), 4);
  return log.flatMap((row) => [...reducer.add(row)]);
};
const brokenOf = (rows: readonly JournalRow[]) => rows.filter(isRow('fleet.broken')).map(({ why }) => why);
const callsOf = (rows: readonly JournalRow[]) =>
  rows.flatMap((row) => [...listAnswers(SERVICE, row)]).reduce((sum, row) => sum + timesOf(row), 0);

describe.each([1, 2, 3, 7])('the counts of %i runners', (runners) => {
  const { rows, stop } = readFleet(playFleet(runners).map(count));

  it('are held to account as rows are: nothing is lost', () => {
    expect(stop).toBeUndefined();
    expect(brokenOf(rows)).toEqual([]);
    expect(callsOf(rows)).toBe(180);
    expect(rows.filter(isRow('runner.ended')).reduce((sum, { calls }) => sum + calls, 0)).toBe(180);
  });
});

const nth = (log: readonly JournalRow[], i: number) => log.indexOf(log.filter(isRow('counts')).at(i)!);

test.each<[string, (log: JournalRow[]) => JournalRow[], RegExp]>([
  ['is lost', (log) => log.toSpliced(nth(log, 9), 1), /^runner 2 sent /],
  [
    'comes twice',
    (log) => log.toSpliced(nth(log, 9), 0, log[nth(log, 9)]!),
    /^runner 2 sent call \d of journey \d+ twice$/,
  ],
  [
    'is the last, and lost',
    (log) => log.toSpliced(nth(log, -1), 0).toSpliced(log.length - 2, 1),
    /^runner 2 sent rows of/,
  ],
])('a row of counts that %s is told', (_, change, why) => {
  const { rows } = readFleet(playFleet(3).map((log, i) => (i === 1 ? change(count(log)) : log)));
  expect(brokenOf(rows)[0]).toMatch(why);
});

describe('an answer that broke something', () => {
  const broken = (sec: number) => toRow({ ts: STARTED_SEC + sec, code: 503 }, { violations: ['http_5xx'] });
  const counts = (sec: number): JournalRow => ({
    ...{ ts: STARTED_SEC + sec, type: 'counts', since_ts: STARTED_SEC + sec - 0.9, numbers: [], answers: [] },
  });
  const seen = (released: readonly { readonly row: JournalRow }[]) =>
    released.map(({ row }) => `${row.type} ${(row.ts - STARTED_SEC).toFixed(1)}`);

  it('waits until every runner has told what it did up to then', () => {
    const hold = createHold(2);
    expect(seen(hold.add(1, broken(10.5), 10.6))).toEqual([]);
    expect(seen(hold.add(1, counts(10.9), 11.1))).toEqual(['counts 10.9']);
    expect(seen(hold.add(2, counts(10.4), 11.2))).toEqual(['counts 10.4']);
    expect(seen(hold.add(2, counts(11.9), 12.1))).toEqual(['counts 11.9', 'response 10.5']);
  });

  it('does not wait for one that is over, nor for one that is silent', () => {
    const hold = createHold(2);
    const summary = { ts: STARTED_SEC + 5, type: 'k6.summary' } as JournalRow;
    hold.add(2, summary, 5);
    expect(seen(hold.add(1, broken(10.5), 10.6))).toEqual(['response 10.5']);
    const silent = createHold(2);
    expect(seen(silent.add(1, broken(10.5), 10.6))).toEqual([]);
    expect(seen(silent.add(1, counts(12.9), 13.1))).toEqual(['counts 12.9', 'response 10.5']);
  });

  it('is there at the end, in order', () => {
    const hold = createHold(2);
    for (const sec of [10.7, 10.5]) hold.add(1, broken(sec), 10.8);
    expect(seen(hold.release())).toEqual(['response 10.5', 'response 10.7']);
    expect(hold.release()).toEqual([]);
  });
});

/**
 * Each of two runners has 1,000 answers a second, and in its first second the first has 8 errors: 0.4 % of all, 0.8 % of its own, 0.5 %
 * allowed. Counts come when their second is over, and those of the second runner a second later than that.
 */
test.each([
  ['rows', 'http_5xx_rate_5m'],
  ['counts', undefined],
])('a share is held against answers that are still to be counted: %s', (journal, gate) => {
  const play = (runner: number): JournalRow[] =>
    Array.from({ length: 2000 }, (_, i) => {
      const facts = { ts: Math.round((STARTED_SEC + 0.001 + i / 1000) * 1000) / 1000, n: 2 * i + runner - 1 };
      return runner === 1 && i >= 992 && i < 1000
        ? toRow({ ...facts, code: 503 }, { violations: ['http_5xx'], judged: false })
        : toRow(facts);
    });
  const merge = mergeOf(2, { counted: journal === 'counts' });
  const lines = [1, 2].flatMap((runner) => {
    const reducer = createReducer(listCountedFlags(SERVICE));
    return play(runner).flatMap((read) =>
      reducer.add(read).map((row) => ({ runner, row, atSec: read.ts + (runner === 2 ? 1 : 0.05) })),
    );
  });
  for (const { runner, row, atSec } of lines.toSorted((a, b) => a.atSec - b.atSec))
    merge.add(runner, row, atSec);
  expect(merge.stop()?.gate).toBe(gate);
});
