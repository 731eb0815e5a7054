// What a command is aimed at, and every slip after which it must not be the embedded service.
import { describe, expect, test } from 'vitest';
import { collectGiven } from './read-options.ts';
import { toBaseOption, toTargetLine } from './target.ts';

const BASE = toBaseOption('the shop');
const OWN = toBaseOption('the shop', 'SHOP_PROBE_BASE', { flag: 'base', aliases: ['SHOP_BASE'] });
const SHOP = { id: 'shop', otherBaseNames: ['SHOP_PROBE_BASE', 'SHOP_BASE'], reference: {} };
const given = (env: Readonly<Record<string, string>>, option = BASE, flags = {}) =>
  collectGiven([option], flags, env)[option.env] ?? '';
const aim = (env: Readonly<Record<string, string>>, option = BASE) =>
  toTargetLine(option, given(env, option), SHOP, env);

test.each([
  [{}, BASE, 'target: the embedded reference of shop'],
  [{ BASE: ' http://u:secret@bff:1 ' }, BASE, 'target: http://***@bff:1 (yours)'],
  [{ BASE: 'http://bff:1' }, OWN, 'target: http://bff:1 (yours)'],
  [{ BASE: 'http://bff:1', SHOP_BASE: 'http://bff:2' }, OWN, 'target: http://bff:2 (yours)'],
  [{ BASE: '', SHOP_PROBE_BASE: 'http://bff:3' }, OWN, 'target: http://bff:3 (yours)'],
  [{ BASE_URL: '/', TARGET: 'es2022', CASE: 'upper' }, BASE, 'target: the embedded reference of shop'],
  [
    { DATABASE_URL: 'http://db', OPENAI_BASE_URL: 'http://ai' },
    BASE,
    'target: the embedded reference of shop',
  ],
])('%j', (env, option, line) => {
  expect(aim(env, option)).toBe(line);
});

test('a service without a reference has none to be aimed at', () => {
  expect(toTargetLine(BASE, '', { id: 'shop' }, {})).toBe('target: none, and shop has no embedded reference');
});

describe('an address under another name is refused, since nobody meant the embedded service', () => {
  test.each([
    ...['BASE_URL', 'base', 'Base', 'BSAE', 'BAS', 'BASES', 'base_url', 'TARGET', 'TARGET_URL'],
    ...['SHOP_PROBE_BASE', 'SHOP_BASE'],
  ])('%s', (name) => {
    expect(() => aim({ [name]: 'http://u:secret@bff:1' })).toThrow(
      `${name}=http://***@bff:1 is not read, and BASE is not given, so the embedded reference would be tested; set BASE, or unset ${name}`,
    );
    expect(() => aim({ [name]: 'localhost:3300' })).toThrow(`unset ${name}`);
    expect(aim({ [name]: 'http://bff:1', BASE: 'http://bff:2' })).toContain('http://bff:2');
  });

  test('a flag that npm kept for itself', () => {
    expect(() => aim({ npm_config_base: 'http://bff:1' })).toThrow(
      'npm kept --base=http://bff:1 for itself; write it after a --, as npm run … -- --base http://bff:1',
    );
  });
});

describe('given and blank is refused', () => {
  test.each([
    [{ BASE: '' }, BASE, {}, 'BASE is given, and empty: give an address like http://127.0.0.1:3300'],
    [{ BASE: '  \t' }, BASE, {}, 'BASE is given, and empty'],
    [{}, BASE, { BASE: '' }, '--base is given, and empty'],
    [{ BASE: 'http://bff' }, BASE, { BASE: ' ' }, '--base is given, and empty'],
    [{ SHOP_BASE: '' }, OWN, {}, 'SHOP_BASE is given, and empty'],
    [{ BASE: '', SHOP_BASE: '' }, OWN, {}, 'SHOP_BASE is given, and empty'],
  ])('%j', (env, option, flags, sentence) => {
    expect(() => given(env, option, flags)).toThrow(sentence);
  });
});
