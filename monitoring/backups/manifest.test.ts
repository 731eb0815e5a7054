import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { withTemporaryDir } from '../../lib/node/files/temporary.ts';
import { writeFolder } from './draft.ts';
import { computeSha256, listFolder, parseManifest, toManifest } from './manifest.ts';
import { chooseBackupDir, findNewestBackup, parseBackupName, toBackupName } from './newest.ts';

const HASH = 'a'.repeat(64);
const ENTRIES = [
  { path: 'b c', sha256: HASH },
  { path: 'a/b', sha256: HASH },
];

describe('a manifest', () => {
  it('is read as it was written', () => {
    expect(parseManifest(toManifest(['a note'], ENTRIES))).toEqual([...ENTRIES].reverse());
  });
  test.each([
    ['nothing', ''],
    ['another text', 'hello\n'],
    ['a line that was cut off', toManifest([], ENTRIES).slice(0, -1)],
    ['a short sum', toManifest([], ENTRIES).replace(HASH, 'abc')],
  ])('is not %s', (_, text) => expect(parseManifest(text)).toBeUndefined());
});

it('a folder is listed all the way down, and what is no file apart', async () => {
  await withTemporaryDir('manifest', async (dir) => {
    await mkdir(join(dir, 'a', 'b'), { recursive: true });
    await writeFile(join(dir, 'a', 'b', 'c'), 'x');
    await symlink('c', join(dir, 'a', 'link'));
    expect(await listFolder(dir)).toEqual({ files: ['a/b/c'], others: ['a/link'] });
    expect(await computeSha256(join(dir, 'a', 'b', 'c'))).toMatch(
      /^2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881$/,
    );
  });
});

describe('a folder in the making', () => {
  it('is there when it is whole, for its owner alone', async () => {
    await withTemporaryDir('draft', async (dir) => {
      await writeFile(join(dir, 'from'), 'y', { mode: 0o644 });
      await writeFolder(join(dir, 'made'), async (draft) => {
        await draft.add('a/b', 'x');
        await draft.copy('c', join(dir, 'from'));
        expect(draft.entries().map(({ path }) => path)).toEqual(['a/b', 'c']);
        expect(await readdir(dir)).not.toContain('made');
      });
      expect(await readFile(join(dir, 'made', 'c'), 'utf8')).toBe('y');
      for (const path of ['made', 'made/a', 'made/a/b', 'made/c'])
        expect((await stat(join(dir, path))).mode & 0o077).toBe(0);
    });
  });

  it('is gone when it does not become whole', async () => {
    await withTemporaryDir('draft', async (dir) => {
      const made = writeFolder(join(dir, 'made'), async (draft) => {
        await draft.add('a', 'x');
        throw new Error('broken off');
      });
      await expect(made).rejects.toThrow('broken off');
      expect(await readdir(dir)).toEqual([]);
    });
  });
});

describe('the name of a backup', () => {
  it('is its minute, in UTC', () => {
    expect(toBackupName(new Date('2026-11-29T07:08:59Z'))).toBe('2026-11-29_07-08');
    expect(parseBackupName('2026-11-29_07-08_2')?.toISOString()).toBe('2026-11-29T07:08:00.000Z');
  });
  test.each(['2026-11-29', '2026-11-29_07-08.1.new', '2026-13-29_07-08', 'x'])('is not %s', (name) =>
    expect(parseBackupName(name)).toBeUndefined());

  it('is taken once, and the newest is found', async () => {
    await withTemporaryDir('newest', async (dir) => {
      expect(await findNewestBackup(join(dir, 'nowhere'))).toBeUndefined();
      const now = new Date('2026-11-29T07:08:00Z');
      for (let n = 0; n < 11; n++) await mkdir(await chooseBackupDir(dir, now));
      await mkdir(join(dir, '2026-11-28_23-59'));
      expect((await findNewestBackup(dir))?.dir).toBe(join(dir, '2026-11-29_07-08_11'));
    });
  });
});
