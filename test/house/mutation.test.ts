// What `npm run mutation` changes is there, and so are the tests that are to notice: after a move nothing is left out unseen.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface MutationConfig {
  readonly mutate: readonly string[];
  readonly ignorePatterns: readonly string[];
}
const { mutate, ignorePatterns } = JSON.parse(readFileSync('stryker.config.json', 'utf8')) as MutationConfig;
const tests = ignorePatterns
  .filter((pattern) => /^!.*\.test\.ts$/.test(pattern))
  .map((pattern) => pattern.slice(1));

/** The test of a source: that beside it or, of a part of something, that of the whole, which is named as its folder. */
function toTest(file: string): string {
  const own = file.replace(/\.ts$/, '.test.ts');
  const folder = dirname(file);
  return existsSync(own) ? own : join(folder, `${basename(folder)}.test.ts`);
}

describe.each(mutate)('%s', (file) => {
  const test = toTest(file);
  it('is there, with its test beside it', () => {
    expect([existsSync(file), existsSync(test)]).toEqual([true, true]);
  });
  it('is held by that test', () => expect(tests).toContain(test));
});

it('names no test that is not there', () => {
  expect(tests.filter((test) => !existsSync(test))).toEqual([]);
});
