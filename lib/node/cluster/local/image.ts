// A container image made of files of this machine, without a Docker: what `ctr images import` takes.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { runProgram } from '../../process/run-program.ts';

/** An image: what is in it, and what it runs. */
export interface ImageSpec {
  /** As in a manifest: `docker.io/local/reference:1`. */
  readonly name: string;
  /** Path in the image → path on this machine. Programs bring the libraries that they are linked with. */
  readonly files: Readonly<Record<string, string>>;
  /** Path in the image → its text. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Path in the image → where it leads. */
  readonly links?: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

const LDD_DEADLINE_MS = 10_000;
const TEXTS = { '/etc/passwd': 'root:x:0:0::/:/bin/sh\n', '/etc/group': 'root:x:0:\n' };

/**
 * Writes the image as an archive of Docker's form, one layer, to `archive`.
 * @throws Error where a file of it cannot be read
 */
export async function writeImage(spec: ImageSpec, archive: string): Promise<void> {
  const layer = await packLayer(spec);
  const layerId = toDigest(layer);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { Env: ['PATH=/usr/bin:/bin'], Cmd: spec.command },
      rootfs: { type: 'layers', diff_ids: [`sha256:${layerId}`] },
    }),
  );
  const configFile = `${toDigest(config)}.json`;
  const layerFile = `${layerId}/layer.tar`;
  const manifest = [{ Config: configFile, RepoTags: [spec.name], Layers: [layerFile] }];
  const tar = pack();
  tar.entry({ name: configFile }, config);
  tar.entry({ name: layerFile }, layer);
  tar.entry({ name: 'manifest.json' }, Buffer.from(JSON.stringify(manifest)));
  tar.finalize();
  await pipeline(tar, createWriteStream(archive));
}

const toDigest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function packLayer({ files, texts = {}, links = {} }: ImageSpec): Promise<Buffer> {
  const tar = pack();
  const made = new Set<string>();
  const toName = (path: string) => path.replace(/^\//, '');
  const addFolders = (path: string) => {
    const folder = dirname(path);
    if (folder === '/' || made.has(folder)) return;
    addFolders(folder);
    made.add(folder);
    tar.entry({ name: toName(folder), type: 'directory', mode: 0o755 });
  };
  const add = (path: string, bytes: Buffer, mode: number) => {
    if (made.has(path)) return;
    addFolders(path);
    made.add(path);
    tar.entry({ name: toName(path), mode }, bytes);
  };
  const done = buffer(tar);
  tar.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  made.add('/tmp');
  for (const [path, text] of Object.entries({ ...TEXTS, ...texts })) add(path, Buffer.from(text), 0o644);
  for (const [path, file] of Object.entries(files)) {
    add(path, await readFile(file), 0o755);
    for (const library of await listLibraries(file))
      add(library, await readFile(await realpath(library)), 0o755);
  }
  for (const [path, target] of Object.entries(links)) {
    addFolders(path);
    tar.entry({ name: toName(path), type: 'symlink', linkname: target });
  }
  tar.finalize();
  return done;
}

/** The shared libraries of a program; none where it is linked with none, or is no program. */
async function listLibraries(file: string): Promise<readonly string[]> {
  const { stdout } = await runProgram('ldd', [file], { timeoutMs: LDD_DEADLINE_MS });
  return stdout.split(/\s/).filter((word) => word.startsWith('/') && word.includes('.so'));
}
