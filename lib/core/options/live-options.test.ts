import { describe, expect, it } from 'vitest';
import { parseLiveOptions } from './live-options.ts';

const TOKEN = 'sixteen-letters-';
const given = { LIVE_PORT: '8001', LIVE_HOST: '127.0.0.1' };

describe('parseLiveOptions', () => {
  it.each([
    [given, { port: 8001, host: '127.0.0.1', token: undefined }],
    [
      { ...given, LIVE_TOKEN: '' },
      { port: 8001, host: '127.0.0.1', token: undefined },
    ],
    [
      { LIVE_PORT: '', LIVE_HOST: '', LIVE_TOKEN: '' },
      { port: 8001, host: '127.0.0.1', token: undefined },
    ],
    [
      { LIVE_PORT: '0', LIVE_HOST: '::1' },
      { port: 0, host: '::1', token: undefined },
    ],
    [
      { ...given, LIVE_HOST: '0.0.0.0', LIVE_TOKEN: TOKEN },
      { port: 8001, host: '0.0.0.0', token: TOKEN },
    ],
    [{ OUTPUT_DIR: 'elsewhere' }, { outputDir: 'elsewhere', exitsWithParent: false }],
  ])('takes %j', (options, parsed) => expect(parseLiveOptions(options)).toMatchObject(parsed));

  it.each([
    [{ ...given, LIVE_PORT: '80a' }, /LIVE_PORT=80a: give a whole number from 0 to 65535/],
    [{ ...given, LIVE_PORT: '65536' }, /LIVE_PORT=65536/],
    [{ ...given, LIVE_PORT: '-1' }, /LIVE_PORT=-1: give/],
    [
      { ...given, LIVE_HOST: '0.0.0.0' },
      /LIVE_HOST=0.0.0.0 can be reached from elsewhere: give a LIVE_TOKEN/,
    ],
    [{ ...given, LIVE_HOST: 'soak.example.org' }, /LIVE_HOST/],
    [{ ...given, LIVE_HOST: '::' }, /LIVE_HOST/],
  ])('refuses %j', (options, sentence) => expect(() => parseLiveOptions(options)).toThrow(sentence));

  it('refuses a short token without repeating it', () => {
    expect(() => parseLiveOptions({ ...given, LIVE_TOKEN: TOKEN.slice(1) })).toThrow(
      /^LIVE_TOKEN is too short/,
    );
    expect(() => parseLiveOptions({ ...given, LIVE_TOKEN: 'abc123' })).toThrow(/^(?!.*abc123)/);
  });
});
