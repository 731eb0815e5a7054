// The programs as JavaScript: built once, again where a source is another, and never where the sources say otherwise.
import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoPath } from '../files/paths.ts';
import { ENTRY_FILES, provideBuilt } from './programs.mjs';

const SOURCES = {
  'package.json': '{"type":"module","dependencies":{"esbuild":"1.2.3"}}',
  'scripts/greet.ts': `import { name } from '../lib/name.ts'; export const greeting: string = 'good day, ' + name;`,
  'scripts/greet.test.ts': 'throw new Error("a test is no program");',
  'services/shop/service.ts': `export { name } from '../../lib/name.ts';`,
  'lib/name.ts': `export const name: string = 'Ada';`,
  ...Object.fromEntries(ENTRY_FILES.map((path) => [path, ''])),
};

let root = '';
const write = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};
/** As if nobody had written them of late. */
const age = async () => {
  for (const path of Object.keys(SOURCES))
    await utimes(join(root, path), 1_000_000, 1_000_000).catch(() => {});
};
const load = async (folder: string | undefined, file: string) =>
  (await import(pathToFileURL(join(folder ?? '', file)).href)) as Record<string, unknown>;
const noteMs = async () => (await stat(join(root, 'built/note.json'))).mtimeMs;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aurora-built-'));
  for (const [path, text] of Object.entries(SOURCES)) await write(path, text);
  await age();
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('holds each script, each file of a service, and what both import once', async () => {
  const built = await provideBuilt(root);
  expect(await load(built, 'scripts/greet.js')).toMatchObject({ greeting: 'good day, Ada' });
  expect(await load(built, 'services/shop/service.js')).toMatchObject({ name: 'Ada' });
  await expect(load(built, 'scripts/greet.test.js')).rejects.toThrow('greet.test.js');
});

it('is not built again while its sources are the same, whatever their time', async () => {
  const built = await provideBuilt(root);
  const before = await noteMs();
  expect(await provideBuilt(root)).toBe(built);
  expect(await noteMs()).toBe(before);
  await utimes(join(root, 'lib/name.ts'), 2_000_000, 2_000_000);
  expect(await provideBuilt(root)).toBe(built);
});

describe('is built again, beside what may still run,', () => {
  it.each<[string, string, string]>([
    ['where a source is another', 'lib/name.ts', `export const name: string = 'Eva';`],
    ['where it is longer', 'lib/name.ts', `export const name: string = 'Adele';`],
    ['where a service is new', 'services/bank/service.ts', 'export const SERVICE = 1;'],
    ['where a service has a part more', 'services/shop/smoke/runtime.ts', 'export const FLOWS = [];'],
  ])('%s', async (_, path, text) => {
    const first = await provideBuilt(root);
    await write(path, text);
    const second = await provideBuilt(root);
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
    expect(await load(first, 'scripts/greet.js')).toMatchObject({ greeting: 'good day, Ada' });
    expect(
      await readFile(
        join(second ?? '', path.startsWith('lib') ? 'scripts/greet.js' : path.replace(/ts$/, 'js')),
        'utf8',
      ),
    ).not.toBe('');
  });
  it('where what was built is gone, or its note is no note', async () => {
    const first = await provideBuilt(root);
    await rm(first ?? '', { recursive: true });
    expect(await load(await provideBuilt(root), 'scripts/greet.js')).toBeDefined();
    await writeFile(join(root, 'built/note.json'), '{"fold');
    expect(await provideBuilt(root)).toBe(first);
  });
  it('where a source is gone that nothing needs any more', async () => {
    const first = await provideBuilt(root);
    await write('scripts/greet.ts', `export const greeting: string = 'good day';`);
    await write('services/shop/service.ts', 'export const SERVICE = 1;');
    await rm(join(root, 'lib/name.ts'));
    const second = await provideBuilt(root);
    expect(second).not.toBe(first);
    expect(await load(second, 'scripts/greet.js')).toMatchObject({ greeting: 'good day' });
  });
  it('where esbuild is another', async () => {
    await provideBuilt(root);
    await write('package.json', SOURCES['package.json'].replace('1.2.3', '1.2.4'));
    const before = await noteMs();
    await provideBuilt(root);
    expect(await noteMs()).not.toBe(before);
  });
});

it('is one and the same where several start at once', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => provideBuilt(root)));
  expect(new Set(all).size).toBe(1);
  expect(await load(all[0], 'scripts/greet.js')).toMatchObject({ greeting: 'good day, Ada' });
});

it.each<[string, () => Promise<void>]>([
  ['a source has a fault', () => write('lib/name.ts', 'export const name = ;')],
  ['a source is missing', () => rm(join(root, 'lib/name.ts'))],
  ['there is no place to write', () => write('built', 'a file')],
])('leaves it to the sources where %s', async (_, spoil) => {
  await spoil();
  expect(await provideBuilt(root)).toBeUndefined();
});

it('what was built long ago goes, and what was used of late stays', async () => {
  const first = (await provideBuilt(root)) ?? '';
  const old = join(root, 'built/0123456789abcdef');
  await cp(first, old, { recursive: true });
  await utimes(old, 1_000_000, 1_000_000);
  await write('lib/name.ts', `export const name: string = 'Eva';`);
  await provideBuilt(root);
  await expect(stat(old)).rejects.toThrow('ENOENT');
  expect((await stat(first)).isDirectory(), basename(first)).toBe(true);
});

it('of this repository holds all that is started by itself', async () => {
  const { entries } = JSON.parse(await readFile(repoPath('built/note.json'), 'utf8')) as {
    entries: readonly string[];
  };
  for (const file of [
    'scripts/soak.ts',
    'services/aurora/reference/bff.ts',
    'lib/node/leftovers/heal-killed.ts',
  ])
    expect(entries).toContain(file);
});
