import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { describeK6End, hasCounted, K6_EXIT_CODES } from './k6-exit-codes.ts';

describe('how k6 ended', () => {
  it.each<[number, string | null, boolean, string]>([
    [0, null, true, 'exit code 0'],
    [97, null, false, 'exit code 97 (a run in its cloud failed)'],
    [98, null, false, 'exit code 98 (its cloud did not tell how far the run was)'],
    [99, null, true, 'exit code 99 (a threshold was crossed)'],
    [100, null, false, 'exit code 100 (the setup of the script took too long)'],
    [101, null, false, 'exit code 101 (the teardown of the script took too long)'],
    [102, null, false, 'exit code 102 (something took too long)'],
    [103, null, true, 'exit code 103 (somebody else stopped the run through its REST API)'],
    [104, null, false, 'exit code 104 (its configuration is invalid)'],
    [105, null, true, 'exit code 105 (a signal ended the run)'],
    [106, null, false, 'exit code 106 (its REST API could not be started)'],
    [107, null, false, 'exit code 107 (the script threw an exception)'],
    [108, null, true, 'exit code 108 (the script ended the run)'],
    [109, null, false, 'exit code 109 (k6 itself crashed)'],
    [110, null, false, 'exit code 110 (the script marked the run as failed)'],
    [1, null, false, 'exit code 1'],
    [96, null, false, 'exit code 96'],
    [111, null, false, 'exit code 111'],
    [137, 'SIGKILL', false, 'SIGKILL'],
    [0, 'SIGTERM', false, 'SIGTERM'],
  ])('code %i, signal %s: its counts hold: %s', (code, signal, counted, words) => {
    expect(hasCounted({ code, signal })).toBe(counted);
    expect(describeK6End({ code, signal })).toBe(words);
  });
});

/** `name: code` of each constant in a Go source of `errext/exitcodes`. */
const parseGo = (source: string) =>
  Object.fromEntries(
    [...source.matchAll(/^\s*(\w+)\s+ExitCode\s*=\s*(\d+)/gm)].map(([, name, code]) => [name, Number(code)]),
  );

/** The module cache of Go: https://go.dev/ref/mod#module-cache. */
const MODULES =
  process.env.GOMODCACHE ?? join(process.env.GOPATH?.split(':')[0] ?? join(homedir(), 'go'), 'pkg', 'mod');

// k6's disruptor is built on a k6 of its own.
test.for(['tools/k6/go.mod', 'tools/k6-disruptor/go.mod'])('the k6 that %s pins has these codes', (pin, {
  skip,
}) => {
  if (!existsSync(pin)) skip(`${pin} is not here`);
  const [, module = '', version = ''] = /\b(go\.k6\.io\/k6\S*) (v\S+)/.exec(readFileSync(pin, 'utf8')) ?? [];
  expect(module).not.toBe('');
  const file = join(MODULES, `${module}@${version}`, 'errext', 'exitcodes', 'codes.go');
  if (!existsSync(file)) skip(`${module}@${version} is not in Go's module cache: npm run tools brings it`);
  const ours = Object.entries(K6_EXIT_CODES).map(([name, { code }]) => [name, code]);
  expect(Object.fromEntries(ours)).toEqual(parseGo(readFileSync(file, 'utf8')));
});
