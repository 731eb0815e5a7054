import { describe, expect, it, test } from 'vitest';
import { integer, number, onOff, text } from './option.ts';
import {
  listForOthers,
  parseOptionFile,
  takeFromFile,
  toFileLine,
  toFileNote,
  toKnownNames,
} from './option-file.ts';

const TABLE = [
  text('BASE', '', 'where', undefined, { aliases: ['OLD_BASE'] }),
  number('BASE_RPS', '1', 0.01, 1000, 'load'),
  integer('SEED', '', 0, 9, 'seed'),
  text('MODES', '', 'faults, comma-separated'),
  onOff('LIVE', 'live'),
  onOff('ONCE', 'once', { byHand: 'the rest would stay untried' }),
  text('TOKEN', '', 'token', undefined, { secret: true }),
  number('HOURS', '', 0, 9, 'length', { rivals: ['SECONDS'] }),
  number('SECONDS', '', 0, 9, 'length', { rivals: ['HOURS'] }),
];
const KNOWN = toKnownNames(TABLE);
const parse = (content: unknown) => parseOptionFile('a.json', content, KNOWN);
const take = (content: unknown, given = {}) => takeFromFile(TABLE, given, parse(content));

test('numbers, switches and lists are what a variable would hold', () => {
  expect(
    take({ $schema: './x.json', BASE_RPS: 2.5, LIVE: true, MODES: ['latency', 'reset'], SEED: undefined }),
  ).toEqual({
    BASE_RPS: '2.5',
    LIVE: 'true',
    MODES: 'latency,reset',
  });
});

describe('one sentence names the file, the key and the remedy', () => {
  it.each<[unknown, RegExp]>([
    [[], /^a\.json: give an object whose keys are options/],
    [null, /^a\.json: give an object/],
    [{ BSE_RPS: 1 }, /^a\.json: unknown option BSE_RPS \(Did you mean BASE_RPS\?\); --help/],
    [{ rps: 1 }, /unknown option rps \(Did you mean BASE_RPS\?\)/],
    [{ baseRps: 1 }, /unknown option baseRps \(Did you mean BASE_RPS\?\)/],
    [{ '--base-rps': 1 }, /unknown option --base-rps \(Did you mean BASE_RPS\?\)/],
    // An older name is one more way to say the same twice.
    [{ OLD_BASE: 'http://a' }, /unknown option OLD_BASE/],
    [{ ONCE: false }, /^a\.json: ONCE may not stand in a file: the rest would stay untried$/],
    [{ TOKEN: 'abcdefgh' }, /^a\.json: TOKEN may not stand in a file: it is a secret, .*by its variable$/],
    [
      { BASE: 'http://me:hunter22@host' },
      /^a\.json: BASE holds what looks like a secret \(it is not shown\)/,
    ],
    [{ MODES: ['ghp_0123456789abcdefghij'] }, /^a\.json: MODES holds what looks like a secret/],
    [{ BASE_RPS: 'many' }, /^a\.json: BASE_RPS=many: give a number from 0.01 to 1000$/],
    [{ SEED: 1.5 }, /^a\.json: SEED=1.5: give a whole number/],
    [{ SEED: Number.NaN }, /^a\.json: SEED=NaN: give a whole number/],
    [{ LIVE: 'yes' }, /^a\.json: LIVE=yes: give true or false$/],
    [{ BASE_RPS: '' }, /^a\.json: BASE_RPS: give a text, a number, true, false or a list/],
    [{ BASE_RPS: null }, /^a\.json: BASE_RPS: give a text/],
    [{ BASE_RPS: { a: 1 } }, /^a\.json: BASE_RPS: give a text/],
    [{ MODES: ['a', null] }, /^a\.json: MODES: give a text/],
  ])('%j', (content, sentence) => {
    expect(() => take(content)).toThrow(sentence);
    expect(() => take(content)).not.toThrow(/hunter22|abcdefgh|ghp_/);
  });
});

test('what was given by flag or variable wins, also where it says the same in other words, or none', () => {
  expect(take({ BASE_RPS: 2 }, { BASE_RPS: '5' })).toEqual({});
  expect(take({ BASE_RPS: 2 }, { BASE_RPS: '' })).toEqual({});
  expect(take({ SECONDS: 2, SEED: 3 }, { HOURS: '1' })).toEqual({ SEED: '3' });
  expect(take({ SECONDS: 2, HOURS: 3 })).toEqual({ HOURS: '3', SECONDS: '2' });
});

test('a variable that another command reads is handed on, and an option of this one is not', () => {
  const known = new Map([...KNOWN, ['LIVE_PORT', ''], ['OUT', '']] as const);
  const file = parseOptionFile('a.json', { BASE_RPS: 2, LIVE_PORT: 8005, OUT: 'x' }, known);
  expect(listForOthers(TABLE, file, { OUT: 'there' })).toEqual({ LIVE_PORT: '8005' });
});

test('what was taken is said with its values, and noted by name', () => {
  const taken = take({ SEED: 3, BASE_RPS: 2 });
  expect(toFileLine('a.json', taken)).toBe('options of a.json: BASE_RPS=2, SEED=3');
  expect(toFileNote('a.json', taken)).toBe('a.json: BASE_RPS, SEED');
});
