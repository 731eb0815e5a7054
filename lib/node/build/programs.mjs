// The programs of this repository as JavaScript, in built/: made at the first start, and again where a source is another.
// Plain JavaScript, since it runs before anything could read TypeScript.
import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = 'built';
const NOTE = 'note.json';
/** Folders whose every file may be asked for by its name. */
const ENTRY_FOLDERS = ['scripts', 'services'];
/** What is started as a process of its own (lib/node/files/programs.ts), and what the launcher loads. */
export const ENTRY_FILES = [
  'lib/core/text/nearest.ts',
  'lib/node/cli/print-error.ts',
  'lib/node/cluster/local/inside/main.ts',
  'lib/node/k6/count-rows.ts',
  'lib/node/leftovers/heal-killed.ts',
];
/** A run of a day may still load a part of what it was started from. */
const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * @typedef {{ readonly size: number, readonly mtimeMs: number, readonly sha256: string }} Source
 * @typedef {{ readonly by: string, readonly entries: readonly string[], readonly sources: Readonly<Record<string, Source>>, readonly folder: string }} Note
 */

/**
 * Where the programs lie as JavaScript, built first where a source, or esbuild, is another than they were made of.
 * @param {string} root of this checkout or package
 * @returns {Promise<string | undefined>} a folder; undefined where they cannot be built or written, so that the sources must be run
 */
export async function provideBuilt(root) {
  try {
    const by = readEsbuildVersion(root);
    const note = readNote(root);
    const folder = note && isOf(root, note, by) ? note.folder : await build(root, by);
    const path = join(root, FOLDER, folder);
    tryTo(() => utimesSync(path, new Date(), new Date()));
    return path;
  } catch {
    // A source with a fault says so when it is run; without a place to write, running the sources is slower and no worse.
    return undefined;
  }
}

const readEsbuildVersion = (root) =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.esbuild;

/** @returns {Note | undefined} */
function readNote(root) {
  try {
    return JSON.parse(readFileSync(join(root, FOLDER, NOTE), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Paths from the root. Tests and declarations are no programs. */
function listEntries(root) {
  const inFolders = ENTRY_FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => /(?<!\.test|\.d)\.ts$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return [...inFolders, ...ENTRY_FILES].sort();
}

const look = (path) => statSync(path, { throwIfNoEntry: false });

/** Whether what was built is of the sources as they are now. */
function isOf(root, note, by) {
  if (note.by !== by || listEntries(root).join() !== note.entries.join()) return false;
  if (look(join(root, FOLDER, note.folder)) === undefined) return false;
  let touched = false;
  for (const [path, source] of Object.entries(note.sources)) {
    const now = look(join(root, path));
    if (now?.size !== source.size) return false;
    if (now.mtimeMs === source.mtimeMs) continue;
    // A checkout and an unpacked archive have other times and the same text.
    if (toHash(readFileSync(join(root, path))) !== source.sha256) return false;
    touched = true;
  }
  if (touched)
    tryTo(() => writeNote(root, { ...note, sources: readSources(root, Object.keys(note.sources)) }));
  return true;
}

/** For what only saves time: another user's checkout can be read and not written. */
function tryTo(write) {
  try {
    write();
  } catch {}
}

const toHash = (content) => createHash('sha256').update(content).digest('hex');

/** @returns {Record<string, Source>} */
function readSources(root, paths) {
  return Object.fromEntries(
    paths.map((path) => {
      const { size, mtimeMs } = statSync(join(root, path));
      return [path, { size, mtimeMs, sha256: toHash(readFileSync(join(root, path))) }];
    }),
  );
}

function writeNote(root, note) {
  const file = join(root, FOLDER, NOTE);
  const half = `${file}.${randomUUID()}`;
  writeFileSync(half, JSON.stringify(note));
  renameSync(half, file);
}

/** @returns {Promise<string>} the name of the folder: another content has another name, and what runs keeps its own */
async function build(root, by) {
  const { build: bundle } = await import('esbuild');
  const entries = listEntries(root);
  const startedMs = Date.now();
  const { outputFiles, metafile } = await bundle({
    entryPoints: entries,
    outdir: join(root, FOLDER),
    outbase: root,
    absWorkingDir: root,
    chunkNames: 'parts/[hash]',
    bundle: true,
    // One copy of each module, whoever loads it and when.
    splitting: true,
    packages: 'external',
    external: ['*-under-test'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const folder = toHash(outputFiles.map(({ path, hash }) => `${path} ${hash}`).join()).slice(0, 16);
  writeFiles(join(root, FOLDER), folder, outputFiles);
  const sources = readSources(root, Object.keys(metafile.inputs));
  for (const source of Object.values(sources)) {
    // It may have been written after it was read: the next start looks at it again.
    if (source.mtimeMs >= startedMs) source.sha256 = source.size = source.mtimeMs = -1;
  }
  writeNote(root, { by, entries, sources, folder });
  removeOld(join(root, FOLDER), folder);
  return folder;
}

function writeFiles(parent, folder, files) {
  const half = join(parent, `${folder}.${randomUUID()}`);
  for (const { path, contents } of files) {
    const file = join(half, path.slice(parent.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
  try {
    renameSync(half, join(parent, folder));
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Another start was quicker, with the same.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
}

function removeOld(parent, folder) {
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === folder) continue;
    const path = join(parent, entry.name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}
