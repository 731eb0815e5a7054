import { describe, expect, it, test } from 'vitest';
import type { Sample } from './counter.ts';
import { CounterError, listWindows, type Series, type WindowOptions } from './windows.ts';

const SEC = 1_000;
const OPTIONS: WindowOptions = { fromMs: 100 * SEC, blockMs: 10 * SEC, warmUpMs: 0, pods: {} };
type Cohort = Series['cohort'];

/** Scrapes every 2 s, from `from` to `to` in seconds, of a counter that goes up by `perS`. */
const scrape = (from: number, to: number, perS: number, shift = 0, start = 0): Sample[] =>
  Array.from({ length: Math.floor((to - from) / 2) + 1 }, (_, n) => [
    (from + 2 * n + shift) * SEC,
    start + perS * (2 * n + shift),
  ]);
const series = (cohort: Cohort, pod: string, samples: readonly Sample[], boundS?: number): Series => ({
  cohort,
  pod,
  samples,
  ...(boundS === undefined ? {} : { boundS }),
});
const read = (part: readonly Series[], all: readonly Series[], buckets: readonly Series[] = []) => ({
  slos: { up: { of: 'bad' as const, part, all } },
  buckets,
});
const ALL = [series('canary', 'c', scrape(80, 120, 1)), series('stable', 's', scrape(80, 120, 4, 0.5))];

describe('windows', () => {
  it('are whole blocks, up to where every pod was scraped', () => {
    const { windows, knownUntilMs } = listWindows(read([], ALL), OPTIONS);
    expect(windows.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [100 * SEC, 110 * SEC],
      [110 * SEC, 120 * SEC],
    ]);
    expect(knownUntilMs).toBe(120 * SEC);
    for (const { slos } of windows) {
      expect(slos.up?.canary.all).toBeCloseTo(10);
      expect(slos.up?.stable.all).toBeCloseTo(40);
    }
  });

  it('are the same whenever they are looked at', () => {
    const early = ALL.map((one) => ({ ...one, samples: one.samples.filter(([at]) => at <= 115 * SEC) }));
    expect(listWindows(read([], early), OPTIONS).windows).toEqual(
      listWindows(read([], ALL), OPTIONS).windows.slice(0, 1),
    );
  });

  it('give the outage of both to both, though their scrapes fall apart', () => {
    // Both fail from second 105 on: each bad event is seen by the next scrape.
    const bad = (cohort: Cohort, perS: number, shift: number) =>
      series(
        cohort,
        cohort[0] ?? '',
        scrape(80, 120, perS, shift).map(([at]) => [at, Math.max(0, (at / SEC - 105) * perS)]),
      );
    const [first] = listWindows(
      read(
        [bad('canary', 1, 0), bad('stable', 4, 1.5)],
        [series('canary', 'c', scrape(80, 120, 1)), series('stable', 's', scrape(80, 120, 4, 1.5))],
      ),
      OPTIONS,
    ).windows;
    const share = (cohort: Cohort) =>
      (first?.slos.up?.[cohort].bad ?? 0) / (first?.slos.up?.[cohort].all ?? 1);
    expect(Math.abs(share('canary') - share('stable'))).toBeLessThan(0.06);
  });

  it('count the first error of a pod that ran before', () => {
    const bad = [
      series('canary', 'c', [
        [106 * SEC, 3],
        [108 * SEC, 3],
      ]),
    ];
    expect(listWindows(read(bad, ALL), OPTIONS).windows[0]?.slos.up?.canary.bad).toBe(3);
  });

  it('count a new pod of the canary from 0, and one of the stable version from its first scrape', () => {
    const late = (cohort: Cohort) => series(cohort, `late-${cohort}`, scrape(104, 120, 1, 0, 500));
    const [first] = listWindows(read([], [...ALL, late('canary'), late('stable')]), OPTIONS).windows;
    expect(first?.slos.up?.canary.all).toBeCloseTo(10 + 506);
    expect(first?.slos.up?.stable.all).toBeCloseTo(40 + 6);
  });

  it('do not count what a known pod did out of sight', () => {
    const back = series('canary', 'back', scrape(104, 120, 1, 0, 500));
    const [first] = listWindows(read([], [...ALL, back]), { ...OPTIONS, pods: { back: 5 } }).windows;
    expect(first?.slos.up?.canary.all).toBeCloseTo(10 + 6);
  });

  it('are not held up by a pod that has gone', () => {
    const gone = series('stable', 'gone', scrape(80, 104, 1));
    const { knownUntilMs, windows } = listWindows(read([], [...ALL, gone]), OPTIONS);
    expect(knownUntilMs).toBe(120 * SEC);
    expect(windows[0]?.slos.up?.stable.all).toBeCloseTo(44);
  });

  it('wait for one that is late', () => {
    const late = series('stable', 'late', scrape(80, 117, 1));
    expect(listWindows(read([], [...ALL, late]), OPTIONS).windows).toHaveLength(1);
  });

  it('survive a restart of a container', () => {
    const before = scrape(80, 104, 1, 0, 900);
    const restarted = series('canary', 'c', [...before, ...scrape(106, 120, 1)]);
    const [first, second] = listWindows(read([], [restarted, ...ALL.slice(1)]), OPTIONS).windows;
    expect(first?.slos.up?.canary.all).toBeCloseTo(8);
    expect(second?.slos.up?.canary.all).toBeCloseTo(10);
  });

  it('turn good events into bad ones, never below 0', () => {
    const good = [series('canary', 'c', scrape(80, 120, 0.5)), series('stable', 's', scrape(80, 120, 5))];
    const [first] = listWindows(
      { slos: { up: { of: 'good', part: good, all: ALL } }, buckets: [] },
      OPTIONS,
    ).windows;
    expect(first?.slos.up?.canary.bad).toBeCloseTo(5);
    expect(first?.slos.up?.stable.bad).toBe(0);
  });

  it('are none where nothing was scraped', () => {
    expect(listWindows(read([], []), OPTIONS)).toEqual({ windows: [], knownUntilMs: 0, pods: {} });
  });
});

