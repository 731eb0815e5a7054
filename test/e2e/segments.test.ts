// One run, played by several plain k6: the journeys are those of one, their journals are one verdict, and a part of them is none.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { isRow, type JournalRow } from '../../lib/core/journal/events.ts';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { decideExitCode } from '../../lib/core/outcome.ts';
import type { Summary } from '../../lib/core/verdict/summary-schema.ts';
import { buildScenarios, toBundlePath } from '../../lib/node/build/bundle.ts';
import { ensureTool } from '../../lib/node/build/tools.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { findFreePort } from '../../lib/node/process/ports.ts';
import { waitFor } from '../../lib/node/process/wait.ts';
import { judgeRun } from '../../lib/node/run/judge.ts';
import { toRunFiles } from '../../lib/node/run-folder/run-files.ts';
import { findSegments } from '../../lib/node/segments/find-segments.ts';
import { mergeSegments } from '../../lib/node/segments/merge-segments.ts';
import type { LoadedService } from '../../lib/node/service/load-service.ts';
import { type Service, startService } from '../../lib/node/stack/stack.ts';
import { SERVICE } from '../../services/example/service.ts';
import { createRig, type Rig, runCommand } from '../running/rig.ts';

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

/** k6's ExecutionStatusPausedBeforeRun: its users are made, and it waits to be told to begin. */
const PAUSED = 4;

let rig: Rig;
let k6: string;
let service: Service;
const children: ChildProcess[] = [];
/** Folder by run. */
const dirs = new Map<string, string>();

/** Makes a run, or a segment of it, ready to play, by k6 alone. Returns what begins it, and resolves when it is over. */
async function prepare(name: string, options: OptionValues): Promise<() => Promise<void>> {
  const dir = join(rig.dir, name);
  dirs.set(name, dir);
  await mkdir(dir);
  const address = `127.0.0.1:${await findFreePort()}`;
  const all = { BASE: service.url, K6_ADDRESS: address, ...options };
  const args = [
    ...['run', '--quiet', '--no-color', '--paused', `--address=${address}`, '--log-format=raw'],
    `--console-output=${join(dir, 'events.ndjson')}`,
    ...Object.entries(all).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
    toBundlePath('soak', EXAMPLE),
  ];
  const child = spawn(k6, args, { stdio: 'ignore', env: { ...process.env, K6_NO_USAGE_REPORT: 'true' } });
  children.push(child);
  const ended = once(child, 'exit');
  const ask = (method: string, attributes?: object) =>
    fetch(`http://${address}/v1/status`, {
      method,
      ...(attributes
        ? { body: JSON.stringify({ data: { type: 'status', id: 'default', attributes } }) }
        : {}),
    }).then(
      async (answer) =>
        ((await answer.json()) as { data: { attributes: { status: number } } }).data.attributes,
      () => undefined,
    );
  await waitFor(`${name} is ready`, 60_000, async () =>
    (await ask('GET'))?.status === PAUSED ? true : undefined,
  );
  return async () => {
    await ask('PATCH', { paused: false });
    const [code] = await ended;
    // A slow run of one is too short for k6's own thresholds; a segment has none.
    expect(options.SEGMENT ? [0] : [0, 99], name).toContain(code);
  };
}

