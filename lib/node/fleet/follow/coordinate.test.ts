import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveFake } from '../../../../test/running/fake-kubernetes.ts';
import type { RunnerEnd } from '../../../core/fleet/close.ts';
import type { FleetMerge, FleetSeen } from '../../../core/fleet/merge.ts';
import type { JournalRow } from '../../../core/journal/events.ts';
import { withTemporaryDir } from '../../files/temporary.ts';
import { toRunFiles } from '../../run-folder/run-files.ts';
import { toJournalFile } from '../journal-volume.ts';
import type { Pod } from '../pods.ts';
import { coordinate } from './coordinate.ts';

const NAME = 'soak-1';
type End = { readonly exitCode: number; readonly reason: string };
const podOf = (runner: number, end: End | undefined): Pod => ({
  metadata: { name: `p${runner}`, labels: { 'job-name': `${NAME}-${runner}` } },
  status: {
    phase: end ? 'Failed' : 'Running',
    containerStatuses: [{ state: end ? { terminated: end } : { running: {} } }],
  },
});
const line = (row: object) => `2026-11-29T17:00:01.000000000Z ${JSON.stringify({ ts: 1, ...row })}\n`;
const BEGAN = line({ type: 'run.started' });
const CUT = line({ type: 'journey.cut' });

interface Play {
  /** The log of each runner. */
  readonly logs: readonly string[];
  /** What each runner writes to a volume; they have one where this is given. */
  readonly journals?: readonly string[];
  /** How each runner is at first. */
  readonly ends: readonly (End | undefined)[];
  /** The type of a row at which all are to stop. */
  readonly stopsAt?: string;
  /** How long runners were on that are over too early; undefined where none is. */
  readonly earlySec?: number;
  /** No call got an answer. */
  readonly isUnanswered?: boolean;
}

