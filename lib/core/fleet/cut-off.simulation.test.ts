// Runs of services that lose calls, and of runners that lose their way, of which the truth is known.
import { describe, expect, it, test } from 'vitest';
import { toRow } from '../../../test/runs/samples.ts';
import { toTransportFindings } from '../answer/findings.ts';
import { drawUnit } from '../stats/draw.ts';
import { createAccount } from './account.ts';
import { createCutOffWatch } from './cut-off.ts';
import { toRunnerOf } from './segment.ts';

interface Call {
  readonly sec: number;
  readonly n: number;
  readonly call: number;
  readonly runner: number;
}

/** Calls of journeys that begin at a steady rate, one to five each, in the order of their answers. */
function listCalls(seed: number, runners: number, rate: number, journeys: number): readonly Call[] {
  const calls: Call[] = [];
  for (let n = 0; n < journeys; n++)
    for (let call = 0; call <= drawUnit(seed, n, 1) * 5; call++)
      calls.push({
        n,
        call,
        runner: toRunnerOf(n, runners),
        sec: n / rate + 0.2 * (call + drawUnit(seed, n, 2 + call)),
      });
  return calls.toSorted((a, b) => a.sec - b.sec);
}

/** Four lost calls cross the gate; whom they are laid to then, and after how many seconds. */
function judge(calls: readonly Call[], runners: number, isLost: (call: Call, i: number) => boolean) {
  const accounts = Array.from({ length: runners }, (_, i) => createAccount({ runner: i + 1, runners }, 60));
  const watch = createCutOffWatch(accounts);
  const over = new Set<number>();
  let lost = 0;
  let sinceSec: number | undefined;
  let i = 0;
  for (const one of calls) {
    if (over.has(one.n)) continue;
    const ts = 1_800_000_000 + one.sec;
    const isGone = isLost(one, i++);
    if (isGone) over.add(one.n);
    const row = toRow(
      { n: one.n, call: one.call, ts, ...(isGone ? { code: 0 } : {}) },
      isGone ? toTransportFindings('reset') : {},
    );
    watch.note(row);
    accounts[one.runner - 1]?.add(row);
    lost += Number(isGone);
    if (lost < 4) continue;
    sinceSec ??= one.sec;
    const found = watch.find(one.sec);
    if (found !== 'open') return { found, afterSec: one.sec - sinceSec };
  }
  return { found: sinceSec === undefined ? ('none' as const) : ('open' as const), afterSec: 0 };
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
type Loss = (seed: number) => (call: Call, i: number) => boolean;

/** Of so many runs of such a service by so many runners, how many are laid to whom. */
function play(runners: number, rate: number, journeys: number, loss: Loss) {
  const counts = { service: 0, open: 0, none: 0, cut: 0 };
  for (const seed of SEEDS) {
    const { found } = judge(listCalls(seed, runners, rate, journeys), runners, loss(seed));
    counts[typeof found === 'string' ? found : 'cut']++;
  }
  return counts;
}

const MOST_MISTAKEN = 2; // Of 40, where fewer than one is expected.

describe.each([2, 3, 10])('a service that is played by %i runners, and that', (runners) => {
  test.each([0.02, 0.1, 0.33, 0.8, 1])('loses a share of %d of its journeys at random is blamed', (share) => {
    const journeys = Math.ceil(80 + 12 / share);
    const { cut, open } = play(
      runners,
      20,
      journeys,
      (seed) =>
        ({ n, call }) =>
          drawUnit(seed, n, 100 + call) < share / 3,
    );
    expect([cut <= MOST_MISTAKEN, open <= MOST_MISTAKEN]).toEqual([true, true]);
  });
  it('refuses each third call, since one of three replicas is dead, is blamed', () => {
    const { cut, service } = play(runners, 20, 100, () => (_, i) => i % 3 === 0);
    expect(cut).toBeLessThanOrEqual(MOST_MISTAKEN);
    expect(cut + service).toBe(SEEDS.length);
  });
  it('loses every call of one kind of journey is blamed', () => {
    const { cut } = play(
      runners,
      20,
      200,
      (seed) =>
        ({ n }) =>
          drawUnit(seed, n, 7) < 0.2,
    );
    expect(cut).toBeLessThanOrEqual(MOST_MISTAKEN);
  });
  it('breaks down for all is blamed', () => {
    expect(
      play(
        runners,
        20,
        200,
        () =>
          ({ sec }) =>
            sec > 4,
      ).service,
    ).toBe(SEEDS.length);
  });
  test.each([1, 20])('is well, but out of reach for one of them, is not, at %i journeys a second', (rate) => {
    const { cut, service } = play(
      runners,
      rate,
      Math.max(90, 10 * rate),
      () =>
        ({ runner, sec }) =>
          runner === 2 && sec > 4,
    );
    expect([cut > 0, service]).toEqual([true, 0]);
  });
});

test('of two that are out of reach of three both are told', () => {
  expect(
    play(
      3,
      20,
      300,
      () =>
        ({ runner, sec }) =>
          runner > 1 && sec > 4,
    ).cut,
  ).toBe(SEEDS.length);
});
