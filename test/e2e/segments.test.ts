// One run, played by several plain k6: the journeys are those of one, their journals are one verdict, and a part of them is none.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { type Service, startService } from '../../lib/node/stack/stack.ts';
import { SERVICE } from '../../services/example/service.ts';
import { createRig, type Rig, runCommand } from '../rig.ts';

const EXAMPLE: LoadedService = { service: SERVICE, dir: repoPath('services/example') };
/** Enough answers for every gate, in a baseline and a spike. */
const BUSY: OptionValues = {
  ...{
    DURATION_SECONDS: '8',
    BASE_RPS: '30',
    SPIKE_RPS: '60',
    SPIKE_OFFSET_MIN: '0.1',
    SPIKE_DURATION_SEC: '1',
  },
  ...{ CHAOS_WINDOW_MIN: '0', CYCLE_MIN: '1', SEED: '5', RUN_ID: 'together' },
};
/** Less than a journey a second for each of three. */
const SLOW: OptionValues = { ...BUSY, BASE_RPS: '1.7', SPIKE_RPS: '2.9', RUN_ID: 'slow' };

let rig: Rig;
let k6: string;
let service: Service;
/** Folder by run. */
const dirs = new Map<string, string>();

/** Plays a run, or a segment of it, as a person does: k6 alone. */
async function play(name: string, options: OptionValues): Promise<void> {
  const dir = join(rig.dir, name);
  await mkdir(dir);
  const address = `127.0.0.1:${await findFreePort()}`;
  const all = { BASE: service.url, K6_ADDRESS: address, ...options };
  const env = Object.entries(all).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const log = ['--log-format=raw', `--console-output=${join(dir, 'events.ndjson')}`];
  const child = spawn(
    k6,
    ['run', '--quiet', '--no-color', `--address=${address}`, ...log, ...env, toBundlePath('soak', EXAMPLE)],
    {
      stdio: 'ignore',
      env: { ...process.env, K6_NO_USAGE_REPORT: 'true' },
    },
  );
  const [code] = await once(child, 'exit');
  // A slow run of one is too short for k6's own thresholds; a segment has none.
  expect(options.SEGMENT ? [0] : [0, 99], name).toContain(code);
  dirs.set(name, dir);
}

beforeAll(async () => {
  rig = await createRig();
  [k6, service] = await Promise.all([
    ensureTool('k6'),
    startService(EXAMPLE, { upstreamUrl: undefined, defects: '', logFile: join(rig.dir, 'stack.log') }),
    buildScenarios(EXAMPLE, ['soak']),
  ]);
  await Promise.all([
    play('busy', { ...BUSY, EVENTS: 'on' }),
    play('slow', { ...SLOW, EVENTS: 'on' }),
    ...[1, 2, 3].flatMap((i) => [
      play(`busy${i}`, { ...BUSY, SEGMENT: `${i}/3` }),
      play(`slow${i}`, { ...SLOW, SEGMENT: `${i}/3` }),
    ]),
  ]);
});
afterAll(async () => {
  await service.child.stop();
  await rig[Symbol.asyncDispose]();
});

