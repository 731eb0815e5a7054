// Whether the rows that a gate pairs by their places stand in their turn: in a file that was edited or put together they may not.

import { isRow, type JournalRow, type RowOf } from '../../journal/events.ts';

/** What the gate beside k6 writes of its toxics: one row after the other. */
type ChaosRow = RowOf<'toxic.on' | 'toxic.off' | 'upstream.read'>;

const CHAOS_ROWS: ReadonlySet<JournalRow['type']> = new Set<ChaosRow['type']>([
  ...(['toxic.on', 'toxic.off', 'upstream.read'] as const),
]);
const isChaos = (row: JournalRow): row is ChaosRow => CHAOS_ROWS.has(row.type);

/** What comes of one slot, in this order and once each; readings may be left out. Undefined for a reading of the baseline. */
function toTurn(row: ChaosRow): number | undefined {
  if (row.type === 'toxic.on') return 0;
  if (row.type === 'toxic.off') return 3;
  if (row.point === 'slot_start') return 1;
  return row.point === 'slot_end' ? 2 : undefined;
}

/** A row as its place and its moment are told. */
function name(row: ChaosRow): string {
  if (row.type === 'toxic.on') return `${row.mode} being set`;
  if (row.type === 'toxic.off') return `${row.mode} being taken off`;
  return `a reading of the ${row.mode === null ? 'baseline' : `upstream under ${row.mode}`}`;
}

/**
 * The first row out of its turn, in a sentence; undefined where there is none: rows of toxics stand in the order of their times, and those of
 * one slot in the order set, read, taken off. Where the journal tells how k6 ended, each toxic that was set was taken off before.
 * @param rows the journal but for the calls
 */
export function findOutOfTurn(rows: readonly JournalRow[], startedAtSec: number): string | undefined {
  const at = ({ ts }: JournalRow) => `at ${(ts - startedAtSec).toFixed(1)} s`;
  const turns = new Map<string, number>();
  let before: ChaosRow | undefined;
  for (const row of rows) {
    if (!isChaos(row)) continue;
    if (before && row.ts < before.ts)
      return `the journal tells of ${name(row)} ${at(row)} behind ${name(before)} ${at(before)}: rows are out of place`;
    before = row;
    const turn = toTurn(row);
    if (turn === undefined) continue;
    const slot = `${row.window} ${row.mode}`;
    const last = turns.get(slot) ?? -1;
    const due = last < 0 ? turn === 0 : turn > last;
    if (!due)
      return `the journal tells of ${name(row)} ${at(row)} ${last < 0 ? 'before it was set' : 'out of its turn'}: rows are out of place, missing, or there twice`;
    turns.set(slot, turn);
  }
  if (!rows.some(isRow('k6.exited'))) return undefined;
  const open = rows
    .filter(isRow('toxic.on'))
    .find(({ window, mode }) => turns.get(`${window} ${mode}`) !== 3);
  return open && `the journal tells that ${open.mode} was set ${at(open)}, and not that it was taken off`;
}
