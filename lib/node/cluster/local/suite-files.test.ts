import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, test } from 'vitest';
import { repoPath } from '../../files/paths.ts';
import { withTemporaryDir } from '../../files/temporary.ts';
import { listSuiteFiles, parsePackages } from './suite-files.ts';

const NOTE = '.package-lock.json';

test.each<[string, string, readonly string[]]>([
  ['a package', '{"packages":{"node_modules/a":{}}}', ['node_modules/a']],
  ['the checkout itself, which is none', '{"packages":{"":{},"node_modules/a":{}}}', ['node_modules/a']],
  ['one for development alone', '{"packages":{"node_modules/a":{"dev":true}}}', []],
  ['one that another one may have', '{"packages":{"node_modules/a":{"optional":true}}}', ['node_modules/a']],
  ['no packages', '{}', []],
  ['no JSON', 'x', []],
])('%s', (_, note, packages) => expect(parsePackages(note)).toEqual(packages));

const write = async (root: string, files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
};

it('are the tree without what is left out, and the packages without those below them', () =>
  withTemporaryDir('suite-files', async (root) => {
    const packages = {
      'node_modules/a': {},
      'node_modules/a/node_modules/b': { dev: true },
      'node_modules/gone': {},
    };
    await write(root, {
      '.dockerignore': '.*\n!.npmrc\nnode_modules\ntest\n**/*.test.ts\n',
      '.npmrc': '',
      '.state/secret': '',
      'lib/test/a.ts': '',
      'lib/a.test.ts': '',
      'test/a.ts': '',
      [`node_modules/${NOTE}`]: JSON.stringify({ packages }),
      'node_modules/a/index.js': '',
      'node_modules/a/node_modules/b/index.js': '',
      'node_modules/c/index.js': '',
    });
    expect(await listSuiteFiles(root)).toMatchObject({
      tree: ['.npmrc', 'lib/test/a.ts'],
      packages: ['node_modules/a/index.js'],
    });
  }));

it('say what to do where nothing is installed', () =>
  withTemporaryDir('suite-files', async (root) => {
    await expect(listSuiteFiles(root)).rejects.toThrow('run npm ci');
  }));

it('hold of this checkout what starts it, and none of its state, its tests and its history', async () => {
  const { tree, packages } = await listSuiteFiles(repoPath());
  expect(tree).toContain('scripts/launch.mjs');
  expect(packages).toContain('node_modules/tsx/package.json');
  expect(tree.filter((path) => /^(\.(?!npmrc)|test\/|node_modules\/)|\.test\.ts$/.test(path))).toEqual([]);
});
