// A command line, out of a table.
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { Command } from '../../core/options/command.ts';
import { choice, integer, number, type OptionValues, onOff, text } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { parseCommandLine, peekOption, toHelp } from './command-line.ts';

const SERVICE = text('GATE_SERVICE', 'aurora', 'the service', undefined, { flag: 'service' });
const PAINT: Command = {
  name: 'paint',
  does: 'Paints a fence.',
  options: [
    SERVICE,
    number('BASE_RPS', '1', 0.01, 1000, 'a rate', { aliases: ['OLD_RPS'], flagAliases: ['rps'] }),
    integer('ROUNDS', '', 1, 10, 'coats'),
    choice('COLOUR', 'red', ['red', 'blue'], 'its colour'),
    { ...text('TOXICS', '', 'values'), repeats: true },
    text('FENCES', '', 'which', undefined, { takesMany: true }),
    onOff('ONCE', 'one coat'),
    text('PAINT_TOKEN', 'hunter2', 'a key', undefined, { flag: 'token', secret: true }),
  ],
  notes: ['Wet paint.'],
  examples: [['paint -- --once', 'one coat']],
  target: { none: 'a test' },
  exitCodes: { 0: 'painted', 2: 'usage' },
  endsInOrder: true,
};
const SCRUB: Command = {
  ...PAINT,
  name: 'scrub',
  arguments: [
    { name: 'action', doc: 'what', choices: ['on', 'off', 'status'] },
    { name: 'fence', doc: 'which', optional: true, many: true },
  ],
};

let printed: string[] = [];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => vi.restoreAllMocks());

const read = (args: readonly string[], env: OptionValues = {}, command = PAINT) =>
  parseCommandLine(command, args, env);

describe('what was given', () => {
  test.each<[string, string[], OptionValues, OptionValues]>([
    ['nothing', [], {}, {}],
    ['a flag', ['--base-rps', '3'], {}, { BASE_RPS: '3' }],
    ['a flag with =', ['--base-rps=3'], {}, { BASE_RPS: '3' }],
    ['a variable', [], { BASE_RPS: '4' }, { BASE_RPS: '4' }],
    ['an older variable', [], { OLD_RPS: '5' }, { BASE_RPS: '5' }],
    ['a flag over both', ['--base-rps', '3'], { BASE_RPS: '4', OLD_RPS: '5' }, { BASE_RPS: '3' }],
    ['an older flag', ['--rps', '6'], { BASE_RPS: '4' }, { BASE_RPS: '6' }],
    ['the newer flag over it', ['--rps', '6', '--base-rps', '3'], {}, { BASE_RPS: '3' }],
    ['a blank flag, which hides the variable', ['--base-rps', ''], { BASE_RPS: '4' }, { BASE_RPS: '' }],
    ['a blank variable, which is none', [], { BASE_RPS: '' }, {}],
    ['a switch', ['--once'], {}, { ONCE: 'true' }],
    ['a switch by its variable', [], { ONCE: 'false' }, { ONCE: 'false' }],
    ['a list piece by piece', ['--toxics', 'a=1', '--toxics', 'b=2,c=3'], {}, { TOXICS: 'a=1,b=2,c=3' }],
    ['a list at once', ['--fences', 'a', 'b', '--once'], {}, { FENCES: 'a,b', ONCE: 'true' }],
    ['what is of no option of it', [], { HOME: '/root', PROFILE: 'x' }, {}],
  ])('%s', (_, args, env, values) => expect(read(args, env)).toEqual({ values, args: [] }));

  it('words that are no options come in order', () => {
    expect(read(['on', '--once', 'a', 'b'], {}, SCRUB)).toEqual({
      values: { ONCE: 'true' },
      args: ['on', 'a', 'b'],
    });
    expect(read(['on', '--', '--once'], {}, SCRUB)?.args).toEqual(['on', '--once']);
  });
});

