// A container image made of files of this machine, without a Docker: what `ctr images import` takes.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, realpath, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { runProgram } from '../../process/run-program.ts';

/** An image: what is in it, and what it runs. */
export interface ImageSpec {
  /** As in a manifest: `docker.io/local/reference:1`. */
  readonly name: string;
  /** Path in the image → path on this machine. They bring the libraries that they are linked with. */
  readonly programs: Readonly<Record<string, string>>;
  /** Path in the image → path on this machine. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path in the image → where it leads. */
  readonly links?: Readonly<Record<string, string>>;
  /** Folders that anybody in it may write to. */
  readonly writable?: readonly string[];
  /** Variables beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default / */
  readonly workingDir?: string;
  readonly command: readonly string[];
}

const LDD_DEADLINE_MS = 10_000;
const TEXTS = { '/etc/passwd': 'root:x:0:0::/:/bin/sh\n', '/etc/group': 'root:x:0:\n' };

/**
 * Writes the image as an archive of Docker's form, one layer, to `archive`.
 * @throws Error where a file of it cannot be read
 */
export async function writeImage(spec: ImageSpec, archive: string): Promise<void> {
  const { name, command, env = {}, workingDir = '/' } = spec;
  const layer = `${archive}.layer`;
  try {
    const layerId = await writeLayer(spec, layer);
    const variables = Object.entries({ PATH: '/usr/bin:/bin', ...env });
    const config = Buffer.from(
      JSON.stringify({
        architecture: process.arch === 'x64' ? 'amd64' : process.arch,
        os: 'linux',
        config: {
          Env: variables.map(([variable, value]) => `${variable}=${value}`),
          WorkingDir: workingDir,
          Cmd: command,
        },
        rootfs: { type: 'layers', diff_ids: [`sha256:${layerId}`] },
      }),
    );
    const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
    const layerFile = `${layerId}/layer.tar`;
    const manifest = [{ Config: configFile, RepoTags: [name], Layers: [layerFile] }];
    const tar = pack();
    const written = pipeline(tar, createWriteStream(archive));
    tar.entry({ name: configFile }, config);
    const { size } = await stat(layer);
    await pipeline(createReadStream(layer), tar.entry({ name: layerFile, size }));
    tar.entry({ name: 'manifest.json' }, Buffer.from(JSON.stringify(manifest)));
    tar.finalize();
    await written;
  } finally {
    await rm(layer, { force: true });
  }
}

/** Writes what is in it. @returns the sha256 of that */
async function writeLayer(spec: ImageSpec, file: string): Promise<string> {
  const tar = pack();
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of tar as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const written = pipeline(hashed, createWriteStream(file));
  await Promise.all([
    written,
    fill(tar, spec).catch((error: Error) => {
      tar.destroy(error);
      throw error;
    }),
  ]);
  return hash.digest('hex');
}

async function fill(
  tar: Pack,
  { programs, files = {}, links = {}, writable = [] }: ImageSpec,
): Promise<void> {
  const made = new Set<string>();
  const toName = (path: string) => path.replace(/^\//, '');
  const addFolder = (path: string, mode: number) => {
    if (path === '/' || made.has(path)) return;
    addFolder(dirname(path), 0o755);
    made.add(path);
    tar.entry({ name: toName(path), type: 'directory', mode });
  };
  const add = (path: string, bytes: Buffer, mode: number) => {
    if (made.has(path)) return;
    addFolder(dirname(path), 0o755);
    made.add(path);
    tar.entry({ name: toName(path), mode }, bytes);
  };
  addFolder('/tmp', 0o1777);
  for (const path of writable) addFolder(path, 0o777);
  for (const [path, text] of Object.entries(TEXTS)) add(path, Buffer.from(text), 0o644);
  for (const [path, file] of Object.entries(programs)) {
    add(path, await readFile(file), 0o755);
    for (const library of await listLibraries(file))
      add(library, await readFile(await realpath(library)), 0o755);
  }
  for (const [path, file] of Object.entries(files)) {
    const { mode } = await stat(file);
    // Whoever may run it here may run it there; and there everybody reads.
    add(path, await readFile(file), (mode & 0o111) === 0 ? 0o644 : 0o755);
  }
  for (const [path, target] of Object.entries(links)) {
    addFolder(dirname(path), 0o755);
    tar.entry({ name: toName(path), type: 'symlink', linkname: target });
  }
  tar.finalize();
}

/** The shared libraries of a program; none where it is linked with none. */
async function listLibraries(file: string): Promise<readonly string[]> {
  const { stdout } = await runProgram('ldd', [file], { timeoutMs: LDD_DEADLINE_MS });
  return stdout.split(/\s/).filter((word) => word.startsWith('/') && word.includes('.so'));
}
