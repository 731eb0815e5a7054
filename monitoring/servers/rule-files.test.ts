import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { readRuleFiles } from './rule-files.ts';

/** The rule files that a configuration with these patterns names, by their end. */
const read = (...patterns: readonly string[]) =>
  withTemporaryDir('rules', async (dir) => {
    await mkdir(join(dir, 'rules'));
    for (const name of ['a.yml', 'b.yml', 'c.txt']) await writeFile(join(dir, 'rules', name), name);
    await writeFile(join(dir, 'prometheus.yml'), JSON.stringify({ rule_files: patterns }));
    const files = await readRuleFiles(join(dir, 'prometheus.yml'));
    return Object.fromEntries(
      Object.entries(files).map(([file, text]) => [file.slice(dir.length + 1), text]),
    );
  });

test.each<[readonly string[], readonly string[]]>([
  [['rules/*.yml'], ['rules/a.yml', 'rules/b.yml']],
  [['rules/a*'], ['rules/a.yml']],
  [['rules/c.txt'], ['rules/c.txt']],
  [['nowhere/*.yml'], []],
  [[], []],
])('%j names %j', async (patterns, files) => {
  expect(Object.keys(await read(...patterns))).toEqual(files);
});

it('says what it does not understand or find', async () => {
  await expect(read('*/a.yml')).rejects.toThrow(/only one \* in the name of the file is understood/);
  await expect(read('rules/d.yml')).rejects.toThrow(/d\.yml cannot be read on this machine \(ENOENT\)/);
});