describe('what cannot be used is one sentence', () => {
  test.each<[string[], Command, string]>([
    [
      ['--bas-rps', '3'],
      PAINT,
      "unknown option '--bas-rps' (Did you mean --base-rps?); --help lists what there is",
    ],
    [
      ['--bas-rps=hunter2'],
      PAINT,
      "unknown option '--bas-rps' (Did you mean --base-rps?); --help lists what there is",
    ],
    [['--hepl'], PAINT, "unknown option '--hepl' (Did you mean --help?); --help lists what there is"],
    [['--nonsense', '1'], PAINT, "unknown option '--nonsense'; --help lists what there is"],
    [['-x'], PAINT, "unknown option '-x'; --help lists what there is"],
    [['--base-rps'], PAINT, "option '--base-rps <value>' argument missing; --help lists what there is"],
    [['--base-rps', 'many'], PAINT, 'BASE_RPS=many: give a number from 0.01 to 1000'],
    [['--rounds', '1.5'], PAINT, 'ROUNDS=1.5: give a whole number from 1 to 10'],
    [['--colour', 'green'], PAINT, 'COLOUR=green: give one of red, blue'],
    [['dry'], PAINT, 'npm run paint -- takes only options, written after --; --help lists them'],
    [[], SCRUB, "missing required argument 'action'; --help lists what there is"],
    [['onn'], SCRUB, 'action onn: give one of on, off, status (Did you mean on?)'],
    [['rain'], SCRUB, 'action rain: give one of on, off, status'],
    [
      ['a', 'b'],
      { ...PAINT, arguments: [{ name: 'run', doc: 'which' }] },
      'npm run paint -- takes <run> and options, and no further word; --help lists them',
    ],
  ])('%j', (args, command, sentence) => {
    expect(() => read(args, {}, command)).toThrow(new OptionError(sentence));
  });

  it('by the variable that it was given by', () => {
    expect(() => read([], { OLD_RPS: 'x' })).toThrow(/^OLD_RPS=x: give/);
  });
});

describe('help', () => {
  it('tells all of it in one way', () => {
    expect(toHelp(PAINT)).toBe(`Usage: npm run paint -- [options]

Paints a fence.

Options:
  --service <value>     the service [aurora]  GATE_SERVICE
  --base-rps <value>    a rate [1], also --rps  BASE_RPS, OLD_RPS
  --rounds <value>      coats  ROUNDS
  --colour <value>      its colour (red, blue) [red]  COLOUR
  --toxics <value>      values  TOXICS
  --fences <values...>  which  FENCES
  --once                one coat  ONCE
  --token <value>       a key  PAINT_TOKEN
  -h, --help            this text

A flag wins over its variable, named at the end of its line, and that over the default in [ ].
Give secrets by variable: everyone on the machine can read a flag.
Wet paint.

Examples:
  npm run paint -- --once  one coat

Exit code:
  0        painted
  2        usage
  128 + n  ended by signal n`);
  });

  it('tells under a heading what belongs together, and the rest under that of all', () => {
    const help = toHelp({ ...PAINT, groups: [['Colours', ['COLOUR', 'TOXICS']]] });
    expect(help.match(/^(\S.*:$| {2}--\S+)/gm)?.slice(0, 10)).toEqual([
      ...['Options:', '  --service', '  --base-rps', '  --rounds', '  --fences', '  --once', '  --token'],
      ...['Colours:', '  --colour', '  --toxics'],
    ]);
  });

  it('has a line for each argument, and none about options where there are none', () => {
    const help = toHelp({ ...SCRUB, options: [] });
    expect(help).toContain('Usage: npm run scrub -- <action> [fence...] [--help]\n');
    expect(help).toMatch(/Arguments:\n {2}action +what\n {2}fence +which\n/);
    expect(help).not.toMatch(/flag|variable/);
  });

  it.each([[['--help']], [['--once', '--help']], [['--help', '--nonsense']]])('%j prints it', (args) => {
    expect(read(args, { PAINT_TOKEN: 'hush' })).toBeUndefined();
    expect(printed).toEqual([toHelp(PAINT)]);
  });
});

describe('one option, before the others are known', () => {
  test.each<[string[], OptionValues, string]>([
    [[], {}, ''],
    [['--service', 'shop'], {}, 'shop'],
    [['--service=shop'], { GATE_SERVICE: 'other' }, 'shop'],
    [['--base-rps', '3', '--service', 'shop', '--once', 'word'], {}, 'shop'],
    [['--base-rps', '3', '--help'], { GATE_SERVICE: 'other' }, 'other'],
    [['--service'], {}, ''],
  ])('%j', (args, env, value) => expect(peekOption(SERVICE, args, env)).toBe(value));
});
