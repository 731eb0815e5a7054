// What the command line says of a release, by text, JSON and exit code.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, test, vi } from 'vitest';
import type { OptionValues } from '../../../lib/core/options/option.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { wrapLine } from '../../../lib/node/cli/terminal/wrap.ts';
import { toFullEffort } from '../../effort/asked-effort.ts';
import type { Assessment } from '../../policy/assess-release.ts';
import { createContext } from '../context.ts';
import { runExplain, toLines } from './explain.ts';
import { runPolicyCheck } from './policy-check.ts';

let dir = '';
let facts = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-explain-'));
  facts = join(dir, 'facts.yaml');
  const slo =
    'availability: { objectiveRatio: 0.99, leftRatio: 0.9, errorRatio: { 5m: 0, 30m: 0, 1h: 0, 6h: 0, 3d: 0 } }';
  await writeFile(
    facts,
    [
      `image: registry.example/aurora/app@sha256:${'a'.repeat(64)}`,
      `slos: { ${slo} }`,
      `gate: { verdict: pass, profile: gate, finishedAt: 2026-11-27T10:00:00Z, tried: ${JSON.stringify(toFullEffort({ profile: 'gate' }))} }`,
      'signatures: [{ of: image, signer: ci }, { of: manifest, signer: ci }]',
      'promotions: []',
      'rollbacks: []',
    ].join('\n'),
  );
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

/** Runs an action as the command does. */
async function run(action: typeof runExplain, values: OptionValues, word = '') {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  const code = await action(createContext(values, word, new AbortController().signal));
  return { code, text: lines.join('\n') };
}

test.each<[string, OptionValues, number, readonly string[]]>([
  [
    'a Friday, just before the end',
    { ROLLOUT_AT: '2026-11-27T10:59:00Z' },
    0,
    ['allow: a release to prod may go forward', 'until Fri 2026-11-27 12:00 Europe/Berlin, for 1 min'],
  ],
  [
    'the end',
    { ROLLOUT_AT: '2026-11-27T11:00:00Z' },
    1,
    ['deny: ', '✗ window ', '→ a change window opens Mon 2026-11-30 09:00 Europe/Berlin, in 2 d 21 h'],
  ],
  [
    'another image',
    { ROLLOUT_AT: '2026-11-27T10:30:00Z', ROLLOUT_IMAGE: 'evil.example/a:1' },
    1,
    ['deny: ', '✗ image '],
  ],
])('%s', async (_, values, code, says) => {
  const told = await run(runExplain, { ROLLOUT_ENVIRONMENT: 'prod', ROLLOUT_FACTS: facts, ...values });
  for (const part of says) expect(told.text).toContain(part);
  expect(told.code).toBe(code);
});

it('what nobody told is unknown, by its own exit code', async () => {
  const told = await run(runExplain, { ROLLOUT_AT: '2026-11-27T10:30:00Z' });
  expect([told.code, told.text]).toEqual([
    3,
    expect.stringMatching(/^unknown: .*cannot be told.*\n.*\? image /),
  ]);
});

it('names every clause, also one that reads like a secret', async () => {
  const told = await run(runExplain, { ROLLOUT_ENVIRONMENT: 'prod', ROLLOUT_AT: '2026-11-27T10:30:00Z' });
  for (const clause of ['? signature image ', '? signature manifest ', '? limit rollbacks '])
    expect(told.text).toContain(clause);
});

it.each([60, 80, 200])('fits a terminal of %i columns', async (columns) => {
  const values = { ROLLOUT_ENVIRONMENT: 'prod', ROLLOUT_AT: '2026-11-27T11:00:00Z', ROLLOUT_JSON: 'true' };
  const assessment = JSON.parse((await run(runExplain, values)).text) as Assessment;
  // A hash is copied, so it stays whole.
  const lines = toLines({ ...assessment, policyHash: '' }).flatMap((line) => wrapLine(line, { columns }));
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
});

it('JSON holds the assessment, the facts, and the hash of the policy', async () => {
  const values = { ROLLOUT_ENVIRONMENT: 'prod', ROLLOUT_FACTS: facts, ROLLOUT_AT: '2026-11-27T10:30:00Z' };
  const { code, text } = await run(runExplain, { ...values, ROLLOUT_JSON: 'true' });
  expect(code).toBe(0);
  expect(JSON.parse(text)).toMatchObject({
    outcome: 'allow',
    environment: 'prod',
    at: '2026-11-27T10:30:00.000Z',
    policyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    facts: { environment: 'prod', promotions: [] },
  });
});

test.each<[OptionValues, string]>([
  [{ ROLLOUT_AT: '2026-02-31T10:00:00Z' }, 'is no moment'],
  [{ ROLLOUT_AT: 'tomorrow' }, 'a time like'],
  [{ ROLLOUT_FACTS: '/nowhere.yaml' }, 'cannot be read'],
  [{ ROLLOUT_RELEASE_POLICY: '/nowhere.yaml' }, 'cannot be read'],
])('%j cannot be used', async (values, says) => {
  await expect(run(runExplain, values)).rejects.toThrow(says);
  await expect(run(runExplain, values)).rejects.toBeInstanceOf(OptionError);
});

it('policy-check names each policy by its hash, and tells every fault', async () => {
  const all = await run(runPolicyCheck, {});
  expect(all.text.match(/^rollout\/policy\/(staging|pre-prod|prod)\.yaml: \1, [0-9a-f]{64}$/gm)).toHaveLength(
    3,
  );
  const file = join(dir, 'bad.yaml');
  await writeFile(file, 'version: 1\nenvironment: pord\n');
  await expect(run(runPolicyCheck, {}, file)).rejects.toThrow(/bad\.yaml:2:14: .*Did you mean prod/);
  await expect(run(runPolicyCheck, { ROLLOUT_RELEASE_POLICY: file }, file)).rejects.toThrow('takes one file');
});
