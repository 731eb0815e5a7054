// Which value of an option holds, and what is said of one that cannot be used.
import { describe, expect, it, test } from 'vitest';
import { choice, integer, number, type OptionValues, onOff, text } from './option.ts';
import { OptionError } from './option-error.ts';
import { collectGiven, omitSecrets, readOptions } from './read-options.ts';

const TABLE = [
  number('MAX_RATE', '0.01', 0, 1, 'a rate', { aliases: ['MAX_QUOTA', 'MAX_SHARE'] }),
  integer('ROUNDS', '3', 1, 10, 'a count'),
  integer('SEED', '', 0, 100, 'a seed'),
  text('NAME', 'nobody', 'a name'),
  choice('MODE', '', ['', 'fast', 'slow'], 'a mode'),
  onOff('ONCE', 'a switch'),
  text('HOOK_TOKEN', '', 'a key', { pattern: /^\S{8,}$/, wanted: '8 characters or more' }, { secret: true }),
];

describe('a value holds in this order: flag, variable, older variable, profile, default', () => {
  test.each<[string, OptionValues, OptionValues, OptionValues, string]>([
    ['nothing given', {}, {}, {}, '0.01'],
    ['a profile', {}, {}, { MAX_RATE: '0.1' }, '0.1'],
    ['an older variable', {}, { MAX_SHARE: '0.2' }, { MAX_RATE: '0.1' }, '0.2'],
    ['a less old one', {}, { MAX_SHARE: '0.2', MAX_QUOTA: '0.3' }, { MAX_RATE: '0.1' }, '0.3'],
    ['the variable', {}, { MAX_RATE: '0.4', MAX_QUOTA: '0.3' }, { MAX_RATE: '0.1' }, '0.4'],
    ['the flag', { MAX_RATE: '0.5' }, { MAX_RATE: '0.4' }, { MAX_RATE: '0.1' }, '0.5'],
    ['a blank variable counts as not given', {}, { MAX_RATE: ' ', MAX_QUOTA: '0.3' }, {}, '0.3'],
    ['a blank profile too', {}, {}, { MAX_RATE: '' }, '0.01'],
    ['a blank flag hides the variables', { MAX_RATE: '' }, { MAX_RATE: '0.4', MAX_QUOTA: '0.3' }, {}, '0.01'],
    ['blanks around it are no part of it', {}, { MAX_RATE: ' 0.4 ' }, {}, '0.4'],
  ])('%s', (_, flags, env, fallbacks, value) => {
    const given = collectGiven(TABLE, flags, env);
    expect(readOptions(TABLE, given, { fallbacks }).values.MAX_RATE).toBe(value);
  });

  it('reads an environment as it is, with what else is in it', () => {
    const { values } = readOptions(TABLE, { MAX_QUOTA: '0.3', HOME: '/root' });
    expect(values).toEqual({
      MAX_RATE: '0.3',
      ROUNDS: '3',
      SEED: '',
      NAME: 'nobody',
      MODE: '',
      ONCE: 'false',
      HOOK_TOKEN: '',
    });
  });

  it('hands on only what was given, by its newest name', () => {
    const given = collectGiven(TABLE, { NAME: 'somebody' }, { MAX_SHARE: '0.2', ONCE: '1', HOME: '/root' });
    expect(given).toEqual({ NAME: 'somebody', MAX_RATE: '0.2', ONCE: 'true' });
  });
});

describe('a value that cannot be used is told in one sentence that names the variable and the remedy', () => {
  test.each<[OptionValues, string]>([
    [{ MAX_RATE: 'many' }, 'MAX_RATE=many: give a number from 0 to 1'],
    [{ MAX_RATE: '1.1' }, 'MAX_RATE=1.1: give a number from 0 to 1'],
    [{ MAX_QUOTA: '2' }, 'MAX_QUOTA=2: give a number from 0 to 1'],
    [{ ROUNDS: '1.5' }, 'ROUNDS=1.5: give a whole number from 1 to 10'],
    [{ ROUNDS: '0' }, 'ROUNDS=0: give a whole number from 1 to 10'],
    [{ MODE: 'sideways' }, 'MODE=sideways: give one of fast, slow'],
    [{ ONCE: 'yes' }, 'ONCE=yes: give true or false'],
    [
      { HOOK_TOKEN: 'hunter2' },
      'HOOK_TOKEN cannot be used (its value is not shown): give 8 characters or more',
    ],
  ])('%j', (values, sentence) => {
    expect(() => readOptions(TABLE, values)).toThrow(new OptionError(sentence));
    expect(() => collectGiven(TABLE, {}, values)).toThrow(new OptionError(sentence));
  });

  it('also in a flag or a profile', () => {
    expect(() => collectGiven(TABLE, { ROUNDS: 'x' }, {})).toThrow('ROUNDS=x: give a whole number');
    const fallbacks = { ROUNDS: 'x' };
    expect(() => readOptions(TABLE, {}, { fallbacks })).toThrow('ROUNDS=x: give a whole number');
  });
});

it('is written down without its secrets, and without what is of no option', () => {
  const given = { ROUNDS: '7', HOOK_TOKEN: 'hush-hush', HOME: '/root', SEED: '' };
  expect(omitSecrets(TABLE, given)).toEqual({ ROUNDS: '7', SEED: '' });
});

describe('a reading', () => {
  const reading = readOptions(TABLE, { ROUNDS: '7', ONCE: '1', HOOK_TOKEN: 'hush-hush' });

  it('gives each value in its kind', () => {
    expect([
      reading.number('ROUNDS'),
      reading.optionalNumber('SEED'),
      reading.optionalNumber('ROUNDS'),
    ]).toEqual([7, undefined, 7]);
    expect([reading.isOn('ONCE'), reading.text('NAME'), reading.text('MODE')]).toEqual([true, 'nobody', '']);
    expect(readOptions(TABLE, { ONCE: '0' }).isOn('ONCE')).toBe(false);
  });

  it('lists its secrets', () => {
    expect(reading.secrets).toEqual(['hush-hush']);
    expect(readOptions(TABLE, {}).secrets).toEqual([]);
  });

  it('throws where the code asks for an option that is not there, or for a number that has no value', () => {
    expect(() => reading.text('ROUND')).toThrow('no option ROUND');
    expect(() => reading.isOn('ONCES')).toThrow('no option ONCES');
    expect(() => reading.number('SEED')).toThrow('SEED has no value');
  });
});
