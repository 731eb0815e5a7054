import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseState, type RunRecord } from '../history.ts';
import { type KnownState, recordRun } from './state-file.ts';

let dir = '';
let file = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-state-'));
  file = join(dir, 'deep', 'state.json');
});
afterEach(async () => {
  await chmod(dir, 0o700);
  await rm(dir, { recursive: true, force: true });
});

const toRecord = (run_id: string): RunRecord => ({
  run_id,
  at: '2027-01-15T08:00:00.000Z',
  base: 'http://bff',
  sample_count: 10,
  failed_count: 1,
  outcome: 'ok',
});
const decideAs = (run_id: string) => (known: KnownState) => ({ record: toRecord(run_id), known });
const readRuns = async () => {
  const parsed = parseState(await readFile(file, 'utf8'));
  return parsed.kind === 'state' ? parsed.state.runs.map((run) => run.run_id) : parsed.kind;
};

test('a run is there for the next one to see', async () => {
  expect(await recordRun(file, decideAs('r1'))).toMatchObject({
    recorded: true,
    note: '',
    decided: { known: { runs: [] } },
  });
  const second = await recordRun(file, decideAs('r2'));
  expect(second.decided.known).toMatchObject({ runs: [{ run_id: 'r1' }] });
  expect(await readdir(join(dir, 'deep'))).toEqual(['state.json']);
});

test('of probes that overlap none is lost, and each sees those before it', async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `r${n}`);
  const results = await Promise.all(ids.map((id) => recordRun(file, decideAs(id))));
  expect([...(await readRuns())].sort()).toEqual([...ids].sort());
  const seen = results.map(({ decided }) => ('runs' in decided.known ? decided.known.runs.length : -1));
  expect(seen.sort((a, b) => a - b)).toEqual(ids.map((_, n) => n));
});

test.each([
  '',
  '{"schema_version":1,"runs":[',
  '\u0000\u0000',
  '[]',
])('a corrupt file (%j) is kept aside, and the history begins anew', async (text) => {
  await mkdir(join(dir, 'deep'));
  await writeFile(file, text);
  const result = await recordRun(file, decideAs('r1'));
  expect(result.note).toMatch(/could not be read as one \(.*\); it is kept as .*corrupt-\d+/);
  expect(result.recorded).toBe(true);
  expect(await readRuns()).toEqual(['r1']);
  const aside = (await readdir(join(dir, 'deep'))).find((name) => name.includes('corrupt'));
  expect(await readFile(join(dir, 'deep', aside ?? ''), 'utf8')).toBe(text);
});

test('a file of a newer version is left as it is, and nothing is known', async () => {
  await mkdir(join(dir, 'deep'));
  const text = '{"schema_version":9,"of":"another kind"}';
  await writeFile(file, text);
  const result = await recordRun(file, decideAs('r1'));
  expect(result).toMatchObject({ recorded: false, note: expect.stringContaining('schema_version 9') });
  expect(result.decided.known).toHaveProperty('unknown');
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a place that cannot be written is reported, and the run is decided all the same', async () => {
  const result = await recordRun('/dev/null/state.json', decideAs('r1'));
  expect(result).toMatchObject({ recorded: false, note: expect.stringContaining('/dev/null/state.json') });
  expect(result.decided.record.run_id).toBe('r1');
});

test('a lock that a killed probe left is overruled', async () => {
  await recordRun(file, decideAs('r1'));
  await mkdir(`${file}.lock`);
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(`${file}.lock`, longAgo, longAgo);
  expect(await recordRun(file, decideAs('r2'))).toMatchObject({ recorded: true });
  expect(await readRuns()).toEqual(['r1', 'r2']);
});
