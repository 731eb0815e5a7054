// Rows that come late, and clocks that differ: told apart by the soonest rows of a stretch.
import { expect, test } from 'vitest';
import { createFleetClocks } from './clocks.ts';

const START = 1_800_000_000;
/** The seconds of the run in which each of two runners wrote a row, and how late it came. */
type Rows = readonly (readonly [runner: number, atSec: number, lateSec: number])[];

const tell = (rows: Rows): readonly (string | undefined)[] => {
  const clocks = createFleetClocks(2);
  const told = rows.map(([runner, atSec, lateSec]) =>
    clocks.note(runner, START + atSec, START + atSec + lateSec),
  );
  return [...told, clocks.end()].filter((why) => why !== undefined);
};
/** A row of each in every second. */
const both = (fromSec: number, toSec: number, lateOf2Sec = 0.1): Rows =>
  Array.from({ length: toSec - fromSec }, (_, i) => [
    [1, fromSec + i, 0.1] as const,
    [2, fromSec + i, lateOf2Sec] as const,
  ]).flat();

test.each<[string, Rows, number]>([
  ['agree', both(0, 90), 0],
  ['differ all the time', both(0, 30, 2), 1],
  ['differ from the second minute on', [...both(0, 61), ...both(61, 190, 2)], 1],
  ['agree, and one row of the last second was held up', [...both(0, 61), [1, 61, 0.1], [2, 61, 10]], 0],
  ['agree, and one of two hung for half a minute', [...both(0, 30), ...both(30, 58, 28), ...both(58, 90)], 0],
])('clocks that %s', (_, rows, times) => {
  expect(tell(rows)).toHaveLength(times);
  for (const why of tell(rows))
    expect(why).toMatch(/^the rows of runner 2 came \d+\.\d s later than those of runner 1/);
});
