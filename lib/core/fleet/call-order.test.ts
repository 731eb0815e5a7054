import { expect, test } from 'vitest';
import { playRunner } from '../../../test/runs/fleets.ts';
import { createReducer } from '../journal/counts/reduce.ts';
import type { JournalRow } from '../journal/events.ts';
import { createCallOrder } from './call-order.ts';

const ROWS = playRunner(1, 1);
const toCounts = (rows: readonly JournalRow[]) => {
  const reducer = createReducer({ rowFlags: [], boundedFlags: [] });
  return [...rows.flatMap((row) => [...reducer.add(row)]), ...reducer.flush()];
};
const faultOf = (rows: readonly JournalRow[]) => {
  const order = createCallOrder(60);
  for (const row of rows) order.add(row);
  return order.fault();
};
const instead = (rows: readonly JournalRow[], at: number, other: number) =>
  rows.map((row, i) => (i === at ? rows[other]! : row));

test.each([
  ['rows', ROWS],
  ['counts', toCounts(ROWS)],
])('%s: one call in the place of another is told, whatever their counts', (_, rows) => {
  expect(faultOf(rows)).toBeUndefined();
  expect(faultOf(instead(rows, 30, 27))).toMatch(
    /^k6 sent call \d of journey \d+ twice: rows are missing, or there/,
  );
  expect(faultOf(instead(rows, 31, 29))).toMatch(/^k6 sent call \d of journey \d+( twice|, and not call)/);
});

test('a call whose predecessor is not there is told', () => {
  expect(faultOf(ROWS.filter((_, i) => i !== 2))).toBe(
    'k6 sent call 2 of journey 0, and not call 1: rows are missing, or there twice',
  );
});

test('rows of several runners were held to account before, and are in another order', () => {
  const [started, ...rest] = ROWS;
  expect(faultOf([{ ...started!, merged: 'live' } as JournalRow, ...instead(rest, 30, 27)])).toBeUndefined();
});

test('a call stands behind those that ended before it, and behind the start of the run', () => {
  const last = ROWS.findLastIndex(({ type }) => type === 'response');
  const toLast = (at: number) => ROWS.toSpliced(last, 1).toSpliced(at, 0, ROWS[last]!);
  const n = (ROWS[last] as { n: number }).n;
  const whole = ROWS.filter((row) => row.type !== 'response' || row.n === n);
  const early = [
    ...ROWS.slice(0, 1),
    ...whole.slice(1),
    ...ROWS.slice(1).filter((row) => !whole.includes(row)),
  ];
  expect(faultOf(early)).toMatch(/^the row of a call stands behind one that ended \d+\.\d s later: rows are/);
  expect(faultOf([...ROWS.slice(1), ROWS[0]!])).toBe(
    'the row of a call stands before the start of the run: rows are out of place',
  );
  expect(faultOf(toLast(last))).toBeUndefined();
});

test('a row that a busy machine wrote seconds late is none out of place', () => {
  const late = ROWS.map((row, i) => (i === 3 ? { ...row, ts: row.ts + 20 } : row));
  expect(faultOf(late)).toBeUndefined();
});
