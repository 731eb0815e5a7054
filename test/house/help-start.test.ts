// --help is what everybody calls first: it loads the tables of commands, and nothing that they do.
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';

/** The packages that a program loads when it starts. */
async function listPackages(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [repoPath(entry)],
    absWorkingDir: repoPath(),
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
    outdir: 'nowhere',
  });
  // What is loaded later lies in parts of its own.
  const parts = Object.values(metafile.outputs);
  const started = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string) => {
    if (started.has(path)) return;
    started.add(path);
    for (const { path: other, external, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'dynamic-import') continue;
      if (!external) visit(other);
      else if (!other.startsWith('node:')) packages.add(other);
    }
  };
  visit(Object.keys(metafile.outputs).find((_, n) => parts[n]?.entryPoint === entry) ?? '');
  return [...packages].sort();
}

describe('what is loaded', () => {
  it('for --help: only what prints it', async () => {
    expect(await listPackages('scripts/help/show.ts')).toEqual(['commander', 'wrap-ansi']);
  });

  it('for a soak: the bundler and the statistics too', async () => {
    expect(await listPackages('scripts/soak.ts')).toEqual(expect.arrayContaining(['esbuild', 'jstat']));
  });
});
