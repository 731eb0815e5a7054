// How a smoke is called: a sentence for each mistake.
import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { SERVICE as EXAMPLE } from '../../../services/example/service.ts';
import type { OptionValues } from '../options/option.ts';
import { listVariants, parseSmokeRequest, parseSmokeSettings, toSmokeCommand } from './settings.ts';

const parse = (values: OptionValues = {}) => parseSmokeRequest(SERVICE, values);

test.each([
  [{ BASE: '127.0.0.1:3300' }, 'BASE=127.0.0.1:3300: give an address'],
  [{ BASE: 'http://user:pa/ss@127.0.0.1:3300' }, 'BASE=http://***@127.0.0.1:3300: give an address'],
  [{ SMOKE_LANG: 'FR' }, 'SMOKE_LANG=FR: give one of EN, CN, all, both'],
  [{ TIMEOUT_MS: '0' }, 'TIMEOUT_MS=0: give a whole number from 1 to 120000'],
  [{ TIMEOUT_MS: '120001' }, 'TIMEOUT_MS=120001: give a whole number from 1 to 120000'],
  [{ BASE: 'http://127.0.0.1:1', DEFECTS: 'hang' }, 'DEFECTS: only the embedded service has defects'],
])('%j is refused', (values, said) => {
  expect(() => parse(values)).toThrow(said);
});

test('the defaults, and the base by its variable', () => {
  const defaults = { base: '', variant: 'all', timeoutMs: 15_000, origin: '', without: [], suite: 'runtime' };
  expect(parse()).toEqual({ ...defaults, defects: '', junit: '', json: false });
  expect(parse({ BASE: 'http://127.0.0.1:3300/' }).base).toBe('http://127.0.0.1:3300');
});

test('what k6 has too is read the same without the rest', () => {
  expect(
    parseSmokeSettings(SERVICE, { SMOKE_LANG: 'CN', DEFECTS: 'hang', BASE: 'http://127.0.0.1:1' }),
  ).toEqual({
    base: 'http://127.0.0.1:1',
    variant: 'CN',
    timeoutMs: 15_000,
    origin: '',
    without: [],
  });
});

test.each([
  [{}, ['EN', 'CN']],
  [{ SMOKE_LANG: 'both' }, ['EN', 'CN']],
  [{ SMOKE_LANG: 'CN' }, ['CN']],
])('%j plays %j', (values, variants) => {
  expect(listVariants(SERVICE, parse(values))).toEqual(variants);
});

test('a service with a variant called all has no word twice', () => {
  const lang = toSmokeCommand(EXAMPLE).options.find(({ env }) => env === 'SMOKE_LANG');
  expect(lang).toMatchObject({ choices: ['all', 'both'] });
  expect(listVariants(EXAMPLE, parseSmokeSettings(EXAMPLE, {}))).toEqual(['all']);
});
