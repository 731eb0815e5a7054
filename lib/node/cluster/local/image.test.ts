import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';
import { withTemporaryDir } from '../../files/temporary.ts';
import { writeImage } from './image.ts';

interface Entry {
  readonly bytes: Buffer;
  readonly mode: number;
  readonly type: string;
}

async function unpack(bytes: Buffer): Promise<Readonly<Record<string, Entry>>> {
  const entries: Record<string, Entry> = {};
  for await (const entry of Readable.from([bytes]).pipe(extract())) {
    const { name, mode = 0, type } = entry.header;
    entries[name] = { bytes: await buffer(entry), mode, type: String(type) };
  }
  return entries;
}
const parse = (bytes: Buffer | undefined) => JSON.parse(String(bytes));

it('is an archive as Docker writes them: configuration, one layer, and what names both', () =>
  withTemporaryDir('image', async (dir) => {
    const script = join(dir, 'run.sh');
    await writeFile(script, '#!/bin/sh\n', { mode: 0o700 });
    await writeFile(join(dir, 'text'), 'hello', { mode: 0o600 });
    await writeImage(
      {
        name: 'docker.io/local/x:1',
        programs: { '/bin/run': script },
        files: { '/app/run.sh': script, '/app/deep/text': join(dir, 'text') },
        links: { '/bin/sh': '/bin/run' },
        writable: ['/app/dist'],
        env: { A: 'b' },
        workingDir: '/app',
        command: ['run'],
      },
      join(dir, 'x.tar'),
    );
    const image = await unpack(await readFile(join(dir, 'x.tar')));
    const [manifest] = parse(image['manifest.json']?.bytes);
    expect(manifest.RepoTags).toEqual(['docker.io/local/x:1']);
    const { config, rootfs } = parse(image[manifest.Config]?.bytes);
    expect(config).toEqual({ Env: ['PATH=/usr/bin:/bin', 'A=b'], WorkingDir: '/app', Cmd: ['run'] });
    const layer = image[manifest.Layers[0]]?.bytes ?? Buffer.of();
    expect(rootfs.diff_ids).toEqual([`sha256:${createHash('sha256').update(layer).digest('hex')}`]);
    const files = await unpack(layer);
    // Whatever its owner's umask was, everybody in the image may read it.
    expect(Object.fromEntries(Object.entries(files).map(([path, { mode }]) => [path, mode]))).toMatchObject({
      tmp: 0o1777,
      'app/dist': 0o777,
      'bin/run': 0o755,
      'app/run.sh': 0o755,
      'app/deep': 0o755,
      'app/deep/text': 0o644,
    });
    expect(String(files['app/deep/text']?.bytes)).toBe('hello');
    expect(files['bin/sh']?.type).toBe('symlink');
  }));

it('leaves nothing half done where a file is missing', () =>
  withTemporaryDir('image', async (dir) => {
    const archive = join(dir, 'x.tar');
    const spec = { name: 'x:1', programs: {}, files: { '/a': join(dir, 'none') }, command: ['a'] };
    await expect(writeImage(spec, archive)).rejects.toThrow('ENOENT');
    await expect(readFile(`${archive}.layer`)).rejects.toThrow('ENOENT');
  }));
