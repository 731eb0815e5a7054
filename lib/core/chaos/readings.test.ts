import { describe, expect, it, test } from 'vitest';
import type { JournalRow, RowOf } from '../journal/events.ts';
import { chooseReadings } from './readings.ts';

type Reading = RowOf<'upstream.read'>;

/** The i-th reading of a healthy run: 40 calls more each time, of which 4 fail, and as many answers. */
const toReading = (i: number, change: Partial<Reading> = {}): Reading => ({
  ts: 10 * i,
  type: 'upstream.read',
  point: 'slot_start',
  window: 0,
  mode: 'timeout',
  calls: 100 + 40 * i,
  errors: 10 + 4 * i,
  durationMs: 5000 + 800 * i,
  bytes: 1000 * i,
  instance: 'started 17',
  answers: { calls: 30 * i, errors: 3 * i, durationMs: 900 * i },
  ...change,
});
const toRun = (...changes: readonly Partial<Reading>[]) => changes.map((change, i) => toReading(i, change));
const without = ({ answers: _, ...reading }: Reading): JournalRow => reading as JournalRow;

it('believes counters that only rise', () => {
  const rows = toRun({}, {}, {}, {});
  expect(chooseReadings(rows)).toEqual({ rows, source: 'upstream', why: null });
});

test.each<[string, readonly Reading[]]>([
  ['of a service without a known process', toRun({}, {}, {}).map(({ instance: _, ...read }) => read)],
  ['that stand still', toRun({}, { calls: 100, errors: 10, durationMs: 5000 })],
  ['that rise with every call that failed', toRun({}, { calls: 140, errors: 50 })],
  ['of which failures are not told', toRun({ errors: null }, { errors: null })],
])('believes counters %s', (_, rows) => expect(chooseReadings(rows).source).toBe('upstream'));

test.each<[string, readonly Reading[], RegExp]>([
  ['that jump back and forth', toRun({}, { calls: 20 }, {}), /a counter of its metrics fell/],
  ['whose failures fall', toRun({}, { errors: 3 }), /fell/],
  ['whose time falls', toRun({}, { durationMs: 3 }), /fell/],
  ['that began anew', toRun({}, {}, { calls: 1, errors: 0, durationMs: 10 }), /fell/],
  ['with a share above 1', toRun({}, { calls: 142, errors: 53 }), /count 43 failed calls out of 42/],
  ['of another process', toRun({}, { instance: 'started 18' }), /more than one process/],
  [
    'of a process that is not always told',
    toRun({}, { instance: undefined } as object),
    /more than one process/,
  ],
  ['of three processes', toRun({}, { instance: 'b' }, { instance: 'c' }), /more than one process/],
  ['that rise beyond what is possible', toRun({}, { calls: 5000, errors: 14 }), /4900 calls .* caused 800/],
  [
    'that were not there once',
    toRun({}, { calls: null, errors: null, durationMs: null }, {}),
    /2 of 3 readings/,
  ],
  [
    'that could not be read once',
    toRun({}, { calls: null, errors: null, durationMs: null, unreadable: 'METRICS_URL answered 404' }, {}),
    /answered 404/,
  ],
])('reads the answers in place of counters %s', (_, rows, says) => {
  const { rows: chosen, source, why } = chooseReadings([...rows]);
  expect(why).toMatch(says);
  expect(source).toBe('answers');
  expect(
    chosen.map((row) => [(row as Reading).calls, (row as Reading).errors, (row as Reading).source]),
  ).toEqual(rows.map(() => [null, null, 'answers']));
  expect(chosen.map((row) => (row as Reading).bytes)).toEqual(rows.map((_row, i) => 1000 * i));
});

it('reads the answers of a service that counts nothing, and doubts nothing', () => {
  const nothing = { calls: null, errors: null, durationMs: null };
  expect(chooseReadings(toRun(nothing, nothing))).toMatchObject({ source: 'answers', why: null });
});

describe('a journal from before answers were kept beside the counters', () => {
  it('stays as it is', () => {
    const rows = toRun({}, {}).map(without);
    expect(chooseReadings(rows)).toEqual({ rows, source: 'upstream', why: null });
  });

  it.each(['answers', 'edge'] as const)('may be of %s', (source) => {
    const rows = toRun({ source }, { source, calls: 3 }).map(without);
    expect(chooseReadings(rows)).toEqual({ rows, source, why: null });
  });

  it('is read by its answers where its counters cannot be believed', () => {
    const { rows, source, why } = chooseReadings(toRun({}, { calls: 3 }).map(without));
    expect([source, why]).toEqual(['answers', expect.stringContaining('fell')]);
    expect(rows).toMatchObject([{ calls: null }, { calls: null, durationMs: null }]);
  });
});

it('of a run without readings has nothing to doubt', () =>
  expect(chooseReadings([])).toEqual({ rows: [], source: 'upstream', why: null }));
