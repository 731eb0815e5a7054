// How a command ends, whatever becomes of its work.
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { Command } from '../../core/options/command.ts';
import { integer, text } from '../../core/options/option.ts';
import type { Given } from './command-line.ts';
import { runCommand } from './run-command.ts';

const PAINT: Command = {
  name: 'paint',
  does: 'Paints a fence.',
  options: [integer('PAINT_COATS', '1', 1, 9, 'coats', { flag: 'coats' })],
  examples: [],
  target: { none: 'a fence is no service' },
  exitCodes: {},
};
const IN_ORDER: Command = { ...PAINT, endsInOrder: true };

let said: string[] = [];
const argv = process.argv;
beforeEach(() => {
  said = [];
  process.argv = ['node', 'launch.mjs', 'paint'];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.argv = argv;
  process.exitCode = undefined;
});

const fail = (message: string) => async () => {
  throw new Error(message);
};

test('the work gets what was given, and the code is its own', async () => {
  process.argv.push('--coats', '2');
  const given: Given[] = [];
  await runCommand(PAINT, async (one) => given.push(one) + 2);
  expect(given).toEqual([{ values: { PAINT_COATS: '2' }, args: [] }]);
  expect([process.exitCode, said]).toEqual([3, []]);
});

test('a BASE that has no meaning for the command is said to be ignored', async () => {
  vi.stubEnv('BASE', '');
  await runCommand(PAINT, async () => 0);
  expect(said).toEqual(['aurora-gate: BASE is not read here: a fence is no service']);
  vi.unstubAllEnvs();
});

test('help is printed, nothing is done, and all is well', async () => {
  process.argv.push('--help');
  await runCommand(PAINT, fail('was done'));
  expect([process.exitCode, said]).toEqual([0, [expect.stringContaining('Paints a fence.')]]);
});

describe('an error is one masked line', () => {
  it('and 2 unless the command says otherwise', async () => {
    await runCommand(PAINT, fail('http://me:hunter22@host cannot be reached'));
    expect([process.exitCode, said]).toEqual([2, ['aurora-gate: http://***@host cannot be reached']]);
    await runCommand(PAINT, fail('lost'), () => 3);
    expect(process.exitCode).toBe(3);
  });
  it('also where the command line is at fault, and nothing is done', async () => {
    process.argv.push('--coats', 'many');
    await runCommand(PAINT, fail('was done'));
    expect([process.exitCode, said]).toEqual([
      2,
      ['aurora-gate: PAINT_COATS=many: give a whole number from 1 to 9'],
    ]);
  });
});

describe('an error that nobody caught', () => {
  const crash = (error: Error) => void process.emit('uncaughtException', error);
  it.each<[string, Command, number | undefined, number]>([
    ['a command that judges and would pass', { ...IN_ORDER, exitCodes: { 3: 'inconclusive' } }, 0, 3],
    ['one that fails for a reason of its own', { ...IN_ORDER, exitCodes: { 3: 'inconclusive' } }, 1, 1],
    ['one without a verdict', IN_ORDER, 0, 2],
    ['one that has nothing to say', IN_ORDER, undefined, 2],
  ])('%s goes on to its end in order', async (_, command, code, exitCode) => {
    const before = process.listenerCount('uncaughtException');
    await runCommand(command, async (_given, { signal }) => {
      crash(new Error('http://me:hunter22@host slipped'));
      crash(new Error('a second'));
      expect(signal.reason).toHaveProperty('message', 'http://me:hunter22@host slipped');
      return code;
    });
    expect(process.exitCode).toBe(exitCode);
    expect(said).toEqual(['aurora-gate: it broke off: http://***@host slipped; healing and ending']);
    expect(process.listenerCount('uncaughtException')).toBe(before);
  });
  it('that keeps the work from its end is said once', async () => {
    await runCommand(IN_ORDER, async (_, { signal }) => {
      crash(new Error('slipped'));
      signal.throwIfAborted();
      return 0;
    });
    expect([process.exitCode, said]).toEqual([2, ['aurora-gate: it broke off: slipped; healing and ending']]);
  });
  it('ends any other command with one line', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    await runCommand(PAINT, async () => void crash(new Error('slipped')));
    expect(exit).toHaveBeenCalledWith(2);
    expect(said).toEqual(['aurora-gate: slipped']);
  });
});

describe('asked to stop', () => {
  it('a command that ends in order fails in silence with the code of the signal, and listens no longer', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const before = process.listenerCount('SIGTERM');
    await runCommand(IN_ORDER, async (_, { signal }) => {
      process.emit('SIGTERM', 'SIGTERM');
      throw signal.reason;
    });
    expect([process.exitCode, said]).toEqual([143, []]);
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
  it('any other just ends: nobody listens', async () => {
    const before = process.listenerCount('SIGTERM');
    await runCommand(PAINT, async () => process.listenerCount('SIGTERM') - before);
    expect(process.exitCode).toBe(0);
  });
});

const SHOP: Command = { ...PAINT, options: [text('SHOP_TOKEN', '', 'a secret')] };
test.each([
  ['true', '::add-mask::a-long-token\n'],
  ['', ''],
])('in GITHUB_ACTIONS=%s a secret is announced as %j', async (inCi, announced) => {
  vi.stubEnv('GITHUB_ACTIONS', inCi);
  vi.stubEnv('SHOP_TOKEN', 'a-long-token');
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await runCommand(SHOP, async () => 0);
  expect(written.mock.calls.map(([line]) => line).join('')).toBe(announced);
  vi.unstubAllEnvs();
});
