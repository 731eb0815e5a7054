import { describe, expect, it, test } from 'vitest';
import {
  endedWell,
  mergeOf,
  playFleet,
  playRunner,
  readFleet,
  STARTED_SEC,
} from '../../../test/runs/fleets.ts';
import { toResourcesRead, toRow } from '../../../test/runs/samples.ts';
import { toTransportFindings } from '../answer/findings.ts';
import { isRow, type JournalRow, type ResponseRow } from '../journal/events.ts';
import { toTimings } from '../journal/timings.ts';
import { assessEnd } from '../verdict/ending.ts';

const brokenOf = (rows: readonly JournalRow[]) => rows.filter(isRow('fleet.broken')).map(({ why }) => why);
const answersOf = (rows: readonly JournalRow[]) => rows.filter(isRow('response'));
/** Why the merged journal cannot be judged; null where it can. */
const lossOf = (rows: readonly JournalRow[]) => {
  const summary = rows.find(isRow('k6.summary'));
  return assessEnd({
    rows: rows.filter(({ type }) => type !== 'response'),
    totals: { responses: answersOf(rows).length },
    malformed: 0,
    ranSec: (summary?.ts ?? STARTED_SEC) - STARTED_SEC,
    plannedSec: 60,
    once: false,
  }).end.lost;
};

describe.each([2, 3, 7])('%i runners that went well', (runners) => {
  const { rows, stop } = readFleet(playFleet(runners));

  it('are one run: one start, one summary, one end', () => {
    const once = ['run.started', 'k6.summary', 'k6.exited'] as const;
    expect(once.map((type) => rows.filter(isRow(type)).length)).toEqual([1, 1, 1]);
    expect(rows[0]).toMatchObject({ type: 'run.started', runners, merged: 'live' });
    expect(
      rows
        .filter(isRow('runner.started'))
        .map(({ runner }) => runner)
        .sort(),
    ).toEqual(Array.from({ length: runners }, (_, i) => i + 1));
    expect(rows.filter(isRow('runner.ended')).length).toBe(runners);
  });

  it('lose nothing: every answer is there, with its runner, and the totals are those of all', () => {
    expect(
      answersOf(rows)
        .map(({ n }) => n)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 180 }, (_, i) => Math.floor(i / 3)));
    expect(answersOf(rows).every(({ n, runner }) => runner === (n % runners) + 1)).toBe(true);
    expect(rows.find(isRow('k6.summary'))?.totals).toMatchObject({
      journeys: 60,
      calls: 180,
      sentinel_reads: 60,
    });
  });

  it('have the timings of the slowest, and none where one of them tells none', () => {
    const tell = (ms: number) => toTimings(1, () => ({ p50_ms: ms, p95_ms: ms, p99_ms: ms, max_ms: ms }));
    const mergedOf = (silent: number) =>
      readFleet(
        playFleet(runners).map((log, i) =>
          log.map((row) =>
            row.type === 'k6.summary' && i >= silent ? { ...row, request_timings: tell(i) } : row,
          ),
        ),
      ).rows.find(isRow('k6.summary'));
    expect(mergedOf(0)?.request_timings).toEqual({ ...tell(runners - 1), runners });
    expect(mergedOf(1)).not.toHaveProperty('request_timings');
  });

  it('can be judged, and were not stopped', () => {
    expect(stop).toBeUndefined();
    expect(brokenOf(rows)).toEqual([]);
    expect(lossOf(rows)).toBeNull();
  });
});

type Logs = JournalRow[][];
const with2 = (change: (log: JournalRow[]) => JournalRow[]) => (logs: Logs) =>
  logs.map((log, i) => (i === 1 ? change(log) : log));
const startOf = (change: object) =>
  with2((log) =>
    log.map((row) => (row.type === 'run.started' ? ({ ...row, ...change } as JournalRow) : row)),
  );
const without = (lost: (row: JournalRow, i: number) => boolean) =>
  with2((log) => log.filter((row, i) => !lost(row, i)));
