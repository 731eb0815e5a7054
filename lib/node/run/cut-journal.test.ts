// A journal that lost something is never a pass: cut anywhere, robbed of any row that is judged, or with times that no run has.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { playRun, STARTED_SEC } from '../../../test/runs/played-run.ts';
import { toResourcesRead } from '../../../test/runs/samples.ts';
import { createReducer, listCountedFlags } from '../../core/journal/counts/reduce.ts';
import { isRow, type JournalRow } from '../../core/journal/events.ts';
import { toRunFiles } from '../run-folder/run-files.ts';
import { judgeRun } from './judge.ts';

const [FIRST, ...REST] = [...playRun({ PROFILE: 'quick', SEED: '3', TOXIPROXY_ENABLED: 'false' })];
// k6 writes milliseconds.
const ROWS = [FIRST!, toResourcesRead(STARTED_SEC + 1), ...REST].map(
  (row): JournalRow => ({
    ...row,
    ts: Math.round(row.ts * 1000) / 1000,
  }),
);
const HOUR_SEC = 3600;
const toCounts = (oneByOne?: number) => {
  const reducer = createReducer(listCountedFlags(SERVICE), oneByOne);
  return [...ROWS.flatMap((row) => [...reducer.add(row)]), ...reducer.flush()];
};
/** The same run told in rows, in counts with each time, and in counts with histograms. */
const FORMS = { rows: ROWS, counts: toCounts(), histograms: toCounts(0) };

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-cut-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function judge(rows: readonly JournalRow[]) {
  const files = toRunFiles(dir);
  await writeFile(files.journal, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { verdict } = (await judgeRun(files)).summary;
  const why = verdict.gates.find(({ id }) => id === 'run_complete')?.because;
  return { outcome: verdict.outcome, because: verdict.because, why };
}

const move = (isMoved: (row: JournalRow, i: number) => boolean, bySec: number) =>
  ROWS.map((row, i) => (isMoved(row, i) ? { ...row, ts: row.ts + bySec } : row));
const twice = (type: JournalRow['type']) =>
  ROWS.flatMap((row): JournalRow[] => (row.type === type ? [row, row] : [row]));
const without = (type: JournalRow['type']) => ROWS.filter((row) => row.type !== type);

test('whole, it passes; and so it does without what nothing is judged by', async () => {
  // A plain k6 has nobody beside it who would write down how it ended.
  const plain = ROWS.filter(({ type }) => type !== 'resources.read' && type !== 'k6.exited');
  const kept = [ROWS, plain, without('verdict'), without('phase.entered'), move(isRow('run.started'), -3)];
  for (const rows of kept) expect(await judge(rows)).toMatchObject({ outcome: 'pass' });
});

describe.each(Object.entries(FORMS))('in %s', (form, rows) => {
  test('it passes', async () => expect(await judge(rows)).toMatchObject({ outcome: 'pass' }));

  test.each(Array.from({ length: 19 }, (_, i) => i + 1))('cut at %i of 20 it cannot tell', async (part) => {
    const { outcome, why } = await judge(rows.slice(0, Math.floor((rows.length * part) / 20)));
    expect([outcome, why]).toEqual(['inconclusive', 'k6 did not get to its summary: see k6.log']);
  });

  test('with one row of calls in the place of another it cannot tell', async () => {
    const type = form === 'rows' ? 'response' : 'counts';
    const calls = rows.filter((row) => row.type === type);
    expect(calls.length).toBeGreaterThan(50);
    const { outcome, why } = await judge(rows.map((row) => (row === calls[7] ? calls[6]! : row)));
    expect(outcome).toBe('inconclusive');
    expect(why).toMatch(/^k6 sent call |^the journal holds /);
  });
});

test('one call in the place of another that is counted alike is told by the numbers of the journeys', async () => {
  const [one, other] = ROWS.filter(isRow('response')).filter(
    ({ journey, call, load_phase }) =>
      journey === 'use_photo_false' && call === 0 && load_phase === 'baseline',
  );
  const { outcome, why } = await judge(ROWS.map((row) => (row === other ? { ...other!, n: one!.n } : row)));
  expect(outcome).toBe('inconclusive');
  expect(why).toMatch(/^k6 sent call \d of journey \d+( twice|, and not call)/);
});

test('a plain k6, which writes nothing down but its summary, blames a service all the same', async () => {
  const broken = [
    ...playRun({ PROFILE: 'quick', SEED: '3', TOXIPROXY_ENABLED: 'false' }, { errorRatio: 0.1 }),
  ];
  const plain = broken.filter(({ type }) => type !== 'k6.exited');
  expect(await judge(plain)).toMatchObject({ outcome: 'fail' });
  expect(await judge([toResourcesRead(STARTED_SEC + 1), ...plain])).toMatchObject({
    outcome: 'inconclusive',
  });
});

test.each<[string, readonly JournalRow[], RegExp]>([
  ["without k6's end", without('k6.exited'), /does not say how k6 ended/],
  ["without k6's summary", without('k6.summary'), /did not get to its summary/],
  [
    'without the last answer',
    ROWS.filter((row) => row !== ROWS.findLast(isRow('response'))),
    /answers, k6 counted/,
  ],
  ['with two summaries', twice('k6.summary'), /of 2 runs/],
  ['with two ends of k6', twice('k6.exited'), /of 2 runs/],
  [
    'with one call an hour late',
    move((row, i) => i === 200 && row.type === 'response', HOUR_SEC),
    /a call from 36/,
  ],
  [
    'with one call an hour early',
    move((row, i) => i === 200 && row.type === 'response', -HOUR_SEC),
    /a call from -35/,
  ],
  ['with a clock that was set forward', move((_, i) => i > ROWS.length / 2, HOUR_SEC), /of a run of 90.0 s/],
  ['with a clock that was set back', move((_, i) => i > ROWS.length / 2, -HOUR_SEC), /a call from /],
  ['begun an hour early', move(isRow('run.started'), -HOUR_SEC), /of a run of 90.0 s/],
  [
    'over before its calls',
    move(isRow('k6.summary'), -60),
    /a call from .* in a run that was over after 30.0 s/,
  ],
  ['over an hour late', move(isRow('k6.summary'), HOUR_SEC), /of a run of 90.0 s/],
])('%s it cannot tell', async (_, rows, why) => {
  const judged = await judge(rows);
  expect(judged.outcome).toBe('inconclusive');
  expect(judged.why).toMatch(why);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  // As the quick profile has them: 1, 6 and 20.
  [
    'all rates doubled',
    { BASE_RPS: '2', CHAOS_RPS: '12', SPIKE_RPS: '40' },
    /^load_offered: .* had not begun \d+ that/,
  ],
  ['one rate doubled', { BASE_RPS: '2' }, /^load_offered: .* had not begun \d+ that/],
  [
    'all rates halved',
    { BASE_RPS: '0.5', CHAOS_RPS: '3', SPIKE_RPS: '10' },
    /these are not the options of that run/,
  ],
  ['one rate halved', { BASE_RPS: '0.5' }, /these are not the options of that run/],
  ['one journey', { SCENARIO: 'photo_usable' }, /was played, which the options do not ask for/],
  [
    'a journey less',
    { SCENARIO_SAFETY_BLOCK_WEIGHT: '0' },
    /safety_block\.\w+ was played, which the options/,
  ],
  ['one kind of user', { CN_PERCENT: '0' }, /\w+\.CN was played, which the options do not ask for/],
])('with %s in its options it cannot tell', async (_, rates, sentence) => {
  const { outcome, because } = await judge(
    ROWS.map((row) => (row.type === 'run.started' ? { ...row, options: { ...row.options, ...rates } } : row)),
  );
  expect([outcome, because]).toEqual(['inconclusive', expect.stringMatching(sentence)]);
});

test('what was never begun is dropped in the report too', async () => {
  const files = toRunFiles(dir);
  const rows = ROWS.map((row) =>
    row.type === 'run.started' ? { ...row, options: { ...row.options, BASE_RPS: '2' } } : row,
  );
  await writeFile(files.journal, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { summary, digest } = await judgeRun(files);
  const { journeys_dropped, journeys_due } = summary.totals;
  expect(journeys_dropped).toBeGreaterThan(0);
  expect(digest.totals).toMatchObject({ journeys_dropped, journeys_due });
});

test('bounds that somebody set in a journal are believed, and told beside the pass that they make', async () => {
  const loose = { MAX_TRANSPORT_ERRORS: '50', MAX_TRANSPORT_ERROR_RATE_5M: '0.5' };
  const shaken = [
    ...playRun({ PROFILE: 'quick', SEED: '3', TOXIPROXY_ENABLED: 'false' }, { lostRatio: 0.02 }),
  ];
  const edited = shaken.map((row) =>
    row.type === 'run.started' ? { ...row, options: { ...row.options, ...loose } } : row,
  );
  expect(await judge(shaken)).toMatchObject({ outcome: 'fail' });
  expect(await judge(edited)).toMatchObject({
    outcome: 'pass',
    because: expect.stringMatching(
      /by bounds of its own: MAX_TRANSPORT_ERROR_RATE_5M 0.5 .* MAX_TRANSPORT_ERRORS 50/,
    ),
  });
});

describe('with a row out of its place, of a run with toxics', () => {
  const rows = [...playRun({ PROFILE: 'quick', SEED: '3', TOXIPROXY_ENABLED: 'true' })];
  const toLast = (row: JournalRow) => [...rows.filter((one) => one !== row), row];
  const toxics = rows.filter(isRow('toxic.on'));

  test.each(toxics.map((row) => [row.mode, row] as const))('%s set behind its end', async (_, row) => {
    const { outcome, why } = await judge(toLast(row));
    expect([outcome, why]).toEqual(['inconclusive', expect.stringMatching(/: rows are out of place/)]);
  });

  test('the start of the run behind its calls', async () => {
    const { outcome, why } = await judge(toLast(rows[0]!));
    expect([outcome, why]).toEqual([
      'inconclusive',
      expect.stringMatching(/^the journal holds 0 answers, k6 counted/),
    ]);
  });

  test('errors that are far apart, put one behind the other', async () => {
    const shaken = [
      ...playRun({ PROFILE: 'quick', SEED: '3', TOXIPROXY_ENABLED: 'false' }, { errorRatio: 0.002 }),
    ];
    const journeys = new Set(
      shaken.filter(isRow('response')).flatMap(({ violations, n }) => (violations[0] ? [n] : [])),
    );
    const isOf = (row: JournalRow) => 'n' in row && journeys.has(row.n as number);
    const { outcome, why } = await judge([...shaken.filter((row) => !isOf(row)), ...shaken.filter(isOf)]);
    expect(journeys.size).toBeGreaterThan(1);
    expect([outcome, why]).toEqual([
      'inconclusive',
      expect.stringMatching(/^the row of a call stands behind/),
    ]);
  });
});

test('its times blame nobody: a clock that is wrong moves answers out of the toxic that they met', async () => {
  const options = { PROFILE: 'quick', SEED: '3', TOXIPROXY_ENABLED: 'true' };
  const rows = [...playRun(options)];
  const { outcome } = await judge(
    rows.map((row) => (row.type === 'response' ? { ...row, ts: row.ts + HOUR_SEC } : row)),
  );
  expect(outcome).toBe('inconclusive');
  expect(rows.some((row) => row.ts < STARTED_SEC)).toBe(false);
});
