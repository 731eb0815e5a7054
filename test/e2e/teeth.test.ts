// One row of each kind of the teeth matrix, played for real; the whole of it is `npm run teeth`.
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAST_IDS, ROWS } from '../../services/aurora/teeth/rows.ts';
import { runTeeth } from '../../teeth/play.ts';
import type { Judged, Tooth } from '../../teeth/teeth.ts';
import { AURORA, createRig, type Rig, runCommand } from '../running/rig.ts';

const find = (id: string) => ROWS.find((tooth) => tooth.id === id)!;
const HEALTHY = find('low_med_treatment_leak/near-miss/no-retinol');

/** Rows that say the wrong thing, so that the matrix itself is seen to fail. */
const WRONG: readonly (readonly [result: string, tooth: Tooth])[] = [
  ['missed', { ...HEALTHY, id: 'low_med_treatment_leak/no-fault', expect: 'fail' }],
  [
    'wrong reason',
    { ...find('http_4xx/full-rate'), id: 'schema_violation/is-a-4xx', gate: 'schema_violation' },
  ],
  ['false alarm', { ...find('http_4xx/full-rate'), id: 'http_4xx/expected-to-pass', expect: 'pass' }],
  [
    'not run',
    {
      ...HEALTHY,
      id: 'suite_errors/nothing-to-break',
      means: { kind: 'script', find: 'no such code', put: '' },
    },
  ],
];

let rig: Rig;
let judged: readonly Judged[];
let kept: readonly string[];
beforeAll(async () => {
  rig = await createRig();
  judged = await runTeeth([...FAST_IDS.map(find), ...WRONG.map(([, tooth]) => tooth)], {
    loaded: AURORA,
    service: 'aurora',
    values: {},
    jobs: 2 * availableParallelism(),
    dir: rig.dir,
    stop: new AbortController().signal,
    onStart: () => {},
    onEnd: () => {},
  });
  kept = await readdir(rig.dir);
});
afterAll(async () => rig[Symbol.asyncDispose]());
const resultOf = (id: string) => judged.find(({ tooth }) => tooth.id === id);

test.each(FAST_IDS)('%s', (id) => {
  const row = resultOf(id);
  expect(row, row?.because).toMatchObject({ ok: true });
});

test.each(WRONG)('a row that says the wrong thing is "%s"', (result, { id }) => {
  expect(resultOf(id)).toMatchObject({ ok: false, result });
});

test('only the runs of rows that went wrong are kept', () => {
  const ran = WRONG.filter(([result]) => result !== 'not run').map(([, { id }]) => id.replaceAll('/', '_'));
  expect(kept).toEqual(expect.arrayContaining(ran));
  expect(kept.filter((name) => FAST_IDS.includes(name.replace('_', '/')))).toEqual([]);
  expect(kept).not.toContain('script');
});

describe('npm run teeth', () => {
  test('--list shows the rows and plays none', async () => {
    const { code, stdout } = await runCommand('teeth', ['--list', '--only', 'http_4xx']);
    expect(code).toBe(0);
    expect(stdout).toContain('http_4xx/full-rate');
    expect(stdout).not.toContain('http_5xx');
  });

  test.each([
    [['--only', 'nonsense'], '--only nonsense'],
    [['--jobs', '0'], 'TEETH_JOBS=0: give a whole number from 1'],
    [['--write', '--only', 'http_4xx'], '--write takes the whole matrix'],
    [['--nonsense', '1'], '--nonsense'],
  ])('%j is one sentence and exit code 2', async (args, sentence) => {
    const { code, stderr } = await runCommand('teeth', args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a row that is as it should be is exit code 0', async () => {
    const { code, stdout } = await runCommand('teeth', ['--only', 'http_4xx/full-rate'], {
      OUTPUT_DIR: rig.dir,
    });
    expect(stdout).toContain('broken: 1 of 1 caught');
    expect(code).toBe(0);
  });
});
