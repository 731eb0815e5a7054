// How a smoke is called: a sentence for each mistake.
import { expect, test } from 'vitest';
import { parseSmokeRequest, parseSmokeSettings, toSmokeCommand } from './settings.ts';

const parse = (values = {}) => parseSmokeRequest(toSmokeCommand('smoke', 'Asks.'), values);

test.each([
  [{ BASE: '127.0.0.1:3300' }, 'BASE=127.0.0.1:3300: give an address'],
  [{ BASE: 'http://user:pa/ss@127.0.0.1:3300' }, 'BASE=http://***@127.0.0.1:3300: give an address'],
  [{ SMOKE_LANG: 'FR' }, 'SMOKE_LANG=FR: give one of EN, CN, both'],
  [{ TIMEOUT_MS: '0' }, 'TIMEOUT_MS=0: give a whole number from 1 to 120000'],
  [{ TIMEOUT_MS: '120001' }, 'TIMEOUT_MS=120001: give a whole number from 1 to 120000'],
  [{ BASE: 'http://127.0.0.1:1', DEFECTS: 'hang' }, 'DEFECTS: only the embedded service has defects'],
])('%j is refused', (values, said) => {
  expect(() => parse(values)).toThrow(said);
});

test('the defaults, and the base by its variable', () => {
  const defaults = { base: '', lang: 'both', timeoutMs: 15_000, defects: '', junit: '', json: false };
  expect(parse()).toMatchObject(defaults);
  expect(parse({ BASE: 'http://127.0.0.1:3300/' }).base).toBe('http://127.0.0.1:3300');
});

test('what k6 has too is read the same without the rest', () => {
  expect(parseSmokeSettings({ SMOKE_LANG: 'CN', DEFECTS: 'hang', BASE: 'http://127.0.0.1:1' })).toEqual({
    base: 'http://127.0.0.1:1',
    lang: 'CN',
    timeoutMs: 15_000,
    origin: 'https://aurora.pivota.cc',
  });
});