beforeAll(async () => {
  rig = await createRig();
  [k6, service] = await Promise.all([
    ensureTool('k6'),
    startService(EXAMPLE, { upstreamUrl: undefined, defects: '', logFile: join(rig.dir, 'stack.log') }),
    buildScenarios(EXAMPLE, ['soak']),
  ]);
  const ready = await Promise.all([
    prepare('busy', { ...BUSY, EVENTS: 'on' }),
    prepare('slow', { ...SLOW, EVENTS: 'on' }),
    ...[1, 2, 3].flatMap((i) => [
      prepare(`busy${i}`, { ...BUSY, SEGMENT: `${i}/3` }),
      prepare(`slow${i}`, { ...SLOW, SEGMENT: `${i}/3` }),
    ]),
  ]);
  await Promise.all(ready.map((play) => play()));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
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
const toNames = (names: readonly string[]) => names.map((name) => (name.includes('/') ? name : dirOf(name)));
const find = (...names: readonly string[]) => findSegments(toNames(names), rig.dir);
/** As the command does, in this process. */
async function judgeTogether(...names: readonly string[]) {
  const { summary } = await judgeRun(await mergeSegments(await find(...names), rig.dir));
  return { ...summary.verdict, code: decideExitCode(summary.verdict.outcome) };
}
const judge = (...names: readonly string[]) =>
  runCommand('judge', [...toNames(names), '--output-dir', rig.dir]);

test.each([
  'busy',
  'slow',
])('the journeys of three runners are those of one, where they are %s', async (name) => {
  const whole = listJourneys(await readRows(name));
  const parts = await Promise.all([1, 2, 3].map(async (i) => listJourneys(await readRows(`${name}${i}`))));
  // The last journey of each may lie on the very end of the run, and be cut off by it.
  const last = Math.min(...[whole, ...parts].map((rows) => rows.at(-1)?.n ?? 0));
  const upTo = (rows: ReturnType<typeof listJourneys>) => rows.filter(({ n }) => n < last);
  expect(last).toBeGreaterThanOrEqual((whole.at(-1)?.n ?? 0) - 3);
  expect(upTo(parts.flat().toSorted((x, y) => x.n - y.n || x.call - y.call))).toEqual(upTo(whole));
});

describe('the journals of all', () => {
  it('pass together, in a folder of their own, in any order, as folders or files', async () => {
    const { code, stdout } = await judge('busy3', join(dirOf('busy1'), 'events.ndjson'), 'busy2');
    expect(stdout).toMatch(
      /rolling_windows_seen[: ]+segments by hand: the rolling windows were judged only afterwards/,
    );
    expect(stdout).toContain('verdict: PASS');
    expect(code).toBe(0);
    const file = /(\S+)report\.html/.exec(stdout)?.[1] ?? '';
    const summary = JSON.parse(await readFile(`${file}summary.json`, 'utf8')) as Summary;
    const whole = listJourneys(await readRows('busy')).filter(({ call }) => call === 0).length;
    expect(Math.abs((summary.totals.journeys ?? 0) - whole)).toBeLessThanOrEqual(4);
    // Together they are judged again like any run.
    expect((await judgeRun(toRunFiles(file))).summary.verdict.outcome).toBe('pass');
    await expect(find(file, 'busy1')).rejects.toThrow('is put together already: judge it alone');
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
    ['lost-answer', (rows) => rows.toSpliced(40, 1), /runner 2 sent/],
    ['cut', (rows) => rows.slice(0, -30), /runner 2 wrote no summary: its log was cut/],
    ['twice', (rows) => [...rows.slice(0, -1), ...rows.slice(-20)], /runner 2 sent/],
    [
      'later',
      (rows) => rows.map((row) => ({ ...row, ts: row.ts + 4 })),
      /all runners were on together for [345]\.\d of 8\.0 s: runner 2 began [345]\.\d s after the first/,
    ],
  ])('are inconclusive where one is not whole: %s', async (name, change, why) => {
    const { code, because } = await judgeTogether('busy1', await changed(name, change), 'busy3');
    expect(because).toMatch(why);
    expect(code).toBe(3);
  });

  it('fail together where an answer broke a promise', async () => {
    const dir = await changed('broken', (rows) =>
      rows.map((row, i) => {
        if (row.type === 'response' && i === 40)
          return { ...row, violations: ['given_away'], detail: 'free' };
        // As its k6 would have counted it.
        return row.type === 'k6.summary' ? { ...row, totals: { ...row.totals, given_away: 1 } } : row;
      }),
    );
    const { code, because } = await judgeTogether('busy1', dir, 'busy3');
    expect(because).toMatch(/^given_away: /);
    expect(code).toBe(1);
  });

  test('fail together for a share, and none of them alone', async () => {
    const rows = await readRows('busy2');
    const own = rows.filter(isRow('response'));
    // More than 0.5 % of a full window, whatever the others answer.
    const broken = new Set([20, 50, 80, 110, 140].map((i) => own[i]));
    const dir = await changed('shaky', (all) =>
      all.map((row) => {
        if (
          row.type === 'response' &&
          broken.has(own.find((one) => one.n === row.n && one.call === row.call))
        )
          return { ...row, violations: ['http_5xx'], code: 503, judged: 0 };
        return row.type === 'k6.summary'
          ? {
              ...row,
              totals: {
                ...row.totals,
                http_5xx: broken.size,
                answers_judged: row.totals.answers_judged - broken.size,
              },
            }
          : row;
      }),
    );
    const alone = await judgeRun(toRunFiles(dir));
    expect(alone.summary.verdict.outcome).toBe('inconclusive');
    expect(alone.summary.verdict.gates.find(({ id }) => id === 'http_5xx_rate_5m')).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringMatching(/ > 0.5 %.*, as far as one of several runners can tell/),
    });
    expect(await judgeTogether('busy1', dir, 'busy3')).toMatchObject({ outcome: 'fail', code: 1 });
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
    await expect(find(...choose(other))).rejects.toThrow(why);
  });
});

