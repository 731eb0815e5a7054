import { describe, expect, it, test } from 'vitest';
import { SERVICE } from '../../../../services/aurora/service.ts';
import { toRow } from '../../../../test/runs/samples.ts';
import { MAX_BINS } from '../../digest/histogram.ts';
import { isRow, type JournalRow, parseRow, type ResponseRow } from '../events.ts';
import { listAnswers, timesOf } from './answers.ts';
import { countSteps, readSteps, toSteps } from './numbers.ts';
import { createReducer, listCountedFlags } from './reduce.ts';

const START = 1_800_000_000;
const at = (sec: number) => Math.round((START + sec) * 1000) / 1000;
const answer = (sec: number, n: number, more: Parameters<typeof toRow>[0] = {}) =>
  toRow({ ts: at(sec), n, request_id: '', ...more });

const reduce = (rows: readonly JournalRow[], oneByOne?: number) => {
  const reducer = createReducer(listCountedFlags(SERVICE), oneByOne);
  return [...rows.flatMap((row) => [...reducer.add(row)]), ...reducer.flush()];
};
const typesOf = (rows: readonly JournalRow[]) => rows.map(({ type }) => type);
const answersOf = (rows: readonly JournalRow[]) => rows.flatMap((row) => [...listAnswers(SERVICE, row)]);

describe('numbers of journeys', () => {
  test.each<[readonly number[], number]>([
    [[], 0],
    [[0], 2],
    [[0, 1, 2, 3], 4],
    [[2, 5, 8, 11], 4],
    [[7, 7, 8], 6],
    [[3, 4, 9, 14], 6],
  ])('%j are written in %d, and read again', (numbers, length) => {
    const steps = toSteps(numbers);
    expect(steps.length).toBeLessThanOrEqual(length);
    expect([...readSteps(steps)]).toEqual(numbers);
    expect(countSteps(steps)).toBe(numbers.length);
  });
});

describe('answers that broke nothing', () => {
  const rows = Array.from({ length: 30 }, (_, i) =>
    answer(i / 10 + (i % 3) / 1000, i, { duration_ms: 10 + i / 4, variant: i % 4 === 0 ? 'CN' : 'EN' }),
  );

  it('of a second are one row, handed on when the next one begins', () => {
    const counts = reduce(rows).filter(isRow('counts'));
    expect(counts.map(({ since_ts: since, ts }) => [since, ts])).toEqual([
      [at(0), at(0.9)],
      [at(1.001), at(1.901)],
      [at(2.002), at(2.902)],
    ]);
  });

  it('are few enough to be told one by one: nothing is lost but their numbers', () => {
    const told = answersOf(reduce(rows));
    expect(told).toEqual(rows.map((row): ResponseRow => ({ ...row, n: -1 })));
  });

  it('are many: how many they were, and how long they took within the error of a histogram', () => {
    const told = answersOf(reduce(rows, 0));
    expect(told.reduce((sum, row) => sum + timesOf(row), 0)).toBe(30);
    const sum = told.flatMap(({ alike }) => alike!.latency).reduce((all, [ms, times]) => all + ms * times, 0);
    const exact = rows.reduce((all, { duration_ms: ms }) => all + ms, 0);
    expect(Math.abs(sum / exact - 1)).toBeLessThan(0.025);
  });

  it('come out of JSON as they went in', () => {
    for (const row of reduce(rows, 3)) expect(parseRow(JSON.stringify(row))).toEqual(row);
  });
});

test.each<[string, JournalRow]>([
  ['broke something', toRow({ ts: at(0.5), code: 503 }, { violations: ['http_5xx'], judged: false })],
  ['is of a second that is over', answer(-0.5, 9)],
  ['has a flag that a gate bounds', toRow({ ts: at(0.5) }, { flags: ['reco_output_guard_fallback'] })],
  ['has a flag that a promise is about', toRow({ ts: at(0.5) }, { flags: ['rollout_broken'] })],
  ['took longer than a histogram holds', answer(0.5, 9, { duration_ms: 60_001 })],
  ['ended between two milliseconds', { ...answer(0.5, 9), ts: START + 0.500_000_5 }],
])('an answer that %s goes on as it is, behind what came before it', (_, row) => {
  expect(reduce([answer(0.1, 0), answer(0.2, 1), row, answer(0.6, 2)])).toEqual([
    expect.objectContaining({ type: 'counts', ts: at(0.2) }),
    row,
    expect.objectContaining({ type: 'counts', ts: at(0.6) }),
  ]);
});