const isAnswer = (n: number, call: number) => (row: JournalRow) =>
  row.type === 'response' && row.n === n && row.call === call;

test.each<[string, (logs: Logs) => Logs, RegExp]>([
  [
    'a call in the middle of a journey is lost',
    without(isAnswer(4, 1)),
    /^runner 2 sent call 2 of journey 4, and not call 1$/,
  ],
  [
    'the last call of a journey is lost',
    without(isAnswer(4, 2)),
    /^runner 2 sent rows of 59 calls, its k6 counted 60: part of its log was lost/,
  ],
  [
    'a whole journey is lost',
    without((row) => row.type === 'response' && row.n === 4),
    /^runner 2 sent rows of 19 journeys, its k6 counted 20; the first that is missing is journey 4: part/,
  ],
  [
    'a stretch in the middle is lost',
    without((row) => row.ts > STARTED_SEC + 20 && row.ts < STARTED_SEC + 40),
    /^runner 2 sent rows of 1\d journeys, its k6 counted 20; the first that is missing is journey 22: part/,
  ],
  [
    'the end of the log is cut off',
    without((row) => row.ts > STARTED_SEC + 40),
    /^runner 2 wrote no summary: its log was cut/,
  ],
  ['the start of the log is cut off', without((row) => row.ts < STARTED_SEC + 20), /^runner 2 never began$/],
  [
    'a row comes twice',
    with2((log) => log.flatMap((row) => (isAnswer(7, 0)(row) ? [row, row] : [row]))),
    /^runner 2 sent call 0 of journey 7 twice$/,
  ],
  [
    'a later row comes twice',
    with2((log) => log.flatMap((row) => (isAnswer(7, 2)(row) ? [row, row] : [row]))),
    /^runner 2 sent call 2 of journey 7 twice$/,
  ],
  ['its log comes twice', with2((log) => [...log, ...log]), /^runner 2 began twice/],
  [
    'a cut that is counted and not written',
    with2((log) =>
      log.map((row) =>
        row.type === 'k6.summary' ? { ...row, totals: { ...row.totals, journeys_cut: 1 } } : row,
      ),
    ),
    /^runner 2 sent rows of 0 journeys cut, its k6 counted 1: part/,
  ],
  [
    'it plays the part of another',
    (logs) => [logs[0] ?? [], logs[0] ?? [], logs[2] ?? []],
    /^runner 2 sent journey 0, which is one of runner 1$/,
  ],
  ['it has another seed', startOf({ seed: 6 }), /^runner \d has SEED=\d, and others \d: give all the same$/],
  [
    'it has another run id',
    startOf({ run_id: 'mine' }),
    /^runner \d has RUN_ID=\w+, and others \w+: give all/,
  ],
  [
    'it calls another service',
    startOf({ base: 'http://127.0.0.1:3301' }),
    /^runner \d has BASE=.*, and others http/,
  ],
  ['it is of another service', startOf({ service: 'shop' }), /^runner \d tests \w+, and others \w+$/],
  ['it has other options', startOf({ options: { MAX_5XX_RATE_5M: '1' } }), /^runner \d has BASE=/],
  [
    'it began too late',
    (logs) => [logs[0] ?? [], playRunner(2, 3, { lateSec: 5 }), logs[2] ?? []],
    /^all runners were on together for 55\.0 of 60\.0 s: runner 2 began 5\.0 s after the first/,
  ],
])('cannot be judged where of runner 2 %s', (_, change, why) => {
  const { rows } = readFleet(change(playFleet(3)));
  const [first, ...others] = brokenOf(rows);
  expect(first).toMatch(why);
  expect(others.length).toBeLessThan(5);
  expect(lossOf(rows)).toBe(first);
});

