// The package as somebody installs it: packed, unpacked into an empty folder, and called by its name from there.
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

let home = '';
let installed = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aurora-package-'));
  installed = join(home, 'node_modules/aurora-gate');
  // As `npm pack` does without its script, which would build anew what the tests beside this one are run from.
  const packed = await runProgram('npm', ['pack', '--ignore-scripts', '--pack-destination', home], {
    cwd: repoPath(),
  });
  expect(packed.code, packed.output).toBe(0);
  await mkdir(installed, { recursive: true });
  const [archive = ''] = (await readdir(home)).filter((name) => name.endsWith('.tgz'));
  await runProgram('tar', ['-xzf', join(home, archive), '--strip-components=1', '-C', installed]);
  // npm puts what a package needs beside it; these are the same, of the versions that the lock file names.
  for (const name of await readdir(repoPath('node_modules')))
    if (!name.startsWith('.'))
      await symlink(repoPath('node_modules', name), join(home, 'node_modules', name));
  await mkdir(join(home, 'cache/aurora-gate'), { recursive: true });
  await symlink(repoPath('.tools'), join(home, 'cache/aurora-gate/.tools'));
}, 60_000);
afterAll(() => rm(home, { recursive: true, force: true }));

/** Calls it as `npx aurora-gate` does. */
const call = (...args: string[]) =>
  runProgram(process.execPath, [join(installed, 'scripts/aurora-gate.mjs'), ...args], {
    cwd: home,
    env: { ...process.env, XDG_CACHE_HOME: join(home, 'cache') },
  });

test('it says what there is, by the name that it was called by', async () => {
  const { version } = (await import('../../package.json', { with: { type: 'json' } })).default;
  expect((await call('--version')).stdout.trim()).toBe(version);
  expect((await call('probe', '--version')).stdout.trim()).toBe(version);
  expect((await call()).stdout).toMatch(
    /^Usage: npx aurora-gate <command>[\s\S]* {2}soak [\s\S]* {2}rollout /,
  );
  expect((await call('probe', '-h')).stdout).toMatch(
    /^Usage: npx aurora-gate probe \[options\][\s\S]*npx aurora-gate probe --base/,
  );
  expect(await call('sok')).toMatchObject({ code: 2, output: expect.stringContaining('Did you mean soak?') });
});

test('a soak passes in an empty folder, and leaves its results there and nothing in the package', async () => {
  const before = (await readdir(installed)).sort();
  const soak = await call('soak', '--once');
  expect(soak.output).toContain('verdict: PASS');
  expect(soak.code).toBe(0);
  expect(await readdir(join(home, 'results'))).toEqual([expect.stringMatching(/^chaos_soak_run_/)]);
  expect((await readdir(installed)).sort()).toEqual(before);
  expect((await call('judge', 'latest')).output).toContain('verdict: PASS');
});

test('an option file of that folder holds, typed, and the run says what it gave', async () => {
  const file = join(home, 'aurora-gate.config.ts');
  await writeFile(
    file,
    "import type { Config } from 'aurora-gate/config';\nexport default { OUTPUT_DIR: 'typed', BASE_RPS: 2 } satisfies Config;\n",
  );
  const { code, output } = await runProgram(
    repoPath('node_modules/.bin/tsc'),
    ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', file],
    { cwd: home },
  );
  expect([code, output]).toEqual([0, '']);
  const soak = await call('soak', '--once', '--output-dir', 'flagged');
  expect(soak.output).toMatch(/^options of aurora-gate\.config\.ts: BASE_RPS=2\n/);
  const [run = ''] = await readdir(join(home, 'flagged'));
  const summary = JSON.parse(await readFile(join(home, 'flagged', run, 'summary.json'), 'utf8'));
  expect(summary.options_from_file).toBe('aurora-gate.config.ts: BASE_RPS');
  await writeFile(join(home, 'aurora-gate.config.json'), '{}');
  expect((await call('judge', 'latest')).output).toMatch(/^aurora-gate: .* are both here; remove one, .*\n$/);
  await Promise.all([file, join(home, 'aurora-gate.config.json')].map((path) => rm(path)));
});

test('a service of one’s own lies in one’s own folder', async () => {
  const written = await call('new-service', 'shop');
  expect(written.stdout).toContain('npx aurora-gate soak --service services/shop --once');
  expect((await stat(join(home, 'services/shop/service.ts'))).isFile()).toBe(true);
  const soak = await call('soak', '--service', 'services/shop', '--once');
  expect(soak.output).toContain('verdict: PASS');
});
