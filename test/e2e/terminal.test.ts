// What every command says, on a terminal that is narrow and where there is none.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OptionValues } from '../../lib/core/options/option.ts';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runCommand, runProgram, toNodeArgs } from '../running/rig.ts';
import { writeRun } from '../runs/written-run.ts';

const { scripts } = JSON.parse(readFileSync(repoPath('package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
const COMMANDS = Object.keys(scripts).filter((name) => scripts[name]?.startsWith('node scripts/launch.mjs '));

const hasTerminals = await runProgram('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).then(
  ({ code }) => code === 0,
  () => false,
);

/** What a program shows on a terminal of so many columns, in lines. */
async function show(columns: number, words: readonly string[]): Promise<readonly string[]> {
  const onTerminal = ['sh', '-c', `stty cols ${columns} rows 24; exec "$@"`, 'sh', process.execPath];
  const child = spawn('python3', [repoPath('test/running/terminal.py'), ...onTerminal, ...words], {
    cwd: repoPath(),
  });
  let shown = '';
  child.stdout.on('data', (data) => {
    shown += data;
  });
  await once(child, 'close');
  return stripVTControlCharacters(shown).replaceAll('\r', '').trimEnd().split('\n');
}
const toText = (lines: readonly string[]) => lines.join(' ').replaceAll(/\s+/g, ' ');

describe.each(COMMANDS)('%s', (command) => {
  const words = ['--no-such-option'];
  const sentence = "aurora-gate: unknown option '--no-such-option'";

  test.skipIf(!hasTerminals)('says what is wrong in lines that a narrow terminal has room for', async () => {
    const lines = await show(40, [...toNodeArgs(command), ...words]);
    expect(toText(lines)).toContain(sentence);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  });

  test('says it in one line where there is no terminal', async () => {
    const { code, stdout, stderr } = await runCommand(command, words);
    expect([2, 3]).toContain(code);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toContain(sentence);
  });
});

describe.skipIf(!hasTerminals).each([60, 80, 200])('on a terminal of %i columns', (columns) => {
  test.each<[string, readonly string[], string]>([
    ['a command that is not there', [repoPath('scripts/launch.mjs'), 'soka'], "unknown command 'soka'"],
    [
      'a service that is not there',
      [...toNodeArgs('soak'), '--base', 'http://127.0.0.1:1'],
      'does not answer',
    ],
    ['servers that are not there', [...toNodeArgs('monitoring'), 'check'], 'cannot be reached'],
    ['flows that are all right', [...toNodeArgs('flows'), 'lint'], 'nothing is wrong'],
    ['a folder that is not there', [...toNodeArgs('judge'), 'results/no-such-run'], 'no such folder'],
  ])('%s', async (_, words, told) => {
    const lines = await show(columns, words);
    expect(toText(lines)).toContain(told);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

describe('colours', () => {
  let dir = '';
  let wholeRun = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-colours-'));
    wholeRun = (await writeRun(dir, 'chaos_soak_run_whole', { PROFILE: 'quick' }, {})).dir;
    await writeRun(dir, 'chaos_soak_run_ill', { PROFILE: 'quick', SEED: '2' }, { errorRatio: 0.05 });
    await runCommand('evidence', ['keygen', '--out', join(dir, 'keys')]);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** Commands that tell outcomes, and what each is given. All others have no colour to show. */
  const TOLD: Readonly<Record<string, () => readonly string[]>> = {
    judge: () => [wholeRun],
    compare: () => [wholeRun, join(dir, 'chaos_soak_run_ill')],
    history: () => [dir, '--to', dir],
    flows: () => ['lint'],
    monitoring: () => ['check'],
    rollout: () => ['explain', '--environment', 'prod'],
    evidence: () => ['verify', wholeRun, '--keys', join(dir, 'keys.pub')],
  };
  const isColoured = async (command: string, words: readonly string[], env: OptionValues) => {
    const { stdout, stderr } = await runCommand(command, words, env);
    expect(`${stdout}${stderr}`.trim()).not.toBe('');
    return `${stdout}${stderr}`.includes('\u001b');
  };
  const PIPED = { NO_COLOR: '', FORCE_COLOR: '' };

  // One of the engine's and one of a service's: all are printed by one function.
  test.each(['soak', 'probe'])('%s --help has none', async (command) => {
    expect(await isColoured(command, ['--help'], { NO_COLOR: '', FORCE_COLOR: '1' })).toBe(false);
  });

  describe.each(Object.entries(TOLD))('%s', (command, toWords) => {
    test.each<[string, OptionValues, boolean]>([
      ['none in a pipe', PIPED, false],
      ['some where FORCE_COLOR asks for them', { ...PIPED, FORCE_COLOR: '1' }, true],
      ['none by FORCE_COLOR=0', { ...PIPED, FORCE_COLOR: '0' }, false],
      ['none where NO_COLOR forbids them', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ])('has %s', async (_, env, coloured) => {
      expect(await isColoured(command, toWords(), env)).toBe(coloured);
    });
  });
});
