import { describe, expect, it } from 'vitest';
import { isLoopback, parseLiveOptions } from './live-options.ts';

const TOKEN = 'sixteen-letters-';
const given = { port: '8001', host: '127.0.0.1' };

describe('parseLiveOptions', () => {
  it.each([
    [given, { port: 8001, host: '127.0.0.1', token: undefined }],
    [
      { ...given, token: '' },
      { port: 8001, host: '127.0.0.1', token: undefined },
    ],
    [
      { port: '', host: '', token: '' },
      { port: 8001, host: '127.0.0.1', token: undefined },
    ],
    [
      { port: '0', host: '::1' },
      { port: 0, host: '::1', token: undefined },
    ],
    [
      { ...given, host: '0.0.0.0', token: TOKEN },
      { port: 8001, host: '0.0.0.0', token: TOKEN },
    ],
  ])('takes %j', (options, parsed) => expect(parseLiveOptions(options)).toEqual(parsed));

  it.each([
    [{ ...given, port: '80a' }, /LIVE_PORT=80a: give a port/],
    [{ ...given, port: '65536' }, /LIVE_PORT=65536/],
    [{ ...given, port: '-1' }, /LIVE_PORT=-1: give/],
    [{ ...given, host: '0.0.0.0' }, /LIVE_HOST=0.0.0.0 can be reached from elsewhere: give a LIVE_TOKEN/],
    [{ ...given, host: 'soak.example.org' }, /LIVE_HOST/],
    [{ ...given, host: '::' }, /LIVE_HOST/],
  ])('refuses %j', (options, sentence) => expect(() => parseLiveOptions(options)).toThrow(sentence));

  it('refuses a short token without repeating it', () => {
    expect(() => parseLiveOptions({ ...given, token: TOKEN.slice(1) })).toThrow(/^LIVE_TOKEN is too short/);
    expect(() => parseLiveOptions({ ...given, token: 'abc123' })).toThrow(/^(?!.*abc123)/);
  });
});

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', 'LOCALHOST'])('%s is', (host) =>
    expect(isLoopback(host)).toBe(true));
  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.example.org',
    '127.0.0.1.nip.io',
    '',
  ])('%s is not', (host) => expect(isLoopback(host)).toBe(false));
});