describe('latencies', () => {
  const toBuckets = (cohort: Cohort, pod: string, bounds: readonly [number, number][], from = 80) =>
    bounds.map(([boundS, perS]) => series(cohort, pod, scrape(from, 120, perS), boundS));
  const INF = Number.POSITIVE_INFINITY;
  const BUCKETS = [
    ...toBuckets('canary', 'c', [
      [0.1, 0.2],
      [0.5, 0.8],
      [INF, 1],
    ]),
    ...toBuckets('stable', 's', [
      [0.1, 3],
      [0.2, 3],
      [0.5, 4],
      [INF, 4],
    ]),
  ];

  it('are counted above each bound that both versions have', () => {
    const [first] = listWindows(read([], ALL, BUCKETS), OPTIONS).windows;
    expect(first?.latency?.boundsS).toEqual([0.1, 0.5]);
    expect(first?.latency?.cohorts.canary.all).toBeCloseTo(10);
    expect(first?.latency?.cohorts.canary.above.map(Math.round)).toEqual([8, 2]);
    expect(first?.latency?.cohorts.stable.above.map(Math.round)).toEqual([10, 0]);
  });

  it('of a cold pod are left out, its errors are not, and a pod gets one warm-up', () => {
    const cold = toBuckets(
      'canary',
      'cold',
      [
        [0.1, 0],
        [0.5, 0],
        [INF, 1],
      ],
      102,
    );
    const all = [...ALL, series('canary', 'cold', scrape(102, 120, 1))];
    const options = { ...OPTIONS, warmUpMs: 15 * SEC };
    const { windows, pods } = listWindows(read([], all, [...BUCKETS, ...cold]), options);
    expect(pods).toEqual({ c: 0, s: 0, cold: 102 * SEC });
    expect(windows.map(({ latency }) => Math.round(latency?.cohorts.canary.all ?? 0))).toEqual([10, 10]);
    expect(Math.round(windows[1]?.slos.up?.canary.all ?? 0)).toBe(20);
    const later = listWindows(read([], all, [...BUCKETS, ...cold]), { ...options, pods: { cold: 80 * SEC } });
    expect(Math.round(later.windows[1]?.latency?.cohorts.canary.all ?? 0)).toBe(20);
  });

  it('are none where one version shows no histogram', () =>
    expect(listWindows(read([], ALL, BUCKETS.slice(0, 3)), OPTIONS).windows[0]?.latency).toBeUndefined());
});

test.each<[string, Sample]>([
  ['NaN', [90 * SEC, Number.NaN]],
  ['infinite', [90 * SEC, Number.POSITIVE_INFINITY]],
  ['negative', [90 * SEC, -1]],
  ['at no time', [Number.NaN, 1]],
])('a counter that is %s is nonsense', (_, sample) =>
  expect(() => listWindows(read([series('canary', 'c', [sample])], ALL), OPTIONS)).toThrow(CounterError));

describe('what pods tell of themselves', () => {
  const told = (cohort: Cohort, pod: string, samples: readonly Sample[], startsAtZero: boolean): Series => ({
    ...series(cohort, pod, samples),
    startsAtZero,
  });
  const all = [
    told('canary', 'c', scrape(80, 130, 1, 0.7), false),
    told('stable', 's', scrape(80, 130, 4, 0.3), false),
    told(
      'canary',
      'unscraped',
      [
        [104 * SEC, 7],
        [130 * SEC, 7],
      ],
      true,
    ),
  ];
  const counted = listWindows(
    { ...read([], ALL), told: { answered: { of: 'bad', part: [], all } } },
    OPTIONS,
  );

  it('is counted in the windows of the scrapes, and makes none', () => {
    expect(counted.knownUntilMs).toBe(120 * SEC);
    expect(counted.windows.map(({ slos }) => Object.keys(slos))).toEqual([
      ['up', 'answered'],
      ['up', 'answered'],
    ]);
    expect(counted.windows[1]?.slos.answered?.stable.all).toBeCloseTo(40);
  });

  it('begins at 0 where it says so', () => {
    expect(counted.windows[0]?.slos.answered?.canary.all).toBeCloseTo(17);
    expect(counted.windows[1]?.slos.answered?.canary.all).toBeCloseTo(10);
  });

  it('is no pod that was scraped', () => expect(Object.keys(counted.pods)).toEqual(['c', 's']));

  it('is refused where it is no count', () => {
    const bad = [told('canary', 'c', [[100 * SEC, -1]], false)];
    expect(() =>
      listWindows({ ...read([], ALL), told: { answered: { of: 'bad', part: bad, all } } }, OPTIONS),
    ).toThrow(CounterError);
  });
});
