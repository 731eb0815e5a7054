// Completions as the shells make them: bash is everywhere, zsh and fish only look at the text where they are installed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import type { Command } from '../../../lib/core/options/command.ts';
import { choice, integer, onOff, text } from '../../../lib/core/options/option.ts';
import { toBash } from './bash.ts';
import { toFish } from './fish.ts';
import { toCompletedCommands } from './tree.ts';
import { toZsh } from './zsh.ts';

const BASE = { target: { none: 'a test' }, examples: [], exitCodes: {} } as const;
const toSoak = (scenario: string): Command => ({
  ...BASE,
  name: 'soak',
  does: "Plays users: it's [a] soak.",
  options: [
    choice('PROFILE', 'quick', ['quick', 'gate'], 'quick: short; gate: [long]'),
    choice('SCENARIO', '', ['', scenario], "only this user's journey"),
    text('GATE_SERVICE', '', 'service', undefined, { flag: 'service' }),
    text('TOXIPROXY_MODES', '', 'faults'),
    text('DEFECTS', '', 'defects'),
    text('FILE', '', 'a file', undefined, { flag: 'file', flagAliases: ['old-file'] }),
    integer('SEED', '', 0, 9, 'seed'),
    onOff('ONCE', 'once'),
  ],
});
const COMMANDS = toCompletedCommands(
  [
    toSoak('chat'),
    toSoak('photo'),
    { ...BASE, name: 'bench:hand', does: 'Measures.', options: [onOff('UNIT', 'unit')] },
    {
      ...BASE,
      name: 'judge',
      does: 'Judges.',
      options: [],
      arguments: [{ name: 'run', doc: 'which', many: true }],
    },
    {
      ...BASE,
      name: 'chaos',
      does: 'Breaks.',
      options: [],
      arguments: [
        { name: 'action', doc: 'what', choices: ['on', 'off'] },
        { name: 'mode', doc: 'which', choices: ['latency', 'reset'], optional: true },
      ],
    },
  ],
  { services: ['aurora', 'example'], defects: ['http_500', 'hang'] },
);

const dir = mkdtempSync(join(tmpdir(), 'completion-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
mkdirSync(join(dir, 'results/chaos_soak_run_1'), { recursive: true });
writeFileSync(join(dir, 'notes.txt'), '');

/** What bash offers for each line, all asked of one shell. */
function complete(lines: readonly string[]): readonly string[] {
  const asked = lines.map(
    (line) =>
      `COMP_LINE='${line}' COMP_POINT=${line.length}; _aurora_gate; IFS=' '; echo "\${COMPREPLY[*]}"; unset IFS`,
  );
  const { stdout, stderr } = spawnSync('bash', ['--norc'], {
    cwd: dir,
    input: [toBash('aurora-gate', COMMANDS), ...asked].join('\n'),
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  expect(stderr).toBe('');
  return stdout.split('\n');
}

const CASES: readonly (readonly [line: string, offered: string])[] = [
  ['aurora-gate so', 'soak'],
  ['aurora-gate ', 'bench:hand chaos judge soak --help --version'],
  ['aurora-gate soak --pro', '--profile'],
  [
    'aurora-gate soak --',
    '--profile --scenario --service --toxiproxy-modes --defects --file --old-file --seed --once --config --help',
  ],
  ['aurora-gate soak --profile ', 'quick gate'],
  ['aurora-gate soak --profile=g', 'gate'],
  ['aurora-gate soak --scenario ', 'chat photo'],
  ['aurora-gate soak --service e', 'example'],
  ['aurora-gate soak --defects h', 'http_500 hang'],
  ['aurora-gate soak --toxiproxy-modes lat', 'latency'],
  ['aurora-gate soak --toxiproxy-modes latency,res', 'latency,reset'],
  ['aurora-gate soak --toxiproxy-modes=latency,res', 'latency,reset'],
  ['aurora-gate soak --seed ', ''],
  ['aurora-gate soak --file n', 'notes.txt'],
  ['aurora-gate soak --once --pro', '--profile'],
  ['aurora-gate soak --profile gate --on', '--once'],
  ['aurora-gate judge chaos_', 'chaos_soak_run_1'],
  ['aurora-gate judge latest la', 'latest latest~1'],
  ['aurora-gate judge res', 'results'],
  ['aurora-gate chaos o', 'on off'],
  ['aurora-gate chaos on l', 'latency'],
  ['aurora-gate chaos --help on l', 'latency'],
  ['aurora-gate chaos on latency l', ''],
  ['aurora-gate bench:h', 'hand'],
  ['aurora-gate bench:hand --u', '--unit'],
  ['aurora-gate nothing ', ''],
];

describe('bash offers', () => {
  const offered = complete(CASES.map(([line]) => line));
  test.each(CASES.map(([line, wanted], n) => [line, wanted, n] as const))('%j: %s', (_, wanted, n) => {
    expect(offered[n]).toBe(wanted);
  });
});

describe.each([
  ['zsh', toZsh],
  ['fish', toFish],
] as const)('%s', (shell, print) => {
  const script = print('aurora-gate', COMMANDS);
  const isThere = spawnSync(shell, ['--version']).error === undefined;
  it('names every command and flag', () => {
    for (const { name, flags } of COMMANDS)
      for (const word of [
        name.replace(':', shell === 'zsh' ? '\\:' : ':'),
        ...flags.map((flag) => flag.name.slice(2)),
      ])
        expect(script).toContain(word);
  });
  it.skipIf(!isThere)('can read it', () => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});