test.each<[string, number | null, string | null, RegExp | null]>([
  ['in order', 0, null, null],
  ['and nobody can tell how', null, null, /^runner 2 ended, and nobody could tell with which exit code$/],
  [
    'with its node',
    null,
    'node gone',
    /^runner 2 ended, and nobody could tell with which exit code: node gone$/,
  ],
  ['by the kernel', 137, 'OOMKilled', /^runner 2 ended with exit code 137: OOMKilled$/],
  ['by a broken script', 107, null, /^runner 2 ended with exit code 107 \(the script threw an exception\)$/],
  ['in order, and was evicted then', 0, 'Evicted', null],
  ['by somebody else', 103, null, /^runner 2 ended with exit code 103 .* asks nobody who they are$/],
])('a runner that ended %s', (_, code, why, expected) => {
  const ends = endedWell(3).map((end) => (end.runner === 2 ? { ...end, code, why } : end));
  const { rows } = readFleet(playFleet(3), { ends });
  if (expected === null) expect(lossOf(rows)).toBeNull();
  else expect(lossOf(rows)).toMatch(expected);
});

test('a runner that was evicted ended too early, also with a clean summary', () => {
  const ends = endedWell(2).map((end) => (end.runner === 2 ? { ...end, why: 'Evicted' } : end));
  const { rows } = readFleet([playRunner(1, 2), playRunner(2, 2, { untilSec: 56, overSec: 59.5 })], { ends });
  expect(lossOf(rows)).toBe('runner 2 was ended from outside: Evicted');
});

test.each<[readonly (number | null)[], number]>([
  [[0, 0, 0], 0],
  [[0, 99, 105], 99],
  [[105, 0, 99], 99],
  [[105, 108, 99], 108],
  [[0, 105, 0], 105],
  [[99, 107, 108], 107],
  [[0, null, 99], 137],
  [[0, 1, 105], 1],
])('of runners that ended with %j the run has the code that tells most: %i', (codes, code) => {
  const { rows } = readFleet(playFleet(3), {
    ends: codes.map((one, i) => ({ runner: i + 1, code: one, why: null })),
  });
  expect(rows.find(isRow('k6.exited'))).toMatchObject({ code, signal: null });
});

// A signal that comes after all was played takes nothing from the run.
test.each([
  1, 2, 99, 103, 107, 108, 109, 130, 137, 143, 255,
])('a runner that ended with %i is no part of a run that is well', (code) => {
  const ends = endedWell(3).map((end) => (end.runner === 3 ? { ...end, code } : end));
  const { rows } = readFleet(playFleet(3), { ends });
  const isCrossed = rows.findLast(isRow('k6.exited'))?.code === 99;
  expect([lossOf(rows) !== null, isCrossed]).toEqual([code !== 99, code === 99]);
});

test('a runner of which nobody says how it ended is missed', () => {
  expect(lossOf(readFleet(playFleet(3), { ends: endedWell(2) }).rows)).toMatch(
    /^runner 3 ended, and nobody could/,
  );
});

test('a runner that never wrote a row is missed, and nothing is added up', () => {
  const { rows } = readFleet([...playFleet(3).slice(0, 2), []]);
  expect(lossOf(rows)).toBe('runner 3 never began');
  expect(rows.some(isRow('k6.summary'))).toBe(false);
});

test('a runner that was over early ends the run for all', () => {
  const { rows } = readFleet([playRunner(1, 2), playRunner(2, 2, { untilSec: 30 })]);
  expect(rows.find(isRow('k6.summary'))?.ts).toBe(STARTED_SEC + 30);
  expect(lossOf(rows)).toMatch(/^all runners were on together for 30\.0 of 60\.0 s/);
});

// k6 is over with its last journey, and the next of this runner would have come after the end of the run.
test('a runner that had no more journeys to play was there to the end', () => {
  const { rows } = readFleet([playRunner(1, 2), playRunner(2, 2, { overSec: 57 })]);
  expect(lossOf(rows)).toBeNull();
  expect(rows.find(isRow('k6.summary'))?.ts).toBe(STARTED_SEC + 60);
});

test('one that was over early and had some was not', () => {
  const { rows } = readFleet([playRunner(1, 2), playRunner(2, 2, { untilSec: 56, overSec: 57 })]);
  expect(lossOf(rows)).toMatch(
    /^all runners were on together for 57\.0 of 60\.0 s: .*runner 2 was over 3\.0 s before/,
  );
});

