// A run's folder that was copied, cut, packed or written by another version: a sentence, and never the verdict that the service failed.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { runCommand } from '../running/rig.ts';
import { writeRun } from '../runs/written-run.ts';

let dir = '';
let whole = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-damaged-'));

  whole = (await writeRun(dir, 'whole', { PROFILE: 'quick', SEED: '3' }, {})).dir;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** The damaged journal in a copy of the run, judged by the real command. */
async function judgeDamaged(
  name: string,
  damage: (journal: Buffer) => Buffer | string | ((file: string) => unknown),
) {
  const copy = join(dir, name.replaceAll(/[^a-z]+/gi, '_'));
  await cp(whole, copy, { recursive: true });
  const { journal } = toRunFiles(copy);
  const damaged = damage(await readFile(journal));
  await rm(journal);
  if (typeof damaged === 'function') await damaged(journal);
  else await writeFile(journal, damaged);
  const { code, stdout, stderr } = await runCommand('judge', [copy]);
  await rm(copy, { recursive: true });
  return { code, said: stdout + stderr };
}

const linesOf = (journal: Buffer) => journal.toString().split('\n');
const without = (keep: (line: string, i: number) => boolean) => (journal: Buffer) =>
  linesOf(journal).filter(keep).join('\n');

test('whole, it cannot tell what its toxics hit, and that is all', async () => {
  const { code, said } = await judgeDamaged('whole again', (journal) => journal);
  expect(said).toMatch(/verdict: INCONCLUSIVE {2}toxics_bit$/m);
  expect(code).toBe(3);
});

test('beside the verdict that its run wrote down, where that is another', async () => {
  const toRow = (outcome: string, why: string) => (journal: Buffer) =>
    `${journal}${JSON.stringify({ ts: 1_800_000_090, type: 'verdict', outcome, why })}\n`;
  const same = await judgeDamaged('of its own', toRow('inconclusive', 'toxics_bit: latency: not seen'));
  expect(same.said).not.toContain('own verdict');
  const other = await judgeDamaged('of another', toRow('pass', '40 gates held'));
  expect(other.said).toContain(
    "the run's own verdict was pass, and its journal comes to inconclusive by toxics_bit: it was judged by another version, or the journal was changed",
  );
  expect([same.code, other.code]).toEqual([3, 3]);
});

describe('a journal', () => {
  test.each<[string, (journal: Buffer) => Buffer | string | ((file: string) => unknown), number, RegExp]>([
    [
      'cut in the middle of a row',
      (j) => j.subarray(0, j.length * 0.6),
      3,
      /1 line of the journal is no row; the first is line \d+/,
    ],
    ['cut between two rows', (j) => linesOf(j).slice(0, 400).join('\n'), 3, /k6 did not get to its summary/],
    [
      'without its beginning',
      (j) => j.subarray(50),
      2,
      /holds no run.started row: line 1, no row of a journal/,
    ],
    ['with nothing in it', () => '', 2, /holds no run.started row/],
    [
      'without the rows of its toxics',
      without((line) => !line.includes('"toxic.')),
      3,
      /the journal holds 0 of the 5 toxics that were due/,
    ],
    [
      'with every second answer gone',
      without((line, i) => i % 2 === 0 || !line.includes('"response"')),
      3,
      /the journal holds \d+ answers, k6 counted \d+/,
    ],
    [
      'with one answer gone, and another there twice',
      (j) => {
        const rows = linesOf(j);
        const [one = 0] = rows.flatMap((line, i) => (line.includes('"call":0') ? [i] : []));
        const [behind = ''] = rows.filter((line) => line.includes('"response"') && line.includes('"call":1'));
        return rows.with(one, behind).join('\n');
      },
      3,
      /the journal holds \d+ journeys, k6 counted \d+/,
    ],
    ['of two runs', (j) => `${j}${j}`, 3, /the journal is of 2 runs: judge each by its own/],
    [
      'whose answers broke what the service does not know',
      (j) => j.toString().replace('"violations":[]', '"violations":["price_wrong"]'),
      3,
      /answers broke price_wrong, which the service does not know/,
    ],
    [
      'without a field of its answers',
      (j) => j.toString().replaceAll('"load_phase":', '"phase_of_load":'),
      3,
      /the first is line \d+, response: /,
    ],
    [
      'with a byte order mark',
      (j) => Buffer.concat([Buffer.from('\ufeff'), j]),
      3,
      /verdict: INCONCLUSIVE {2}toxics_bit$/m,
    ],
    ['in UTF-16', (j) => Buffer.from(`\ufeff${j}`, 'utf16le'), 2, /is in UTF-16; write it in UTF-8/],
    ['packed', (j) => gzipSync(j), 2, /is packed by gzip; unpack it/],
    ['that is a named pipe', () => (file) => execFileSync('mkfifo', [file]), 2, /is no regular file/],
    ['that is a folder', () => (file) => execFileSync('mkdir', [file]), 2, /is a folder/],
    ['that is not there', () => () => {}, 2, /is not there; give the folder of a run/],
    [
      'with rows of a later version',
      (j) => `${j}{"ts":1800000001,"type":"moon.risen"}\n`,
      3,
      /a row of type "moon.risen", which this version does not know/,
    ],
    [
      'of an earlier version',
      (j) =>
        linesOf(j)
          .map((line) =>
            line.includes('"k6.summary"') ? line.replace(/"no_renderable_cards":\d+,/, '') : line,
          )
          .join('\n'),
      3,
      /the run did not count no_renderable_cards: its journal is of an earlier version/,
    ],
  ])('%s', async (name, damage, code, sentence) => {
    const judged = await judgeDamaged(name, damage);
    expect(judged.said).toMatch(sentence);
    expect(judged.said).not.toMatch(/TypeError|at file:| {4}at /);
    expect(judged.code).toBe(code);
  });
});
