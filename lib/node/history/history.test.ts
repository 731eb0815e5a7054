import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { makeNight } from '../../../test/runs/nights.ts';
import { readHistory, writeHistory } from './history.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-history-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(path: string, content: string | object): Promise<void> {
  const file = join(dir, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}
const read = () => readHistory(dir, () => {});
const toNames = ({ groups }: Awaited<ReturnType<typeof read>>) =>
  groups.flatMap(({ runs }) => runs.map(({ name }) => name));

it('finds runs at any depth, as an artifact has them', async () => {
  await put('summary.json', makeNight({ night: 3 }));
  await put('run_a/summary.json', makeNight({ night: 2 }));
  await put('artifact-7/results/run_b/summary.json', makeNight({ night: 1 }));
  expect(toNames(await read())).toEqual(['artifact-7/results/run_b', 'run_a', '.']);
});

describe('what is left out is named', () => {
  beforeEach(() => put('run_good/summary.json', makeNight({ night: 1 })));
  const good = makeNight({ night: 2 });
  test.each<[string, string, () => Promise<void>, RegExp]>([
    ['cut short', 'run/summary.json', () => put('run/summary.json', '{"schema_version":2,'), /is no JSON/],
    ['empty', 'run/summary.json', () => put('run/summary.json', ''), /is no JSON/],
    [
      'of version 1',
      'run/summary.json',
      () => put('run/summary.json', { schema_version: 1 }),
      /of version 1, and 2 is read/,
    ],
    ['of no version', 'run/summary.json', () => put('run/summary.json', []), /of version none/],
    [
      'without its phases',
      'run/summary.json',
      () => put('run/summary.json', { ...good, phases: undefined }),
      /is no summary: .*phases/,
    ],
    ['a folder', 'run/summary.json', () => put('run/summary.json/x', 'x'), /is a folder/],
    ['packed', 'run/summary.json', () => put('run/summary.json', '\x1f\x8b'), /is packed|is no JSON/],
    [
      'a run without its end',
      'run',
      () => put('run/events.ndjson', '{}'),
      /journal and no summary.json.*npm run judge/,
    ],
    ['an archive', 'run.zip', () => put('run.zip', 'PK'), /unpack it/],
    [
      'a run that is there twice',
      'run/summary.json',
      () => put('run/summary.json', makeNight({ night: 1 })),
      /is the run of .* again/,
    ],
  ])('%s', async (_, path, make, why) => {
    await make();
    const { left_out: leftOut } = await read();
    expect(leftOut).toEqual([{ file: expect.stringMatching(/run/), why: expect.stringMatching(why) }]);
    expect([join(dir, path), join(dir, 'run_good/summary.json')]).toContain(leftOut[0]?.file);
  });

  it('with keys of a later version it is read all the same', async () => {
    await put('run/summary.json', { ...good, moons: 2, verdict: { ...good.verdict, mood: 'calm' } });
    expect(await read()).toMatchObject({ left_out: [] });
  });

  it('a circle of links is no end', async () => {
    await symlink(dir, join(dir, 'again'));
    expect(toNames(await read())).toEqual(['run_good']);
  });
});

test('a folder without a run is told, with what is wrong in it', async () => {
  await put('run/summary.json', '{');
  await expect(read()).rejects.toThrow(/holds no finished run; .*summary\.json is no JSON.*npm run soak/);
  await expect(readHistory(join(dir, 'none'), () => {})).rejects.toThrow(
    /none: there is no such folder; give one that holds runs/,
  );
});

test('the files are written beside the runs', async () => {
  await put('run/summary.json', makeNight({ night: 1 }));
  const history = await read();
  const paths = await writeHistory(history, dir);
  expect(JSON.parse(await readFile(paths.find((path) => path.endsWith('.json')) ?? '', 'utf8'))).toEqual(
    history,
  );
  await expect(writeHistory(history, join(dir, 'none'))).rejects.toThrow(/cannot be written.*--to/);
});