const lost = (n: number, ts: number, call = 0) =>
  toRow({ n, ts, call, code: 0 }, toTransportFindings('reset'));

describe('a runner that gets no answer', () => {
  /** From its call of this number on, and up to that one. A journey ends with the call that it loses. */
  const lose = (log: JournalRow[], from = 0, to = Number.POSITIVE_INFINITY) => {
    let at = -1;
    const over = new Set<number>();
    return log.flatMap((row): JournalRow[] => {
      if (row.type !== 'response') return [row];
      at++;
      if (over.has(row.n)) return [];
      if (at < from || at >= to) return [row];
      over.add(row.n);
      return [lost(row.n, row.ts, row.call)];
    });
  };
  const cutOffOf = (rows: readonly JournalRow[]) =>
    rows
      .filter(isRow('fleet.broken'))
      .flatMap(({ runner, why, unanswered }) =>
        unanswered === undefined ? [] : [{ runner, why, unanswered }],
      );
  const found = (logs: Logs, more: Parameters<typeof readFleet>[1] = {}) =>
    cutOffOf(readFleet(logs, more).rows);

  it('is cut off where others get one, and what it lost is told', () => {
    const { stop, rows } = readFleet(with2((log) => lose(log))(playFleet(3)));
    const why =
      /^runner 2 lost 4 of its last 4 journeys, and others none of 7 meanwhile: let its pod reach the service/;
    expect(stop).toEqual({ gate: 'run_complete', why: expect.stringMatching(why) });
    expect(cutOffOf(rows)).toEqual([{ runner: 2, why: stop?.why, unanswered: 20 }]);
    expect(rows.filter(isRow('gate.crossed'))).toEqual([]);
  });
  const of =
    (...runners: readonly number[]) =>
    (change: (log: JournalRow[]) => JournalRow[]) =>
    (logs: Logs) =>
      logs.map((log, i) => (runners.includes(i + 1) ? change([...log]) : log));
  test.each<[string, (logs: Logs) => Logs, number[]]>([
    ['it got some before', of(2)((log) => lose(log, 30)), [2]],
    ['another one is cut off, too', of(2, 3)((log) => lose(log, 30)), [2, 3]],
    [
      'another one is cut off later',
      (logs) => of(2)((log) => lose(log, 30))(of(3)((log) => lose(log, 33))(logs)),
      [2, 3],
    ],
    [
      'another lost some long before',
      (logs) => of(2)((log) => lose(log, 42))(of(3)((log) => lose(log, 3, 5))(logs)),
      [2],
    ],
    ['it gets one again, after it was found out', of(2)((log) => lose(log, 12, 33)), [2]],
    ['it gets one now and then', of(2)((log) => lose(lose(log, 6, 12), 15, 40)), [2]],
  ])('is also where %s', (_, change, runners) => {
    expect(found(change(playFleet(3))).map(({ runner }) => runner)).toEqual(runners);
  });
  it('is also found afterwards, where what it lost crosses a gate', () => {
    const played = (from: number) =>
      found(with2((log) => lose(log, from))(playFleet(3)), { merged: 'afterwards' });
    expect(played(30).map(({ runner, unanswered }) => [runner, unanswered])).toEqual([[2, 10]]);
    expect(played(51)).toEqual([]);
  });
  it('is, as are all others, where BASE answers the coordinator', () => {
    const logs = playFleet(2).map((log) => lose(log));
    const told = found(logs, { answersHere: 10 });
    expect(told.map(({ runner, unanswered }) => [runner, unanswered])).toEqual([
      [1, 30],
      [2, 30],
    ]);
    expect(told[0]?.why).toContain('and the coordinator got 10 answers of 10 meanwhile');
    expect(found(logs)).toEqual([]);
  });
  test.each<[string, (logs: Logs) => Logs]>([
    ['all had some before, and get none any more', of(1, 2, 3)((log) => lose(log, 30))],
    ['all lose some', of(1, 2, 3)((log) => lose(lose(log, 10, 13), 20, 30))],
    ['it lost no more than may be lost', of(2)((log) => lose(log, 57))],
  ])('is not where %s', (_, change) => {
    expect(found(change(playFleet(3)), { answersHere: 10 })).toEqual([]);
  });
  it('is waited for until chance does not explain it, and then for half a minute', () => {
    const play = (...answers: readonly [runner: number, sec: number][]) => {
      const merge = mergeOf(2);
      const at: Record<number, number> = { 1: 0, 2: 0 };
      const add = (runner: number, sec: number, isLost: boolean) => {
        const n = runner - 1 + 2 * (at[runner] ?? 0);
        at[runner] = (at[runner] ?? 0) + 1;
        const ts = STARTED_SEC + sec;
        merge.add(runner, isLost ? lost(n, ts) : toRow({ n, ts }), ts);
      };
      for (let i = 0; i < 5; i++) add(2, i, true);
      for (const [runner, sec] of answers) add(runner, sec, false);
      return merge.stop()?.gate;
    };
    const times = (n: number, runner: number, sec = 5) =>
      Array.from({ length: n }, (): [number, number] => [runner, sec]);
    // Of C(9, 5) = 126 ways two are of one runner alone; of C(10, 5) = 252 as well.
    expect(play(...times(4, 1))).toBeUndefined();
    expect(play(...times(5, 1))).toBe('run_complete');
    expect(play(...times(3, 1), ...times(1, 1, 33.1))).toBe('transport_errors_2h');
    expect(play(...times(1, 1), ...times(2, 2))).toBe('transport_errors_2h');
  });
  it('is known to be one of all, or not', () => {
    const unansweredOf = (logs: Logs) => {
      const merge = mergeOf(logs.length);
      for (const [i, log] of logs.entries()) for (const row of log) merge.add(i + 1, row, row.ts);
      return merge.isUnanswered();
    };
    expect(unansweredOf(playFleet(2).map((log) => lose(log)))).toBe(true);
    expect(unansweredOf(with2((log) => lose(log))(playFleet(2)))).toBe(false);
    expect(unansweredOf([[], []])).toBe(false);
  });
});

