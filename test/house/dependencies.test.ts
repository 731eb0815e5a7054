// That the check of dependencies in `npm run check` bites: knip, with our configuration, on a tree that has what is looked for.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-knip-'));
  await cp(repoPath('knip.jsonc'), join(dir, 'knip.jsonc'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

interface Issue {
  readonly file: string;
  readonly dependencies?: readonly { readonly name: string }[];
  readonly devDependencies?: readonly { readonly name: string }[];
  readonly unlisted?: readonly { readonly name: string }[];
}

/** What knip finds in a tree of these files, with these packages listed. */
async function listFaults(files: Readonly<Record<string, string>>, dependencies: readonly string[]) {
  const listed = Object.fromEntries(dependencies.map((name) => [name, '*']));
  const all = { ...files, 'package.json': JSON.stringify({ type: 'module', dependencies: listed }) };
  for (const [file, text] of Object.entries(all)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text);
  }
  const knip = repoPath('node_modules/knip/bin/knip.js');
  const args = [knip, '--directory', dir, '--no-progress', '--no-exit-code', '--reporter', 'json'];
  const { stdout, output } = await runProgram(process.execPath, args, { cwd: dir });
  expect(stdout, output).toMatch(/^\{/);
  const { issues } = JSON.parse(stdout) as { issues: readonly Issue[] };
  const toNames = (found: readonly { readonly name: string }[] = []) => found.map(({ name }) => name);
  return {
    unused: issues.flatMap((issue) => toNames(issue.dependencies)),
    unlisted: issues.flatMap((issue) => toNames(issue.unlisted)),
  };
}

const NOTHING = { unused: [], unlisted: [] };

describe('a dependency', () => {
  it.each<[string, string]>([
    ['by name', "import { x } from 'left-over';\nconsole.log(x);"],
    ['for its types', "import type { X } from 'left-over';\nexport const x: X = 1;"],
    ['when it is needed', "const { x } = await import('left-over/core');\nconsole.log(x);"],
  ])('that is imported %s is in use', async (_, source) => {
    expect(await listFaults({ 'scripts/go.ts': source }, ['left-over'])).toEqual(NOTHING);
  });

  it('that only a file further on imports is in use', async () => {
    const files = {
      'scripts/go.ts': "import '../lib/deep.ts';",
      'lib/deep.ts': "import 'left-over';",
    };
    expect(await listFaults(files, ['left-over'])).toEqual(NOTHING);
  });

  it('that nothing imports is found', async () => {
    const files = { 'scripts/go.ts': "// import 'left-over';\nimport 'in-use';" };
    const found = await listFaults(files, ['in-use', 'left-over']);
    expect(found).toEqual({ unused: ['left-over'], unlisted: [] });
  });

  it('that is imported and not listed is found', async () => {
    const found = await listFaults({ 'scripts/go.ts': "import 'not-there';" }, []);
    expect(found).toEqual({ unused: [], unlisted: ['not-there'] });
  });
});

it('is part of npm run check', async () => {
  const { scripts } = JSON.parse(await readFile(repoPath('package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts.check).toContain('knip --no-progress --treat-config-hints-as-errors');
});