test('a failing sample overtakes what is counted, and every other row does not', () => {
  const failure = { ts: at(0.2), type: 'failure' } as JournalRow;
  const phase: JournalRow = { ts: at(0.3), type: 'phase.entered', phase: 'chaos' };
  expect(typesOf(reduce([answer(0.1, 0), failure, phase]))).toEqual(['failure', 'counts', 'phase.entered']);
});

test('answers are alike only in all that is counted of them', () => {
  const kinds: readonly Parameters<typeof toRow>[] = [
    [{}],
    [{ variant: 'CN' }],
    [{ load_phase: 'chaos' }],
    [{ request_phase: 'analysis', call: 1 }],
    [{ journey: 'photo_usable' }],
    [{ code: 204 }],
    [{ retried: true }],
    [{ edge_fault: 'reset' }],
    [{}, { judged: false }],
    [{}, { flags: ['notice'] }],
    [{}, { flags: ['notice', 'low_confidence'] }],
  ];
  const rows = kinds.flatMap(([facts, findings], i) =>
    [0, 1].map((twice) => toRow({ ts: at(0.1 + i / 100), n: 2 * i + twice, ...facts }, findings)),
  );
  const [row] = reduce(rows).filter(isRow('counts'));
  expect(row?.answers.map(({ times }) => times)).toEqual(kinds.map(() => 2));
});

describe('a row of counts that was meddled with is no row', () => {
  const [whole] = reduce(Array.from({ length: 5 }, (_, i) => answer(i / 10, i)));
  const counts = (change: (row: Record<string, never> & { answers: never }) => unknown) => {
    const copy = JSON.parse(JSON.stringify(whole));
    change(copy);
    return () => parseRow(JSON.stringify(copy));
  };
  test.each<[string, (row: { numbers: { n: number[] }[]; answers: Record<string, unknown>[] }) => unknown]>([
    ['more answers are told than counted', ({ answers }) => (answers[0]!.times = 4)],
    ['an answer has no time', ({ answers }) => (answers[0]!.duration_ms as number[]).pop()],
    ['a number is missing', ({ numbers }) => (numbers[0]!.n[3] = 3)],
    ['numbers are of another call', ({ answers }) => (answers[0]!.call = 1)],
    ['a kind is missing', ({ answers }) => answers.pop()],
    ['a kind comes twice', ({ answers }) => answers.push(answers[0]!)],
    ['there is nothing in it', (row) => Object.assign(row, { numbers: undefined })],
    [
      'a journey is named twice',
      ({ numbers }) => numbers.splice(0, 1, { call: 0, n: [0, 1, 0, 1, 1, 3] } as never),
    ],
    ['how often a step is made is left out', ({ numbers }) => numbers[0]!.n.push(1)],
    ['an answer came after the last', ({ answers }) => ((answers[0]!.at_ms as number[])[2] = 401)],
    ['it is of two seconds', (row) => Object.assign(row, { since_ts: at(-0.1) })],
    ['it ends before it begins', (row) => Object.assign(row, { since_ts: at(0.5) })],
  ])('%s', (_, change) => expect(counts(change as never)).toThrow());

  const histogram = (latency: readonly number[], times = 5) => ({
    ...(whole as JournalRow & { answers: object[] }),
    numbers: [{ call: 0, n: [0, 1, 1, times - 1] }],
    answers: [{ call: 0, times, latency }],
  });
  test.each<[string, readonly number[], number?]>([
    ['a bin that no time falls into', [MAX_BINS, 5]],
    ['one bin twice', [3, 2, 0, 3]],
    ['a bin that holds none', [3, 5, 1, 0]],
    ['more answers than a second has', [3, 1_000_001], 1_000_001],
  ])('its histogram has %s', (_, latency, times) =>
    expect(() => parseRow(JSON.stringify(histogram(latency, times)))).toThrow('a row of counts that has'));

  test('its histogram has bins that hold some, up to the last that there is', () => {
    const latency = [0, 2, MAX_BINS - 1, 3];
    expect(parseRow(JSON.stringify(histogram(latency)))).toMatchObject({ answers: [{ latency }] });
  });
});