describe('a runner that ends early', () => {
  const earlyOf = (log: readonly JournalRow[], atSec: number) => {
    const merge = mergeOf(2);
    for (const row of log) merge.add(2, row, row.ts + 0.05);
    return merge.findEarlyEnd(2, STARTED_SEC + atSec);
  };
  test.each<[string, readonly JournalRow[], number, number | undefined]>([
    ['with all that it was to play', playRunner(2, 2, { overSec: 57 }), 57, undefined],
    ['at the end, one journey short', playRunner(2, 2, { untilSec: 58, overSec: 59.5 }), 60, undefined],
    ['half way', playRunner(2, 2, { untilSec: 30 }), 31, 30],
    ['half way, without a summary', playRunner(2, 2, { untilSec: 30 }).slice(0, -1), 31, 31],
    ['before it began', [], 31, undefined],
  ])('%s', (_, log, atSec, lastedSec) => expect(earlyOf(log, atSec)).toBe(lastedSec));
});

describe('hard stops and windows over all', () => {
  const answer = (n: number, ts: number, call = 0) => toRow({ n, call, ts });
  const feed = (runners: number, rows: readonly ResponseRow[]) => {
    const merge = mergeOf(runners);
    const out = rows.flatMap((row) => [...merge.add((row.n % runners) + 1, row, row.ts + 0.05)]);
    return { merge, out };
  };

  it('stops at what no runner alone would have stopped at', () => {
    // Three lost calls are allowed, in any two hours; each of four runners loses one.
    const rows = [0, 1, 2, 3].map((n) => lost(n, STARTED_SEC + n));
    const { merge, out } = feed(4, rows);
    expect(merge.stop()?.gate).toBe('transport_errors_2h');
    expect(out.filter(isRow('run.stopped')).map(({ gate }) => gate)).toEqual(['transport_errors_2h']);
    expect(out.findLast(isRow('gate.crossed'))?.why).toContain('4 of 4 calls of all 4 runners');
    expect(feed(4, rows.slice(0, 3)).merge.stop()).toBeUndefined();
  });

  it('does not stop for the share of one', () => {
    const rows = Array.from({ length: 40 }, (_, n) => answer(n, STARTED_SEC + n / 10));
    expect(feed(4, rows).merge.stop()).toBeUndefined();
  });

  it('counts a row that comes late in the windows of its own time', () => {
    const early = [0, 1, 2].map((n) => lost(n, STARTED_SEC + n));
    const later = lost(3, STARTED_SEC + 10_800);
    expect(feed(5, [...early, later]).merge.stop()).toBeUndefined();
    expect(feed(5, [later, ...early]).merge.stop()).toBeUndefined();
  });

  it('stops for a row that comes late, where a window that is over had one too many with it', () => {
    const failed = (n: number, ts: number) =>
      toRow({ n, ts, code: 500 }, { violations: ['http_5xx'], judged: false });
    const four = [0, 1, 2, 3].map((n) => failed(n, STARTED_SEC + n));
    const later = answer(4, STARTED_SEC + 310);
    expect(feed(5, [...four, later, failed(5, STARTED_SEC + 305)]).merge.stop()).toBeUndefined();
    expect(feed(5, [...four, later, failed(5, STARTED_SEC + 200)]).merge.stop()?.gate).toBe(
      'http_5xx_rate_5m',
    );
  });

  it('hands on that a runner stopped itself, and takes the stops of the others for its own', () => {
    const logs = playFleet(2).map((log) => log.filter(({ ts }) => ts < STARTED_SEC + 30));
    const stopped: JournalRow = { ts: STARTED_SEC + 30, type: 'run.stopped', gate: 'http_4xx', why: 'a 404' };
    const summaries = playFleet(2).map((log) => ({ ...(log.at(-1) as JournalRow), ts: STARTED_SEC + 30.1 }));
    const ends = [
      { runner: 1, code: 103, why: null },
      { runner: 2, code: 108, why: null },
    ];
    const all = logs.map((log, i) => [...log, ...(i === 1 ? [stopped] : []), summaries[i] as JournalRow]);
    const { rows, stop } = readFleet(all, { ends });
    expect(stop).toEqual({ gate: 'http_4xx', why: 'a 404' });
    expect(brokenOf(rows)).toEqual([]);
    expect(rows.find(isRow('k6.exited'))?.code).toBe(108);
    expect(lossOf(rows)).toBeNull();
  });

  it('takes the end that somebody asked for for no loss', () => {
    const ends = endedWell(2).map((end) => ({ ...end, code: 103 }));
    const { rows } = readFleet(playFleet(2), { ends, asked: true });
    expect(rows.find(isRow('k6.exited'))?.code).toBe(105);
    expect(brokenOf(rows)).toEqual([]);
  });

  it('stops a fleet that cannot be judged any more', () => {
    const merge = mergeOf(2);
    expect(merge.add(1, answer(1, STARTED_SEC), STARTED_SEC).map(({ type }) => type)).toEqual([
      'response',
      'fleet.broken',
      'run.stopped',
    ]);
    expect(merge.stop()?.gate).toBe('run_complete');
  });

  it('has no runner beyond those that there are', () => {
    expect(() => mergeOf(2).add(3, answer(2, STARTED_SEC), STARTED_SEC)).toThrow('there is no runner 3 of 2');
  });
});

