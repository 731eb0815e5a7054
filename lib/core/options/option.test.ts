// The names of an option, and what it says of a value.
import { describe, expect, it, test } from 'vitest';
import {
  choice,
  findFault,
  HOST_PORT,
  listEnvNames,
  listFlags,
  number,
  onOff,
  pickOptions,
  text,
  toFlag,
} from './option.ts';

const RATE = number('MAX_5XX_RATE_5M', '0.005', 0, 1, 'a rate', { aliases: ['MAX_5XX'] });
const LANG = choice('SOAK_LANG', '', ['', 'CN'], 'a language', { flag: 'lang', flagAliases: ['language'] });

describe('an option goes by', () => {
  test.each([
    [RATE, ['--max-5xx-rate-5m'], ['MAX_5XX_RATE_5M', 'MAX_5XX']],
    [LANG, ['--lang', '--language'], ['SOAK_LANG']],
    [onOff('ONCE', 'a switch'), ['--once'], ['ONCE']],
  ])('$env', (option, flags, variables) => {
    expect(toFlag(option)).toBe(flags[0]);
    expect(listFlags(option)).toEqual(flags);
    expect(listEnvNames(option)).toEqual(variables);
  });
});

it('is picked out of a table by name, in the order that was asked for', () => {
  expect(pickOptions([RATE, LANG], 'SOAK_LANG', 'MAX_5XX_RATE_5M')).toEqual([LANG, RATE]);
  expect(() => pickOptions([RATE], 'MAX_5XX')).toThrow('no option MAX_5XX');
});

describe('a fault', () => {
  const listen = text('LISTEN', '', 'where', HOST_PORT);
  const path = text('PATH_OF', '', 'where', { pattern: /^\//, wanted: 'a path like /chat' });
  const hook = text('HOOK', '', 'where', { pattern: /^https:/, example: 'https://a/hook' }, { secret: true });
  test.each([
    [listen, '18474', 'LISTEN=18474: give an address like 127.0.0.1:8474'],
    [listen, 'u:hunter2@host', /^LISTEN=\*\*\*@host: give an address like .*%40$/],
    [path, 'chat', 'PATH_OF=chat: give a path like /chat'],
    [hook, 'http://hunter2', /^HOOK cannot be used \(its value is not shown\): give an address like/],
    [RATE, 'NaN', 'MAX_5XX_RATE_5M=NaN: give a number from 0 to 1'],
    [RATE, '1,5', 'MAX_5XX_RATE_5M=1,5: give a number from 0 to 1'],
    [LANG, 'FR', 'SOAK_LANG=FR: give one of CN'],
  ])('%j', (option, value, sentence) => {
    const fault = findFault(option, value) ?? '';
    if (typeof sentence === 'string') expect(fault).toBe(sentence);
    else expect(fault).toMatch(sentence);
    expect(fault).not.toContain('hunter2');
  });

  it('names the variable that it was given by', () => {
    expect(findFault(RATE, '2', 'MAX_5XX')).toMatch(/^MAX_5XX=2: /);
  });

  test.each([
    [listen, '[::1]:80'],
    [listen, ''],
    [path, '/chat'],
    [LANG, 'CN'],
    [LANG, ''],
    [RATE, '0'],
    [RATE, '1'],
    [text('ANY', '', 'any'), 'whatever'],
  ])('is not found in %j', (option, value) => expect(findFault(option, value)).toBeUndefined());
});
