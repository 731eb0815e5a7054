import { describe, expect, test } from 'vitest';
import type { JournalRow, ReadingPoint } from '../../journal/events.ts';
import { findOutOfTurn } from './row-order.ts';

type Mode = 'timeout' | 'latency';
const on = (ts: number, mode: Mode = 'timeout', window = 0): JournalRow => ({
  ...{ ts, type: 'toxic.on', window, mode, read_back: true, why: '' },
});
const off = (ts: number, mode: Mode = 'timeout', window = 0): JournalRow => ({
  ...{ ts, type: 'toxic.off', window, mode, healed: true, rung: 'removed', why: '' },
});
const read = (
  ts: number,
  point: ReadingPoint,
  mode: Mode | null = null,
  window = mode ? 0 : -1,
): JournalRow => ({
  ...{ ts, type: 'upstream.read', point, window, mode, calls: 1, errors: 0, durationMs: 1, bytes: 1 },
});
const exited: JournalRow = { ts: 1091, type: 'k6.exited', code: 0, signal: null };

/** Two windows: two toxics in the first, one that could not be set in the second. */
const WHOLE: readonly JournalRow[] = [
  read(1000, 'baseline_start'),
  read(1010, 'baseline_end'),
  on(1010),
  read(1012, 'slot_start', 'timeout'),
  read(1020, 'slot_end', 'timeout'),
  off(1020),
  on(1025, 'latency'),
  read(1027, 'slot_start', 'latency'),
  read(1035, 'slot_end', 'latency'),
  off(1036, 'latency'),
  read(1040, 'baseline_start'),
  read(1070, 'baseline_end'),
  on(1070, 'timeout', 1),
  off(1070, 'timeout', 1),
];
const find = (rows: readonly JournalRow[]) => findOutOfTurn(rows, 1000);
const swap = (a: number, b: number) => WHOLE.with(a, WHOLE[b]!).with(b, WHOLE[a]!);
const OUT = /: rows are out of place/;

describe('rows of toxics', () => {
  test.each<[string, readonly JournalRow[]]>([
    ['as the gate writes them', [...WHOLE, exited]],
    ['of a gate that was ended with a toxic on', WHOLE.slice(0, 4)],
    ['that were told as k6 had ended', [...WHOLE.slice(0, -1), exited, ...WHOLE.slice(-1)]],
    ['without readings', WHOLE.filter(({ type }) => type !== 'upstream.read')],
    ['that are none', []],
  ])('stand in their turn: %s', (_, rows) => expect(find(rows)).toBeUndefined());

  test.each<[string, readonly JournalRow[], RegExp]>([
    ['set behind its end', swap(2, 5), /timeout being taken off at 20.0 s before it was set/],
    [
      'set behind its end in the same moment',
      swap(12, 13),
      /timeout being taken off at 70.0 s before it was set/,
    ],
    ['taken off before the next but one', swap(5, 9), /latency being taken off at 36.0 s before it was set/],
    ['two toxics by turns', swap(2, 6), /under timeout at 12.0 s behind latency being set at 25.0 s/],
    [
      'a reading before its toxic',
      swap(2, 3),
      /a reading of the upstream under timeout at 12.0 s before it was set/,
    ],
    ['readings of a slot by turns', swap(3, 4), /under timeout at 12.0 s behind .* at 20.0 s/],
    ['a baseline that ends before it begins', swap(0, 1), /a reading of the baseline at 0.0 s behind/],
    ['taken off, and never set', WHOLE.toSpliced(2, 1), /under timeout at 12.0 s before it was set/],
    [
      'set twice',
      WHOLE.toSpliced(2, 0, WHOLE[2]!),
      /timeout being set at 10.0 s out of its turn.* there twice/,
    ],
    [
      'taken off twice',
      WHOLE.toSpliced(5, 0, WHOLE[5]!),
      /timeout being taken off at 20.0 s out of its turn/,
    ],
    ['from the last to the first', WHOLE.toReversed(), OUT],
    ['behind all others', [...WHOLE.toSpliced(2, 1), WHOLE[2]!], OUT],
  ])('are out of it: %s', (_, rows, why) => expect(find([...rows, exited])).toMatch(why));

  test('of a run that was seen to its end tell of the end of each toxic', () =>
    expect(find([...WHOLE.toSpliced(9, 1), exited])).toBe(
      'the journal tells that latency was set at 25.0 s, and not that it was taken off',
    ));
});