describe('clocks', () => {
  test.each<[string, number, RegExp | undefined]>([
    ['agree', 0, undefined],
    ['are 0.9 s apart', 0.9, undefined],
    [
      'are 1.5 s apart',
      1.5,
      /^the rows of runner 2 came 1\.5 s later than those of runner 1, 1 s are allowed/,
    ],
    ['are 1.5 s apart the other way', -1.5, /^the rows of runner 1 came 1\.5 s later than those of runner 2/],
    ['are a year apart', 3e7, /^the rows of runner 2 came 30000000\.0 s later/],
  ])('that %s', (_, behindSec, why) => {
    const log2 = playRunner(2, 2, { lateSec: -behindSec });
    const readAtSec = (runner: number, { ts }: JournalRow) => ts + 0.05 + (runner === 2 ? behindSec : 0);
    const { rows } = readFleet([playRunner(1, 2), log2], { readAtSec });
    const skews = brokenOf(rows).filter((text) => text.includes('the rows of runner'));
    if (why === undefined) expect(skews).toEqual([]);
    else expect(skews[0]).toMatch(why);
    expect(rows.filter(isRow('runner.ended')).some(({ behind_s }) => (behind_s ?? 0) > 1)).toBe(
      why !== undefined,
    );
  });

  it('are not blamed for a log that hung for half a minute, and the seconds that nobody saw are told', () => {
    const hung = STARTED_SEC + 35;
    const readAtSec = (runner: number, { ts }: JournalRow) =>
      runner === 2 && ts > STARTED_SEC + 5 && ts < hung ? hung : ts + 0.05;
    const { rows } = readFleet(playFleet(2), { readAtSec });
    expect(brokenOf(rows)).toEqual([]);
    expect(rows.find(isRow('k6.summary'))?.totals.sentinel_reads).toBeLessThan(50);
    expect(lossOf(rows)).toBeNull();
  });
});

