// What an address may carry, and what a message may show of it.
import { describe, expect, test } from 'vitest';
import { redactText } from '../text/redact.ts';
import {
  hideCredentials,
  isLoopback,
  SERVICE_ADDRESS,
  splitCredentials,
  toAddressRemedy,
  withoutBrackets,
} from './address.ts';

describe('an address is split', () => {
  test.each([
    ['http://127.0.0.1:3300/metrics', 'http://127.0.0.1:3300/metrics', undefined],
    ['http://u:p@127.0.0.1:3300/metrics', 'http://127.0.0.1:3300/metrics', 'u:p'],
    ['https://u@host/', 'https://host/', 'u:'],
    ['http://u:p%40s%C3%A9%20s@host/', 'http://host/', 'u:p@sé s'],
    ['http://u:p:q@host', 'http://host', 'u:p:q'],
    ['http://u:p@[::1]:3300/v2', 'http://[::1]:3300/v2', 'u:p'],
    ['http://bücher.example', 'http://bücher.example', undefined],
  ])('%s', (address, url, credentials) => {
    expect(splitCredentials(address)).toEqual({ url, credentials });
    expect(SERVICE_ADDRESS.pattern.test(address)).toBe(true);
  });
});

describe('no address', () => {
  test.each([
    ['127.0.0.1:3300', '127.0.0.1:3300'],
    ['u:hunter2@host', '***@host'],
    ['http://u:hunter2/x@host', 'http://***@host'],
    ['http://u:123/x@host', 'http://***@host'],
    ['http://host:port', 'http://host:port'],
    ['http://u:hunter2#x@host/y', 'http://***@host/y'],
    ['http://u:hunter2@x@host', 'http://***@host'],
    ["http://u:hunter2'@host", 'http://***@host'],
    ['http://u:hunter2%4@host', 'http://***@host'],
    ['http://u:hunter2\n@host', 'http://***@host'],
  ])('%j is refused and shown as %s', (value, shown) => {
    expect(SERVICE_ADDRESS.pattern.test(value)).toBe(false);
    expect(hideCredentials(value)).toBe(shown);
    expect(toAddressRemedy(value).includes('%40')).toBe(value.includes('@'));
  });
});

test.each([
  ['u:hunter2'],
  [`u:${'%C3%A9'.repeat(149)}`],
  ['a!$&()*+,;=:-.~_'],
])('an address with %.16s, which is one, has it masked in any text', (userinfo) => {
  const address = `https://${userinfo}@bff.staging/v2`;
  expect(SERVICE_ADDRESS.pattern.test(address)).toBe(true);
  expect(redactText(`BASE=${address} does not answer`)).toBe(
    'BASE=https://***@bff.staging/v2 does not answer',
  );
});

describe('isLoopback', () => {
  test.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', 'LOCALHOST'])('%s is', (host) =>
    expect(isLoopback(host)).toBe(true));
  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.example.org',
    '127.0.0.1.nip.io',
    '',
  ])('%s is not', (host) => expect(isLoopback(host)).toBe(false));
});

test.each([
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost'],
])('%s without brackets is %s', (hostname, host) => expect(withoutBrackets(hostname)).toBe(host));
