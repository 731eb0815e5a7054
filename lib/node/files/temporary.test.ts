import { readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { withTemporaryDir } from './temporary.ts';

it('is new, empty and ours alone', async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(() =>
      withTemporaryDir('test', async (dir) => {
        expect(basename(dir)).toMatch(/^aurora-test-/);
        expect(await readdir(dir)).toEqual([]);
        expect((await stat(dir)).mode & 0o077).toBe(0);
        return dir;
      }),
    ),
  );
  expect(first).not.toBe(second);
});

it.each([
  ['gives', async () => 'done'],
  ['fails', () => Promise.reject(new Error('no'))],
])('is gone with what is in it when the work %s', async (_, end) => {
  let used = '';
  const work = withTemporaryDir('test', async (dir) => {
    used = dir;
    await writeFile(join(dir, 'file'), 'x');
    return end();
  });
  await work.then(
    (result) => expect(result).toBe('done'),
    (error: Error) => expect(error.message).toBe('no'),
  );
  await expect(stat(used)).rejects.toThrow('ENOENT');
});