test('afterwards nothing is stopped, and no clock is read', () => {
  const { rows, stop } = readFleet(playFleet(3), {
    merged: 'afterwards',
    readAtSec: (_, { ts }) => ts,
    ends: endedWell(3).map((end) => ({ ...end, code: null })),
  });
  expect(stop).toBeUndefined();
  expect(rows[0]).toMatchObject({ type: 'run.started', merged: 'afterwards' });
  expect(rows.find(isRow('k6.summary'))?.totals.sentinel_reads).toBe(0);
  expect(rows.find(isRow('k6.exited'))?.code).toBe(0);
  expect(lossOf(rows)).toBeNull();
});

test('what one of them did not count, as an earlier version does not, is counted of none', () => {
  const [first = [], second = []] = playFleet(2);
  const older = second.map((row): JournalRow => {
    if (row.type !== 'k6.summary') return row;
    const { transport_retries: _, ...totals } = row.totals;
    return { ...row, totals: totals as typeof row.totals };
  });
  const totals = readFleet([first, older]).rows.find(isRow('k6.summary'))?.totals;
  expect(totals).toMatchObject({ journeys: 60, calls: 180 });
  expect(totals).not.toHaveProperty('transport_retries');
});

test('afterwards a segment whose journal has two ends of its k6 is one of two runs', () => {
  const [first = [], second = []] = playFleet(2);
  const exited = (code: number): JournalRow => ({
    ts: STARTED_SEC + 61,
    type: 'k6.exited',
    code,
    signal: null,
  });
  const endsOf = (...codes: readonly number[]) =>
    brokenOf(
      readFleet([first, [...second, ...codes.map(exited)]], {
        merged: 'afterwards',
        readAtSec: (_, { ts }) => ts,
      }).rows,
    );
  expect(endsOf(0)).toEqual([]);
  expect(endsOf(107, 0)).toEqual(['runner 2 ended twice: its log was read twice, or is of two runs']);
});

test.each<[string, number | null, readonly string[]]>([
  ['that wrote down its exit code', 0, []],
  ['that did not', null, ['runner 2 ended, and nobody could tell with which exit code']],
])('afterwards a segment with a gate beside it is one %s', (_, code, broken) => {
  const [first = [], second = [], third = []] = playFleet(3);
  const { rows } = readFleet([first, [...second, toResourcesRead(STARTED_SEC + 9)], third], {
    merged: 'afterwards',
    ends: [null, code, null].map((one, i) => ({ runner: i + 1, code: one, why: null })),
  });
  expect(brokenOf(rows)).toEqual(broken);
});
