// Real runs of the real service, compared by the real command: the same where it is the same, worse for the reason it is worse.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison } from '../../lib/core/compare/comparison-schema.ts';
import { VERDICT_WORDS } from '../../lib/core/compare/wording.ts';
import { createFaultFinder, readSchemas } from '../formats/own-files.ts';
import { createRig, type Rig, runCommand, SHORT } from '../running/rig.ts';

const findFault = createFaultFinder(readSchemas('schemas'));

let rig: Rig;
const dirs: Record<'healthy' | 'again' | 'slow' | 'failing', string> = {
  healthy: '',
  again: '',
  slow: '',
  failing: '',
};
/** Enough seconds to know how much one differs from the next. */
const LOAD = { ...SHORT, DURATION_SECONDS: '20' };

beforeAll(async () => {
  rig = await createRig();
  const play = async (values: Record<string, string>) => (await rig.soak({ ...LOAD, ...values })).files.dir;
  dirs.healthy = await play({ SEED: '1' });
  dirs.again = await play({ SEED: '2' });
  dirs.slow = await play({ SEED: '3', DEFECTS: 'slow,ms=1000' });
  dirs.failing = await play({ SEED: '4', DEFECTS: 'http_500_json,rate=0.1' });
});
afterAll(async () => rig[Symbol.asyncDispose]());

async function compare(args: readonly string[]) {
  const json = join(rig.dir, 'comparison.json');
  const { code, stdout, stderr } = await runCommand('compare', [...args, '--json', json], {
    OUTPUT_DIR: rig.dir,
  });
  const written = JSON.parse(await readFile(json, 'utf8')) as Comparison;
  expect(findFault('comparison.v2', written)).toBe('');
  return { code, stdout, stderr, comparison: written };
}

test('a healthy run against a healthy run is not called different, and the files say the same', async () => {
  const [markdown, html] = ['comparison.md', 'comparison.html'].map((name) => join(rig.dir, name));
  // Half a second: the machine that plays both runs may be busy in one of them.
  const args = [dirs.healthy, dirs.again, '--tolerance-ms', '500', '--markdown', markdown!, '--html', html!];
  const { code, stdout, comparison } = await compare(args);
  const { verdict, lines } = comparison;
  expect(lines.filter((line) => line.verdict === 'worse' || line.verdict === 'better')).toEqual([]);
  expect(lines.filter((line) => line.verdict === 'same').length).toBeGreaterThan(0);
  // On a machine as busy as that, twenty seconds may hold too little to tell a p95 by.
  expect([verdict, code], comparison.reasons.join('; ')).toEqual(
    verdict === 'same' ? ['same', 0] : ['inconclusive', 3],
  );
  expect(stdout).toContain(`compare: ${VERDICT_WORDS[verdict].toUpperCase()}`);
  expect(stdout).not.toContain('\x1b[');
  expect(await readFile(markdown!, 'utf8')).toContain(`# Compared: ${VERDICT_WORDS[verdict]}`);
  expect(await readFile(html!, 'utf8')).toMatch(/^<!doctype html>[\s\S]+"along":\{[\s\S]+<\/html>\n$/);
});

test('a service that is slow, and passes every gate, is worse for its latency', async () => {
  const { code, comparison } = await compare([dirs.slow, '--baseline', dirs.healthy, dirs.again]);
  expect(code, comparison.reasons.join('; ')).toBe(1);
  expect(comparison.now.outcome).toBe('pass');
  expect(comparison.base).toHaveLength(2);
  expect(comparison.reasons[0]).toMatch(/^p50 latency of the whole run/);
  expect(comparison.gates.filter(({ verdict }) => verdict === 'worse')).toEqual([]);
});

test('a service that fails is worse for the gate that stopped its run', async () => {
  const { code, comparison } = await compare([dirs.healthy, dirs.failing]);
  expect(code).toBe(1);
  expect(comparison.reasons[0]).toMatch(/^http_5xx_rate_5m: /);
  expect(comparison.lines).toEqual([]);
});

test('what cannot be compared, or read, says why', async () => {
  const { files } = await rig.soak({ ...LOAD, DURATION_SECONDS: '5', SCENARIO: 'safety_block' });
  const other = await compare([dirs.healthy, files.dir]);
  expect(other.code).toBe(3);
  expect(other.comparison.reasons).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^different length, s: 20 then, 5 now/),
      expect.stringMatching(/^different mix: /),
    ]),
  );
  expect(other.comparison.now.name).toBe(basename(files.dir));
  expect(await runCommand('compare', [rig.dir, dirs.healthy])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('holds no events.ndjson'),
  });
  expect(await runCommand('compare', [dirs.healthy])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('name two runs'),
  });
});
