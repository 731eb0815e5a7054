// How a smoke is called: a sentence for each mistake.

import { expect, test } from 'vitest';
import { SERVICE } from '../../../services/aurora/service.ts';
import { parseSmokeOptions } from './command-line.ts';

const parse = (args: readonly string[], env = {}) =>
  parseSmokeOptions(SERVICE, 'npm run smoke -- [options]', args, env);

test.each([
  [['--base', '127.0.0.1:3300'], '--base 127.0.0.1:3300: give an address'],
  [['--base', 'http://user:pa/ss@127.0.0.1:3300'], '--base http://***@127.0.0.1:3300: give an address'],
  [['--lang', 'FR'], 'FR'],
  [['--timeout-ms', '0'], '--timeout-ms 0: give a whole number from 1'],
  [['--timeout-ms', '120001'], 'give at most 120000'],
  [['--base', 'http://127.0.0.1:1', '--defects', 'hang'], '--defects is for the embedded service'],
  [['--sample', '1'], '--sample'],
])('%j is refused', (args, said) => {
  expect(() => parse(args)).toThrow(said);
});

test('the defaults, and the base by its variable', () => {
  const defaults = { base: '', variant: 'all', timeoutMs: 15_000, defects: '', junit: '', json: false };
  expect(parse([])).toMatchObject(defaults);
  expect(parse([], { BASE: 'http://127.0.0.1:3300' })?.base).toBe('http://127.0.0.1:3300');
});
