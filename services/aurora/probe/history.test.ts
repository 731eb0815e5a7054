import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addRun, EMPTY_STATE, listFailingRuns, parseState, type RunRecord } from './history.ts';

const NOW = Date.parse('2027-01-15T08:10:00.000Z');
const MINUTE = 60_000;
const toRecord = (minutesAgo: number, change: Partial<RunRecord> = {}): RunRecord => ({
  run_id: `r${minutesAgo}`,
  at: new Date(NOW - minutesAgo * MINUTE).toISOString(),
  base: 'http://bff',
  sample_count: 10,
  failed_count: 1,
  outcome: 'ok',
  ...change,
});

test.each<[string, RunRecord, number]>([
  ['five minutes ago', toRecord(5), 1],
  ['ten minutes ago', toRecord(10), 1],
  ['just over ten minutes ago', toRecord(10.01), 0],
  ['five minutes ahead, after the clock was set back', toRecord(-5), 1],
  ['without a failure', toRecord(5, { failed_count: 0 }), 0],
  ['against another service', toRecord(5, { base: 'http://other' }), 0],
])('a run %s counts %#', (_, record, count) => {
  expect(listFailingRuns(addRun(EMPTY_STATE, record), 'http://bff', NOW, 10 * MINUTE)).toHaveLength(count);
});

describe('parseState', () => {
  test.each([
    ['', 'corrupt'],
    ['{"schema_version":1,"runs":[', 'corrupt'],
    ['null', 'corrupt'],
    ['[]', 'corrupt'],
    ['{"runs":[]}', 'corrupt'],
    ['{"schema_version":0,"runs":[]}', 'corrupt'],
    ['{"schema_version":1,"runs":{}}', 'corrupt'],
    ['{"schema_version":1,"runs":[{"run_id":"r"}]}', 'corrupt'],
    [JSON.stringify({ schema_version: 1, runs: [toRecord(1, { at: 'yesterday' })] }), 'corrupt'],
    ['{"schema_version":2,"runs":"of another kind"}', 'newer'],
    ['{"schema_version":1,"runs":[]}', 'state'],
  ])('%s is %s', (text, kind) => {
    expect(parseState(text).kind).toBe(kind);
  });

  it('reads back what was written, and never throws', () => {
    const record = fc.record({ minutesAgo: fc.nat(), failed: fc.nat() });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (runs) => {
        const state = runs.reduce(
          (kept, run) => addRun(kept, toRecord(run.minutesAgo % 10_000, { failed_count: run.failed })),
          EMPTY_STATE,
        );
        expect(parseState(JSON.stringify(state))).toEqual({ kind: 'state', state });
      }),
    );
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseState(text)));
  });
});

test('the file has a bound: the oldest runs go', () => {
  let state = EMPTY_STATE;
  for (let n = 0; n < 600; n++) state = addRun(state, toRecord(600 - n));
  expect(state.runs).toHaveLength(500);
  expect(state.runs.at(-1)?.run_id).toBe('r1');
});
