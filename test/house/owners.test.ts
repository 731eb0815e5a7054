// One owner for each mechanism: who else would do it by himself is found.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';

interface Mechanism {
  readonly what: string;
  /** What a file holds that does it by itself. */
  readonly sign: RegExp;
  readonly owners: readonly string[];
  /** A line that must be found. */
  readonly example: string;
}

const MECHANISMS: readonly Mechanism[] = [
  {
    what: 'starting programs',
    sign: /['"](node:)?child_process['"]/,
    // Mayhem does as a shell does, which kills nothing of what a command leaves: that is to be seen.
    owners: [
      'lib/node/process/child.ts',
      'lib/node/process/with-us.ts',
      'lib/node/cluster/local/outliving.ts',
      'teeth/mayhem/apart.ts',
    ],
    example: "import { spawn } from 'node:child_process';",
  },
  {
    what: 'signals to process groups',
    sign: /process\.kill\(-/,
    owners: ['lib/node/process/group.ts'],
    example: "process.kill(-pid, 'SIGKILL');",
  },
  {
    what: 'running a program to its end by zx',
    sign: /const \{ [^}\n]*\$[^}\n]* \} = await import\('zx/,
    owners: ['lib/node/process/run-program.ts'],
    example: "const { $ } = await import('zx');",
  },
  {
    // It takes as long to load as Node to start: who runs no program must not wait for it.
    what: 'loading zx at the start',
    sign: /^import [^(;]*['"]zx/m,
    owners: [],
    example: "import { $ } from 'zx';",
  },
  {
    what: 'reading a body up to a bound',
    sign: /for await \(.* of .*body\b|\.parseBody\(/,
    owners: ['lib/node/http/body.ts'],
    example: 'for await (const chunk of response.body ?? []) bytes += chunk.length;',
  },
  {
    what: 'telling loopback',
    sign: /\/[^/\n]*(localhost[^/\n]*\|[^/\n]*127|127[^/\n]*\|[^/\n]*localhost)[^/\n]*\//,
    owners: ['lib/core/options/address.ts'],
    example: 'const LOCAL = /^(localhost|127\\.[\\d.]+)$/;',
  },
  {
    what: 'following a file that grows',
    sign: /\bread\([^)]*[oO]ffset\)/,
    owners: ['lib/node/run-folder/tail.ts', 'lib/node/run-folder/segment.ts'],
    example: 'const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, offset);',
  },
];

/** The sources, but for tests and the reference, which imports nothing of ours. */
const SOURCES = ['lib', 'scripts', 'services', 'teeth', 'bench', 'thresholds', 'monitoring'].flatMap((room) =>
  readdirSync(repoPath(room), { recursive: true, encoding: 'utf8' })
    .map((path) => join(room, path))
    .filter((path) => /\.(ts|mjs)$/.test(path) && !/\.test\.ts$|\/reference\//.test(path)),
);

describe.each(MECHANISMS)('$what', ({ sign, owners, example }) => {
  it('would be found', () => {
    expect(example).toMatch(sign);
  });
  it(`is done by ${owners.join(' and ') || 'nobody'} alone`, () => {
    const found = SOURCES.filter((path) => sign.test(readFileSync(repoPath(path), 'utf8')));
    expect(found.sort()).toEqual([...owners].sort());
  });
});
