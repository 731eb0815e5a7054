// Three runs of a campaign, struck for real; the whole of it is `npm run mayhem`.
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../teeth/mayhem/faults/fault.ts';
import { FAULTS } from '../../teeth/mayhem/faults/table.ts';
import { planMayhem } from '../../teeth/mayhem/plan-mayhem.ts';
import type { PlayedRun } from '../../teeth/mayhem/play-mayhem.ts';
import { runMayhem } from '../../teeth/mayhem/run-mayhem.ts';
import { AURORA, createRig, type Rig, runCommand } from '../running/rig.ts';

const find = (id: string): Fault => FAULTS.find((fault) => fault.id === id)!;

let rig: Rig;
let played: readonly PlayedRun[];
beforeAll(async () => {
  rig = await createRig();
  // The last one says the wrong thing, so that the campaign itself is seen to fail.
  const wrong: Fault = { ...find('sigint'), id: 'sigint-expected-to-pass', blinds: false, ends: ['pass'] };
  const runs: PlayedRun[] = [];
  await runMayhem(planMayhem([find('journal-renamed'), find('k6-killed'), wrong], 3, 1), {
    loaded: AURORA,
    jobs: 3,
    dir: rig.dir,
    stop: new AbortController().signal,
    onStart: () => {},
    onRun: (run) => runs.push(run),
  });
  played = runs;
});
afterAll(async () => rig[Symbol.asyncDispose]());
const wrongOf = (id: string) => played.find(({ planned }) => planned.fault.id === id)?.wrong;

test.each(['journal-renamed', 'k6-killed'])('%s: ended as it must, and nothing is left', (id) =>
  expect(wrongOf(id)).toEqual([]));

test('a run that does not end as its fault says is caught, and only its folder is kept', async () => {
  expect(wrongOf('sigint-expected-to-pass')).toEqual([
    'it ended as interrupted, and may as pass: exit code 130, summary inconclusive',
  ]);
  expect(await readdir(rig.dir)).toEqual([expect.stringMatching(/^\d{3}_sigint-expected-to-pass$/)]);
});

test('npm run mayhem -- --list shows the faults and plays none', async () => {
  const { code, stdout } = await runCommand('mayhem', ['--list', '--only', 'journal']);
  expect(code).toBe(0);
  expect(stdout).toContain('journal-renamed');
  expect(stdout).not.toContain('sigint');
});

test.each([
  [['--only', 'nonsense'], '--only nonsense'],
  [['--runs', '0'], 'MAYHEM_RUNS=0: give a whole number from 1'],
])('%j is one sentence and exit code 2', async (args, sentence) => {
  const { code, stderr } = await runCommand('mayhem', args);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