const dirOf = (name: string) => dirs.get(name) ?? '';
async function readRows(name: string): Promise<JournalRow[]> {
  const text = await readFile(join(dirOf(name), 'events.ndjson'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalRow);
}

/** What each user of a run did, in the order of their numbers. */
function listJourneys(rows: readonly JournalRow[]) {
  return rows
    .filter(isRow('response'))
    .toSorted((a, b) => a.n - b.n || a.call - b.call)
    .map(({ n, call, journey, variant, request_phase }) => ({ n, call, journey, variant, request_phase }));
}
const judge = (...names: readonly string[]) =>
  runCommand('judge', [
    ...names.map((name) => (name.includes('/') ? name : dirOf(name))),
    '--output-dir',
    rig.dir,
  ]);

test.each([
  'busy',
  'slow',
])('the journeys of three runners are those of one, where they are %s', async (name) => {
  const whole = listJourneys(await readRows(name));
  const parts = await Promise.all([1, 2, 3].map((i) => readRows(`${name}${i}`)));
  const together = listJourneys(parts.flat());
  // The last journey of a run may lie on its very end.
  const most = Math.max(whole.length, together.length);
  expect(Math.min(whole.length, together.length)).toBeGreaterThanOrEqual(most - 4);
  expect(together.slice(0, most - 4)).toEqual(whole.slice(0, most - 4));
  expect(parts.every((rows) => rows.some(isRow('response')))).toBe(true);
});

describe('the journals of all', () => {
  it('pass together, in a folder of their own, in any order, as folders or files', async () => {
    const { code, stdout } = await judge('busy3', join(dirOf('busy1'), 'events.ndjson'), 'busy2');
    expect(stdout).toMatch(
      /rolling_windows_seen +segments by hand: the rolling windows were judged only afterwards/,
    );
    expect(stdout).toContain('verdict: PASS');
    expect(code).toBe(0);
    const file = /(\S+)report\.html/.exec(stdout)?.[1] ?? '';
    const summary = JSON.parse(await readFile(`${file}summary.json`, 'utf8')) as Summary;
    const whole = listJourneys(await readRows('busy')).filter(({ call }) => call === 0).length;
    expect(Math.abs(summary.totals.journeys - whole)).toBeLessThanOrEqual(2);
    // Together they are judged again like any run.
    expect((await judge(file)).code).toBe(0);
    expect((await judge(file, 'busy1')).stderr).toContain('is put together already: judge it alone');
  });

  /** The segment 2 as it would be, had this been different. */
  async function changed(name: string, change: (rows: JournalRow[]) => JournalRow[]): Promise<string> {
    const dir = join(rig.dir, name);
    await cp(dirOf('busy2'), dir, { recursive: true });
    const rows = change(await readRows('busy2'));
    await writeFile(join(dir, 'events.ndjson'), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
    return dir;
  }

  test.each<[string, (rows: JournalRow[]) => JournalRow[], RegExp]>([
    ['lost-answer', (rows) => rows.toSpliced(40, 1), /runner 2 sent .*; \d+ more|runner 2 sent/],
    ['cut', (rows) => rows.slice(0, -30), /runner 2 wrote no summary: its log was cut/],
    ['twice', (rows) => [...rows.slice(0, -1), ...rows.slice(-20)], /runner 2 sent/],
    [
      'later',
      (rows) => rows.map((row) => ({ ...row, ts: row.ts + 4 })),
      /all runners were on together for 4\.\d of 8\.0 s: runner 2 began 4\.\d s after the first/,
    ],
  ])('are inconclusive where one is not whole: %s', async (name, change, why) => {
    const { code, stdout } = await judge('busy1', await changed(name, change), 'busy3');
    expect(stdout).toMatch(why);
    expect(stdout).toContain('verdict: INCONCLUSIVE');
    expect(code).toBe(3);
  });

  it('fail together where an answer broke a promise', async () => {
    const dir = await changed('broken', (rows) =>
      rows.map((row, i) =>
        row.type === 'response' && i === 40 ? { ...row, violations: ['given_away'], detail: 'free' } : row,
      ),
    );
    const { code, stdout } = await judge('busy1', dir, 'busy3');
    expect(stdout).toContain('verdict: FAIL  given_away');
    expect(code).toBe(1);
  });

  test.each<[string, (other: string) => readonly string[], RegExp]>([
    ['one is missing', () => ['busy1', 'busy3'], /segment 2 of 3 is missing: name the folders of all 3/],
    ['one is there twice', () => ['busy1', 'busy2', 'busy2'], /are both segment 2 of 3: name each once/],
    [
      'one is of another run',
      () => ['busy1', 'busy2', 'slow3'],
      /has RUN_ID=\w+, and others \w+: give all the same/,
    ],
    ['one is a whole run', () => ['busy1', 'busy'], /is a whole run, and no segment of one: judge it alone/],
    [
      'one has another seed',
      (other) => ['busy1', other, 'busy3'],
      /has SEED=6, and others 5: give all the same/,
    ],
  ])('are refused where %s', async (_, choose, why) => {
    const other = await changed(`other-${_.replaceAll(' ', '-')}`, (rows) =>
      rows.map((row) => (row.type === 'run.started' ? { ...row, seed: 6 } : row)),
    );
    const { code, stderr } = await judge(...choose(other));
    expect(stderr).toMatch(why);
    expect(code).toBe(2);
  });
});

it('is no verdict alone, which is never a pass', async () => {
  const { code, stdout } = await judge('busy1');
  expect(stdout).toContain(
    'INCONCLUSIVE  run_complete: this is segment 1/3 of a run: judge all of them together',
  );
  expect(code).toBe(3);
});
