import { describe, expect, it, test } from 'vitest';
import { joinTimings, toTimingNote, toTimingRows, toTimings } from './timings.ts';

const timings = (factor: number) =>
  toTimings(1, (id) => {
    const ms = factor * (id === 'waiting' ? 20 : 1);
    return { p50_ms: ms, p95_ms: 2 * ms, p99_ms: 3 * ms, max_ms: 10 / factor };
  });

describe('the timings of several runners', () => {
  it('are those of the slowest, figure by figure', () => {
    expect(joinTimings([timings(1), timings(3), timings(2)])).toMatchObject({
      runners: 3,
      waiting: { p50_ms: 60, p95_ms: 120, p99_ms: 180, max_ms: 10 },
    });
  });
  it.each([
    ['none tells any', [undefined, undefined]],
    ['one tells none', [timings(1), undefined]],
    ['there is none', []],
  ])('are left out where %s', (_, all) => expect(joinTimings(all)).toBeUndefined());
});

it('are rows in the order in which the parts come', () => {
  const rows = toTimingRows(timings(1), (ms) => `${ms} ms`);
  expect(rows.map(([part]) => part)).toEqual(['blocked', 'connect', 'TLS', 'send', 'wait', 'receive']);
  expect(rows[4]).toEqual(['wait', '20 ms', '40 ms', '60 ms', '10 ms']);
});

test.each([
  [1, /^of the calls of journeys, as k6 measures them$/],
  [3, /slowest of 3 runners$/],
])('%i runners are named where they are more than one', (runners, note) =>
  expect(toTimingNote({ ...timings(1), runners })).toMatch(note));
