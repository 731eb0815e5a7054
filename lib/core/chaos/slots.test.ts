import { describe, expect, it, test } from 'vitest';
import type { FaultId } from '../faults/table.ts';
import type { JournalRow, ReadingPoint, RowOf } from '../journal/events.ts';
import { createSlotPairing, findSlotIndex, type PlayedSlot, pairSlots } from './slots.ts';

const on = (ts: number, window: number, mode: FaultId): RowOf<'toxic.on'> => ({
  ts,
  type: 'toxic.on',
  window,
  mode,
  read_back: true,
  why: '',
});
const off = (ts: number, window: number, mode: FaultId): RowOf<'toxic.off'> => ({
  ts,
  type: 'toxic.off',
  window,
  mode,
  healed: true,
  rung: 'removed',
  why: '',
});
const read = (
  ts: number,
  point: ReadingPoint,
  window: number,
  mode: FaultId | null,
): RowOf<'upstream.read'> => ({
  ts,
  type: 'upstream.read',
  point,
  window,
  mode,
  calls: 0,
  errors: 0,
  durationMs: 0,
  bytes: 0,
});

/** A slot by the times of its rows. */
const toTimes = ({ window, mode, on, from, to, off }: PlayedSlot) => [
  window,
  mode,
  on.ts,
  from?.ts,
  to?.ts,
  off?.ts,
];

const NO = undefined;
describe('the slots of a journal', () => {
  it.each<[string, readonly JournalRow[], readonly unknown[][]]>([
    ['none', [], []],
    ['none, where nothing was set', [off(1, 0, 'mix'), read(2, 'slot_start', 0, 'mix')], []],
    [
      'one, with all its rows',
      [on(1, 0, 'mix'), read(2, 'slot_start', 0, 'mix'), read(3, 'slot_end', 0, 'mix'), off(4, 0, 'mix')],
      [[0, 'mix', 1, 2, 3, 4]],
    ],
    ['one that was never healed', [on(1, 0, 'mix')], [[0, 'mix', 1, NO, NO, NO]]],
    [
      'one whose end was not read',
      [on(1, 0, 'mix'), read(2, 'slot_start', 0, 'mix'), off(4, 0, 'mix')],
      [[0, 'mix', 1, 2, NO, 4]],
    ],
    [
      'its readings by their point, in whatever order',
      [on(1, 0, 'mix'), read(2, 'slot_end', 0, 'mix'), read(3, 'slot_start', 0, 'mix')],
      [[0, 'mix', 1, 3, 2, NO]],
    ],
    [
      'none of the readings of the baseline',
      [on(1, 0, 'mix'), read(2, 'baseline_start', 0, 'mix'), read(3, 'baseline_end', 0, 'mix')],
      [[0, 'mix', 1, NO, NO, NO]],
    ],
    [
      'each its own rows, by window and by mode',
      [
        on(1, 0, 'mix'),
        off(2, 1, 'mix'),
        off(3, 0, 'reset'),
        on(4, 0, 'reset'),
        read(5, 'slot_start', 0, 'reset'),
        off(6, 0, 'reset'),
        on(7, 1, 'mix'),
        read(8, 'slot_end', 1, 'mix'),
        off(9, 1, 'mix'),
        off(10, 0, 'mix'),
      ],
      [
        [0, 'mix', 1, NO, NO, 10],
        [0, 'reset', 4, 5, NO, 6],
        [1, 'mix', 7, NO, 8, 9],
      ],
    ],
    [
      'the first of two rows that say the same',
      [
        on(1, 0, 'mix'),
        read(2, 'slot_start', 0, 'mix'),
        read(3, 'slot_start', 0, 'mix'),
        read(4, 'slot_end', 0, 'mix'),
        read(5, 'slot_end', 0, 'mix'),
        off(6, 0, 'mix'),
        off(7, 0, 'mix'),
      ],
      [[0, 'mix', 1, 2, 4, 6]],
    ],
    [
      'one set twice as two, each healed by the row after it',
      [on(1, 0, 'mix'), off(2, 0, 'mix'), on(3, 0, 'mix'), off(4, 0, 'mix')],
      [
        [0, 'mix', 1, NO, NO, 2],
        [0, 'mix', 3, NO, NO, 4],
      ],
    ],
    [
      'none of any other row',
      [
        on(1, 0, 'mix'),
        { ts: 2, type: 'phase.entered', phase: 'chaos' },
        { ts: 3, type: 'suite.error', why: '' },
      ],
      [[0, 'mix', 1, NO, NO, NO]],
    ],
  ])('%s', (_, rows, slots) => {
    expect(pairSlots(rows).map(toTimes)).toEqual(slots);
  });
});

it('tells of the slots so far while rows still come', () => {
  const pairing = createSlotPairing();
  expect(pairing.slots()).toEqual([]);
  pairing.add(on(1, 0, 'mix'));
  expect(pairing.slots().map(toTimes)).toEqual([[0, 'mix', 1, NO, NO, NO]]);
  pairing.add(off(2, 0, 'mix'));
  expect(pairing.slots().map(toTimes)).toEqual([[0, 'mix', 1, NO, NO, 2]]);
});

test.each<[number, FaultId | null, number]>([
  [0, 'mix', 2],
  [0, 'reset', 1],
  [1, 'mix', -1],
  [0, 'latency', -1],
  [0, null, -1],
])('a row of window %i and mode %s belongs to the slot at %i', (window, mode, index) => {
  const slots = [
    { window: 0, mode: 'mix' },
    { window: 0, mode: 'reset' },
    { window: 0, mode: 'mix' },
  ] as const;
  expect(findSlotIndex(slots, { window, mode })).toBe(index);
});
