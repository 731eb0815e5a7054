import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONFIG_OPTION } from '../../core/options/option-file.ts';
import { FILE_NAMES, findOptionFile, loadOptionFile } from './find-option-file.mjs';

let dir = '';
const at = (name: string) => join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'option-file-'));
  await writeFile(at('a.json'), '{ "SEED": 3 }');
  await writeFile(at('half.json'), '{ "SEED": ');
  await writeFile(
    at('a.ts'),
    "import type { Config } from 'aurora-gate/config';\nexport default { SEED: 2 + 1 } satisfies Config;",
  );
  await writeFile(at('seed.ts'), 'export enum Seed { Ours = 3 }');
  await writeFile(at('imports.ts'), "import { Seed } from './seed';\nexport default { SEED: Seed.Ours };");
  await writeFile(
    at('builtin.ts'),
    "import { basename } from 'node:path';\nexport default { SEED: Number(basename('/a/3')) };",
  );
  await writeFile(
    at('place.ts'),
    "import { readFileSync } from 'node:fs';\nimport { join } from 'node:path';\nexport default JSON.parse(readFileSync(join(import.meta.dirname, 'a.json'), 'utf8'));",
  );
  await mkdir(at('node_modules/ours'), { recursive: true });
  await writeFile(at('node_modules/ours/index.js'), 'module.exports = { SEED: 3 };');
  await writeFile(at('package.ts'), "import ours from 'ours';\nexport default ours;");
  await writeFile(at('common.ts'), "const ours: object = require('./a.json');\nmodule.exports = ours;");
  await writeFile(at('half.ts'), 'export default {');
  await writeFile(at('marked.json'), '\uFEFF{ "SEED": 3 }');
  await writeFile(at('noted.json'), '{ // seed\n "SEED": 3 }');
  await writeFile(at('empty.ts'), '');
  await writeFile(at('twice.ts'), 'export default {\n  SEED: 3,\n  BASE_RPS: 1,\n  SEED: 4,\n};');
  await writeFile(at('ends.ts'), 'process.exit(0);\nexport default {};');
  await writeFile(at('throws.ts'), "throw new Error('no such file');\nexport default {};");
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('--help names the files that are looked for', () => {
  expect(FILE_NAMES).toEqual(['aurora-gate.config.ts', 'aurora-gate.config.json']);
  expect(CONFIG_OPTION.doc).toContain('aurora-gate.config.ts or .json');
});

test('none unless one is named, or lies in the folder of the call', async () => {
  expect(findOptionFile([], {}, dir)).toBeUndefined();
  expect(findOptionFile(['--config', 'a.json'], {}, dir)).toBe(at('a.json'));
  expect(findOptionFile(['--config=a.ts'], { AURORA_GATE_CONFIG: 'a.json' }, dir)).toBe(at('a.ts'));
  expect(findOptionFile([], { AURORA_GATE_CONFIG: 'a.json' }, dir)).toBe(at('a.json'));
  expect(() => findOptionFile(['--config', 'b.json'], {}, dir)).toThrow('--config: there is no file b.json');
  await writeFile(at('aurora-gate.config.json'), '{}');
  expect(findOptionFile([], {}, dir)).toBe(at('aurora-gate.config.json'));
  expect(findOptionFile(['--config', 'none'], {}, dir)).toBeUndefined();
  expect(findOptionFile([], { AURORA_GATE_CONFIG: 'none' }, dir)).toBeUndefined();
  await writeFile(at('aurora-gate.config.ts'), 'export default {};');
  expect(() => findOptionFile([], {}, dir)).toThrow(
    /config\.ts and .*config\.json are both here; remove one/,
  );
  expect(findOptionFile(['--config', 'a.json'], {}, dir)).toBe(at('a.json'));
});

test.each([
  ['a.json'],
  ['a.ts'],
  ['marked.json'],
  ['imports.ts'],
  ['builtin.ts'],
  ['place.ts'],
  ['package.ts'],
  ['common.ts'],
])('%s is read', async (name) => expect(await loadOptionFile(at(name))).toEqual({ SEED: 3 }));

test.each([
  ['half.json', /^half\.json cannot be read: .*JSON/],
  ['noted.json', /^noted\.json cannot be read: .*; JSON has no comments .* or write it as \.ts$/],
  ['empty.ts', /^empty\.ts cannot be read: it exports nothing; give it an `export default/],
  ['half.ts', /^half\.ts cannot be read: /],
  ['twice.ts', /^twice\.ts cannot be read: Duplicate key "SEED" in object literal in line 4; leave one/],
  ['throws.ts', /^throws\.ts cannot be read: no such file/],
])('%s is told by its name', async (name, sentence) => {
  await expect(loadOptionFile(at(name))).rejects.toThrow(sentence);
});

test('a file that ends the process is refused, whatever it ends it with', async () => {
  const load = `import(${JSON.stringify(import.meta.resolve('./find-option-file.mjs'))})
    .then(({ loadOptionFile }) => loadOptionFile(${JSON.stringify(at('ends.ts'))}))`;
  const ended = await promisify(execFile)(process.execPath, ['-e', load]).catch((error) => error);
  expect([ended.code, ended.stderr]).toEqual([
    2,
    expect.stringContaining('ends.ts ended the process; let it'),
  ]);
});
