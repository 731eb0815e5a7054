import { expect, test } from 'vitest';
import type { OptionValues } from './option.ts';
import { listSecrets, toMaskCommands } from './secrets.ts';

test.each<[string, OptionValues, string[]]>([
  ['nothing', {}, []],
  ['an address without a password', { BASE: 'https://user@shop.test' }, []],
  ['a password in an address', { BASE: 'https://user:hunter22@shop.test/a' }, ['hunter22']],
  ['one that is encoded', { BASE: 'https://user:p%40ss%3Aword@shop.test' }, ['p%40ss%3Aword', 'p@ss:word']],
  ['a password without a user', { TOXIPROXY_API_URL: 'http://:hunter22@proxy.test' }, ['hunter22']],
  ['a token', { LIVE_TOKEN: 'a-long-token' }, ['a-long-token']],
  ['the same twice', { A_TOKEN: 'a-long-token', B_TOKEN: 'a-long-token' }, ['a-long-token']],
  ['a value that is too short to mask', { LIVE_TOKEN: 'abc' }, []],
  ['what was left out', { LIVE_TOKEN: undefined }, []],
  ['other options', { BASE_RPS: '3', PROFILE: 'quick' }, []],
])('%s', (_, values, secrets) => expect(listSecrets(values)).toEqual(secrets));

test.each([
  [[], ''],
  [['hunter22', 'a%b\r\nc'], '::add-mask::hunter22\n::add-mask::a%25b%0D%0Ac\n'],
])('%j are masked by %j', (secrets, commands) => expect(toMaskCommands(secrets)).toBe(commands));
