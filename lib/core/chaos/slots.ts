// The toxic slots of a run, out of its journal: which rows set, bound and heal each of them. Who asks for a slot asks here.

import type { FaultId } from '../faults/table.ts';
import type { JournalRow, RowOf } from '../journal/events.ts';

/** What the rows of one slot have in common. A reading of the baseline has no mode. */
export interface SlotKey {
  readonly window: number;
  readonly mode: FaultId | null;
}

/** One toxic slot with its rows; undefined where the journal has none. */
export interface PlayedSlot {
  readonly window: number;
  readonly mode: FaultId;
  readonly on: RowOf<'toxic.on'>;
  readonly off: RowOf<'toxic.off'> | undefined;
  /** The readings of the upstream leg at the start and at the end of the slot. */
  readonly from: RowOf<'upstream.read'> | undefined;
  readonly to: RowOf<'upstream.read'> | undefined;
}

/** The windows of some slots in words: `window 2`, `windows 2, 7`. */
export function nameWindows(slots: readonly { readonly window: number }[]): string {
  const windows = [...new Set(slots.map(({ window }) => window + 1))];
  return `window${windows.length === 1 ? '' : 's'} ${windows.join(', ')}`;
}

/**
 * Finds the slot that a row belongs to: the latest one of its window and mode.
 * @param slots in the order in which they were set
 * @returns its index; −1 where there is none
 */
export function findSlotIndex(slots: readonly SlotKey[], row: SlotKey): number {
  return slots.findLastIndex((slot) => slot.window === row.window && slot.mode === row.mode);
}

/** Pairs rows as they come. */
export interface SlotPairing {
  /** Takes the next row of the journal, of whatever type. */
  add(row: JournalRow): void;
  /** The slots so far, in the order in which they were set. */
  slots(): readonly PlayedSlot[];
}

/** A pairing without a slot. Of two rows that say the same of one slot, the first counts. */
export function createSlotPairing(): SlotPairing {
  const slots: PlayedSlot[] = [];
  const note = (key: SlotKey, told: (slot: PlayedSlot) => Partial<PlayedSlot>) => {
    const index = findSlotIndex(slots, key);
    const slot = slots[index];
    if (slot) slots[index] = { ...slot, ...told(slot) };
  };
  return {
    add(row) {
      switch (row.type) {
        case 'toxic.on': {
          const { window, mode } = row;
          slots.push({ window, mode, on: row, off: undefined, from: undefined, to: undefined });
          return;
        }
        case 'toxic.off':
          note(row, ({ off = row }) => ({ off }));
          return;
        case 'upstream.read':
          if (row.point === 'slot_start') note(row, ({ from = row }) => ({ from }));
          if (row.point === 'slot_end') note(row, ({ to = row }) => ({ to }));
      }
    },
    slots: () => slots,
  };
}

/** The slots of a whole journal, in the order in which they were set. */
export function pairSlots(rows: readonly JournalRow[]): readonly PlayedSlot[] {
  const pairing = createSlotPairing();
  for (const row of rows) pairing.add(row);
  return pairing.slots();
}
