import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { createCounts } from '../journal/counters.ts';
import { drawUnit } from '../stats/draw.ts';
import { createRollingTotals } from './rolling-totals.ts';

const of = (calls: number) => ({ ...createCounts(SERVICE), calls });

describe('by hand', () => {
  it('throws before the first snapshot', () => {
    expect(() => createRollingTotals(10, ['calls']).within(5)).toThrow('nothing observed yet');
  });

  test.each([
    [[[1, 1]], 5, 1],
    // [atSec, running total]; the window is (5, 10].
    [
      [
        [1, 1],
        [5, 4],
        [7, 6],
        [10, 9],
      ],
      5,
      5,
    ],
    [
      [
        [1, 1],
        [5, 4],
        [7, 6],
        [10, 9],
      ],
      3,
      3,
    ],
    [
      [
        [1, 1],
        [5, 4],
        [7, 6],
        [10, 9],
      ],
      100,
      9,
    ],
    [
      [
        [1, 1],
        [10, 9],
        [10, 9],
      ],
      0,
      0,
    ],
    [
      [
        [3, 2],
        [1000, 3],
      ],
      5,
      1,
    ],
  ])('snapshots %j: the last %d s hold %d', (snapshots, windowSec, want) => {
    const rolling = createRollingTotals(200, ['calls']);
    for (const [atSec, calls] of snapshots as [number, number][]) rolling.observe(atSec, of(calls));
    expect(rolling.within(windowSec as number).calls).toBe(want);
  });

  it('keeps its own copy of the totals', () => {
    const totals = of(1);
    const rolling = createRollingTotals(10, ['calls']);
    rolling.observe(1, totals);
    totals.calls = 99;
    expect(rolling.within(5).calls).toBe(1);
    rolling.within(5).calls = 7;
    expect(rolling.within(5).calls).toBe(1);
  });
});

// One snapshot a second is kept, so a window may reach back up to a second too far; it never leaves an event out.
test.each([1, 2, 3])('against brute force, seed %d', (seed) => {
  const rolling = createRollingTotals(60, ['calls']);
  const events: number[] = [];
  const wrong: string[] = [];
  let atSec = 0;
  for (let i = 0; i < 800; i++) {
    // Busy stretches with many events a second, and silences longer than any window.
    const unit = drawUnit(seed, i, 1);
    atSec += drawUnit(seed, i, 2) < 0.01 ? unit * 100 : unit * 0.4;
    events.push(atSec);
    rolling.observe(atSec, of(events.length));
    for (const windowSec of [5, 30, 60]) {
      const held = rolling.within(windowSec).calls;
      const since = (fromSec: number) => events.length - 1 - events.findLastIndex((at) => at <= fromSec);
      const [least, most] = [since(atSec - windowSec), since(atSec - windowSec - 1)];
      if (held < least || held > most)
        wrong.push(`${windowSec} s at ${atSec}: ${held} not in ${least}..${most}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('memory is bounded by the longest window, not by the run', () => {
  const spied: number[] = [];
  const grown = Array.prototype.push;
  // The ring is the only array that grows here; its length is what push answers.
  Array.prototype.push = function push(...items) {
    const length = grown.apply(this, items);
    spied[0] = Math.max(spied[0] ?? 0, length);
    return length;
  };
  try {
    const rolling = createRollingTotals(300, ['calls']);
    for (let sec = 0; sec < 2_000; sec += 0.5) rolling.observe(sec, of(sec));
  } finally {
    Array.prototype.push = grown;
  }
  // Two minutes more for what comes late; one a second, one at the window's start, and the newest before the oldest is dropped.
  expect(spied[0]).toBe(422);
});

describe('what comes late', () => {
  const WINDOW_SEC = 20;
  /** 400 calls in 200 s; a third of them come up to a minute late. */
  const calls = Array.from({ length: 400 }, (_, i) => {
    const atSec = Math.floor(drawUnit(3, i, 1) * 2_000) / 10;
    return { atSec, readSec: atSec + (drawUnit(3, i, 2) < 1 / 3 ? drawUnit(3, i, 3) * 60 : 0) };
  });

  /** Takes the calls in this order, as a tally does, and tells what each window held when all had come. */
  function play(order: typeof calls) {
    const rolling = createRollingTotals(WINDOW_SEC + 200, ['calls']);
    let nowSec = Number.NEGATIVE_INFINITY;
    let seen = 0;
    for (const { atSec } of order) {
      nowSec = Math.max(nowSec, atSec);
      rolling.observe(nowSec, of(++seen));
      if (atSec < nowSec) rolling.amend(atSec, ['calls']);
    }
    return rolling.listWithin(WINDOW_SEC, nowSec - 100).map((counts) => counts.calls);
  }

  it('leaves windows as they would be, had it come in time', () => {
    const inOrder = play(calls.toSorted((a, b) => a.atSec - b.atSec));
    const asRead = play(calls.toSorted((a, b) => a.readSec - b.readSec));
    // A second is told by its last snapshot; where it came late, by the first that was put in.
    expect(asRead.length).toBeGreaterThan(95);
    const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
    expect(Math.abs(mean(asRead) - mean(inOrder))).toBeLessThan(2.5);
    expect(Math.abs(Math.max(...asRead) - Math.max(...inOrder))).toBeLessThan(5);
  });

  it('is in no window that began after it, even where it comes first of its second', () => {
    const rolling = createRollingTotals(10, ['calls']);
    rolling.observe(50, of(1));
    rolling.observe(51, of(2));
    rolling.observe(51, of(3));
    rolling.amend(20, ['calls']);
    expect(rolling.within(10).calls).toBe(2);
    expect(rolling.listWithin(10, 20).map(({ calls: count }) => count)).toEqual([1, 1, 2]);
  });

  it('is forgotten where it is older than all that is kept', () => {
    const rolling = createRollingTotals(10, ['calls']);
    for (let sec = 0; sec < 1_000; sec++) rolling.observe(sec, of(sec));
    rolling.observe(999, of(1_000));
    rolling.amend(5, ['calls']);
    expect(rolling.listWithin(10, 0).every(({ calls: count }) => count <= 11)).toBe(true);
  });
});
