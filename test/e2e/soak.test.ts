// The run a newcomer makes, shorter: every phase, every toxic, a pass, and files that say so.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toServiceSchemas } from '../../schemas/formats.ts';
import { SERVICE } from '../../services/aurora/service.ts';
import { readRows } from '../journal-rows.ts';
import { createFaultFinder } from '../own-files.ts';
import { COMPRESSED, createRig, ONE_TOXIC, type Rig, runCommand } from '../rig.ts';

const findFault = createFaultFinder(toServiceSchemas(SERVICE));

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => rig[Symbol.asyncDispose]());

test('the default run, compressed: passes, every toxic acts and is healed, every file keeps its schema', async () => {
  const { summary, files } = await rig.soak(COMPRESSED);
  expect(summary.verdict).toMatchObject({ outcome: 'pass' });
  expect(summary.chaos_windows.map(({ mode, effect, healed }) => [mode, effect, healed])).toEqual(
    ['latency', 'timeout', 'reset', 'bandwidth', 'mix'].map((mode) => [mode, 'shown', true]),
  );
  expect(summary.phases.spike?.achieved_journeys_per_s).toBeCloseTo(20, -1);

  expect(findFault('summary.v2', JSON.parse(await readFile(files.summary, 'utf8')))).toBe('');
  const rows = await readRows(files.journal);
  expect(rows.map((row) => findFault('event.v2', row)).filter(Boolean)).toEqual([]);
  const types = new Set(rows.map((row) => row.type));
  for (const type of [
    'run.started',
    'phase.entered',
    'response',
    'toxic.on',
    'toxic.off',
    'k6.summary',
    'k6.exited',
    'verdict',
  ]) {
    expect(types).toContain(type);
  }
  expect(await readFile(files.junit, 'utf8')).toMatch(/<testsuite [^>]*failures="0" errors="0"/);
  expect((await readFile(files.csv, 'utf8')).split('\n')).toHaveLength(3);

  const judged = await runCommand('judge', [files.dir]);
  expect(judged).toMatchObject({ code: 0, stdout: expect.stringContaining('verdict: PASS') });
});

test('the same seed plays the same journeys', async () => {
  const play = async () => {
    const { files } = await rig.soak({
      ...COMPRESSED,
      DURATION_SECONDS: '8',
      CHAOS_WINDOW_MIN: '0',
      TOXIPROXY_ENABLED: 'false',
    });
    const rows = await readRows(files.journal);
    const drawn = rows.flatMap((row) => (row.type === 'response' && row.call === 0 ? [row] : []));
    // By their number, since answers come in any order; the last one may or may not still begin before the end.
    return drawn
      .sort((a, b) => a.n - b.n)
      .slice(0, 20)
      .map(({ n, journey, variant }) => `${n} ${journey} ${variant}`);
  };
  const [first, second] = [await play(), await play()];
  expect(first).toHaveLength(20);
  expect(second).toEqual(first);
});

test('chaos that hits nothing is no pass', async () => {
  const { summary } = await rig.soak({
    ...ONE_TOXIC,
    TOXIPROXY_MODES: 'latency',
    DEFECTS: 'bypass_upstream',
  });
  expect(summary.verdict.outcome).toBe('inconclusive');
  expect(summary.verdict.because).toContain('the chaos hit nothing in window 1 latency');
});