/** Plays runners to their end; one that is told to stop ends with 103. */
async function play({ logs, journals = [], ends, stopsAt, earlySec, isUnanswered = false }: Play) {
  const states = [...ends];
  const stopped: string[] = [];
  await using fake = await serveFake((asked) => {
    const [, pod = ''] = /\/pods\/(p\d+)/.exec(asked) ?? [];
    const i = Number(pod.slice(1)) - 1;
    if (asked.includes('/log?')) return { body: logs[i] };
    if (asked.startsWith('PATCH')) {
      stopped.push(pod);
      states[i] ??= { exitCode: 103, reason: 'Error' };
      return { body: { data: { attributes: { stopped: true } } } };
    }
    if (asked.includes('/proxy/')) return { body: {} };
    if (asked.includes('watch=true')) return { body: '' };
    return { body: { items: states.map((end, at) => podOf(at + 1, end)) } };
  });
  let stop: ReturnType<FleetMerge['stop']>;
  let told: readonly RunnerEnd[] = [];
  let seen: FleetSeen | undefined;
  const merge: FleetMerge = {
    add(runner, row) {
      if (row.type === stopsAt) stop = { gate: 'g', why: 'w' };
      return [{ ...row, runner } as JournalRow];
    },
    stop: () => stop,
    findEarlyEnd: () => earlySec,
    isUnanswered: () => isUnanswered,
    end(given, _, more) {
      told = given;
      seen = more;
      return [{ ts: 2, type: 'k6.exited', code: 7, signal: null }];
    },
  };
  return await withTemporaryDir('coordinate', async (dir) => {
    const files = toRunFiles(dir);
    const volume = { claim: 'journals', dir: join(dir, 'volume') };
    for (const [i, text] of journals.entries()) {
      const file = toJournalFile(volume, NAME, `p${i + 1}`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const { ended } = coordinate({
      fleet: {
        ...{ api: fake.api, socketPath: fake.socketPath, namespace: 'n', image: '', starterImage: '' },
        ...{ script: '', pod: {}, host: undefined, remover: undefined },
        journals: journals.length > 0 ? volume : undefined,
      },
      name: NAME,
      pods: ends.map((_, i) => podOf(i + 1, undefined)),
      merge,
      askBase: async () => 10,
      files,
      say: () => {},
    });
    const end = await ended;
    const journal = await readFile(files.journal, 'utf8');
    const rows = journal
      .split('\n')
      .slice(0, -1)
      .map((text) => JSON.parse(text) as JournalRow);
    const k6Log = await readFile(files.k6Log, 'utf8').catch(() => '');
    return { end, rows, told, stopped: [...new Set(stopped)], k6Log, seen };
  });
}
const DONE = { exitCode: 0, reason: 'Completed' };

it('writes the rows of all with their runners, and ends as they did', async () => {
  const { end, rows, told, stopped, k6Log } = await play({
    logs: [`${BEGAN}2026-11-29T17:00:02.000000000Z a word of k6\n`, BEGAN],
    ends: [DONE, DONE],
  });
  expect(rows.map((row) => [row.type, 'runner' in row && row.runner]).toSorted()).toEqual([
    ['run.started', 1],
    ['run.started', 2],
  ]);
  expect(told).toEqual([1, 2].map((runner) => ({ runner, code: 0, why: null })));
  expect([end, stopped, k6Log]).toEqual([{ code: 7, signal: null }, [], 'runner 1: a word of k6\n']);
});

it('stops all where the merge says so', async () => {
  const { stopped, told, rows } = await play({
    logs: [BEGAN + CUT, BEGAN],
    ends: [undefined, undefined],
    stopsAt: 'journey.cut',
  });
  expect(stopped.toSorted()).toEqual(['p1', 'p2']);
  expect(told.map(({ code }) => code)).toEqual([103, 103]);
  expect(rows.some(({ type }) => type === 'fleet.broken')).toBe(false);
});

it('waits for many runners at once without a word of Node about it', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  const many = Array.from({ length: 12 });
  const { stopped } = await play({
    logs: many.map((_, i) => (i === 0 ? BEGAN + CUT : BEGAN)),
    ends: many.map(() => undefined),
    stopsAt: 'journey.cut',
  });
  process.off('warning', note);
  expect(stopped).toHaveLength(many.length);
  expect(warnings).toEqual([]);
});

it('stops the others where one is lost, and says which', async () => {
  const { stopped, rows, told } = await play({
    logs: [BEGAN, BEGAN],
    ends: [undefined, { exitCode: 137, reason: 'OOMKilled' }],
  });
  expect(stopped).toEqual(['p1']);
  expect(rows.filter(({ type }) => type === 'fleet.broken')).toMatchObject([
    { runner: 2, why: expect.stringMatching(/^runner 2 ended with .*137.*: OOMKilled$/) },
  ]);
  expect(told).toContainEqual({ runner: 2, code: 137, why: 'OOMKilled' });
});

it('stops the others where one is over too early, though its exit code is 0', async () => {
  const { stopped, rows } = await play({ logs: [BEGAN, BEGAN], ends: [undefined, DONE], earlySec: 12.34 });
  expect(stopped).toEqual(['p1']);
  expect(rows.filter(({ type }) => type === 'fleet.broken')).toMatchObject([
    {
      runner: 2,
      why: 'runner 2 was over after 12.3 s with exit code 0, and the rest of its load is missing',
    },
  ]);
});

it.each([
  true,
  false,
])('asks BASE itself where no runner got an answer, and then alone: %s', async (isUnanswered) => {
  const { seen } = await play({ logs: [BEGAN, BEGAN], ends: [DONE, DONE], isUnanswered });
  expect(seen).toEqual({ asked: false, answersHere: isUnanswered ? 10 : 0 });
});

describe('with journals on a volume', () => {
  const plain = (text: string) => text.replaceAll(/^\S+ /gm, '');
  it('takes rows from there, and the words of k6 from its log', async () => {
    const { rows, k6Log, told } = await play({
      logs: ['2026-11-29T17:00:02.000000000Z a word of k6\n', ''],
      journals: [plain(BEGAN + CUT), plain(BEGAN)],
      ends: [DONE, DONE],
    });
    expect(rows.map((row) => [row.type, 'runner' in row && row.runner]).toSorted()).toEqual([
      ['journey.cut', 1],
      ['run.started', 1],
      ['run.started', 2],
    ]);
    expect(told.map(({ code }) => code)).toEqual([0, 0]);
    expect(k6Log).toBe('runner 1: a word of k6\n');
  });
  it('stops all where the volume takes no more', async () => {
    const words = 'Failed to write to log, write /journal/soak-1/p2.ndjson: no space left on device';
    const { rows, stopped } = await play({
      logs: ['', `2026-11-29T17:00:02.000000000Z ${words}\n`],
      journals: [plain(BEGAN), plain(BEGAN)],
      ends: [undefined, undefined],
    });
    expect(stopped.toSorted()).toEqual(['p1', 'p2']);
    expect(rows.filter(({ type }) => type === 'fleet.broken')).toMatchObject([
      { runner: 2, why: expect.stringMatching(/^runner 2 could not write its journal: .*no space left/) },
    ]);
  });
});

it('keeps a line that is cut, so that it is counted', async () => {
  const broken = '2026-11-29T17:00:01.000000000Z {"ts":1,"ty\n';
  await expect(play({ logs: [BEGAN + broken, BEGAN], ends: [DONE, DONE] })).rejects.toThrow('JSON');
});
