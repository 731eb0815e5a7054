import { afterEach, expect, it, test, vi } from 'vitest';
import { readSmokeSettings } from './settings.ts';

afterEach(() => vi.unstubAllGlobals());
const read = (env: Readonly<Record<string, string>>) => {
  vi.stubGlobal('__ENV', env);
  return readSmokeSettings();
};

it('are read from variables that the machine does not set by itself', () => {
  const env = { BASE: 'http://shop:8080/', SMOKE_LANG: 'vip', TIMEOUT_MS: '900', LANG: 'C.UTF-8' };
  expect(read(env)).toEqual({
    base: 'http://shop:8080',
    variant: 'vip',
    timeoutMs: 900,
    origin: '',
    without: [],
  });
});

it('are the usual ones where only BASE is given', () => {
  expect(read({ BASE: 'http://shop:8080' })).toMatchObject({ variant: 'all', timeoutMs: 15_000 });
});

test.each<[Readonly<Record<string, string>>, RegExp]>([
  [{}, /^aurora-gate: BASE is not given, /],
  [{ BASE: 'shop' }, /^aurora-gate: BASE=shop: /],
  [{ BASE: 'http://shop', TIMEOUT_MS: 'soon' }, /^aurora-gate: TIMEOUT_MS=soon: /],
  [
    { BASE: 'http://shop', SMOKE_LANG: 'gone' },
    /^aurora-gate: SMOKE_LANG=gone: give one of plain, vip, all, both$/,
  ],
])('are refused in one sentence: %j', (env, sentence) => {
  expect(() => read(env)).toThrow(sentence);
});
