// The list of a backup: every file with its SHA-256, in the form that `sha256sum --check MANIFEST.txt` takes.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const MANIFEST = 'MANIFEST.txt';

/** A file of a backup: its path in it, with `/`, and its SHA-256 in hex. */
export interface ManifestEntry {
  readonly path: string;
  readonly sha256: string;
}

const FIRST_LINE = '# Backup of the monitoring, version 1';

/** The text of a manifest. Notes stand before the files, a line each. */
export function toManifest(notes: readonly string[], entries: readonly ManifestEntry[]): string {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [
    FIRST_LINE,
    ...notes.map((note) => `# ${note}`),
    ...sorted.map(({ path, sha256 }) => `${sha256}  ${path}`),
    '',
  ].join('\n');
}

/** The files of a manifest; undefined where the text is none. */
export function parseManifest(text: string): readonly ManifestEntry[] | undefined {
  const [first, ...lines] = text.split('\n');
  if (first !== FIRST_LINE || lines.at(-1) !== '') return undefined;
  const entries: ManifestEntry[] = [];
  for (const line of lines.slice(0, -1)) {
    if (line.startsWith('#')) continue;
    const [, sha256 = '', path = ''] = /^([\da-f]{64}) {2}([^\n]+)$/.exec(line) ?? [];
    if (path === '') return undefined;
    entries.push({ path, sha256 });
  }
  return entries;
}

/** What lies in a folder, all the way down. */
export interface Listing {
  /** Paths in it, with `/`. */
  readonly files: readonly string[];
  /** What is neither file nor folder: links, pipes. */
  readonly others: readonly string[];
}

/** Lists a folder. @throws what reading it throws */
export async function listFolder(dir: string): Promise<Listing> {
  const files: string[] = [];
  const others: string[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(dir, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else (entry.isFile() ? files : others).push(path);
    }
  };
  await walk('');
  return { files: files.sort(), others: others.sort() };
}

/** The SHA-256 of a file, in hex; it may be larger than memory. @throws what reading it throws */
export async function computeSha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