/** The journal of one k6, as n runners would have written it. */
async function split(rows: readonly JournalRow[], runners: number): Promise<string[]> {
  const summary = rows.findLast(isRow('k6.summary'));
  return Promise.all(
    Array.from({ length: runners }, async (_, i) => {
      const own = rows.filter(
        (row) =>
          row.type !== 'k6.summary' &&
          ('n' in row ? row.n % runners === i : i === 0 || row.type === 'run.started'),
      );
      const answers = own.filter(isRow('response'));
      const count = (keep: (row: (typeof answers)[number]) => boolean) => answers.filter(keep).length;
      const totals = {
        ...Object.fromEntries(
          Object.entries(summary?.totals ?? {}).map(([id, total]) => [id, i === 0 ? total : 0]),
        ),
        journeys: count(({ call }) => call === 0),
        calls: answers.length,
        responses: count((row) => row.response_received === 1),
        answers_judged: count(({ judged }) => judged === 1),
      };
      const lines = [...own, { ts: summary?.ts, type: 'k6.summary', totals }].map((row) =>
        JSON.stringify(
          'options' in row ? { ...row, options: { ...row.options, RUNNERS: String(runners) } } : row,
        ),
      );
      const dir = join(rig.dir, `part-${i + 1}-of-${runners}`);
      await mkdir(dir);
      await writeFile(join(dir, 'events.ndjson'), `${lines.join('\n')}\n`);
      return dir;
    }),
  );
}

test.each([2, 7])('a run that one k6 played is judged the same in %i parts', async (runners) => {
  const { summary: whole } = await judgeRun(toRunFiles(dirOf('busy')));
  const parts = await split(await readRows('busy'), runners);
  const { summary } = await judgeRun(await mergeSegments(await find(...parts.toReversed()), rig.dir));
  const told = ({ verdict }: Summary) =>
    verdict.gates
      .filter(({ id }) => id !== 'rolling_windows_seen')
      .map(({ id, outcome, value, samples, because }) => ({ id, outcome, value, samples, because }));
  expect(told(summary)).toEqual(told(whole));
  expect(summary.phases).toEqual(whole.phases);
  expect(summary.journeys).toEqual(whole.journeys);
  expect(summary.verdict.outcome).toBe(whole.verdict.outcome);
  expect(summary.runners?.length).toBe(runners);
});

it('is missed by the command too', async () => {
  const { code, stderr } = await judge('busy1', 'busy3');
  expect(stderr).toContain('segment 2 of 3 is missing');
  expect(code).toBe(2);
});

it('is no verdict alone, which is never a pass', async () => {
  const { code, stdout } = await judge('busy1');
  expect(stdout).toContain(
    'INCONCLUSIVE  run_complete: this is segment 1/3 of a run: judge all of them together',
  );
  expect(code).toBe(3);
});
