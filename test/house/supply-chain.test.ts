// What is taken from elsewhere is pinned by what it is, not by a name that can move; and something keeps each pin fresh.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { repoPath } from '../../lib/node/files/paths.ts';
import { listFiles } from './source-tree.ts';

const readText = (path: string) => readFileSync(repoPath(path), 'utf8');
const WORKFLOWS = readdirSync(repoPath('.github/workflows')).map((name) => `.github/workflows/${name}`);

/** The actions of a workflow that are not a full commit with the version beside it. */
const listUnpinnedActions = (text: string): readonly string[] =>
  [...text.matchAll(/^[ -]*uses:\s*(.*)$/gm)]
    .map(([, used = '']) => used)
    .filter((used) => !/^(\.\/\S+|[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+)$/.test(used));

/** The images of a Dockerfile, a compose file or a manifest that are not a tag with its digest; those built here have no digest. */
/** Of no registry: the gate's own, and the service that a team puts in its place. */
const BUILT_HERE = ['aurora-gate:local', 'aurora:local'];
const listUnpinnedImages = (text: string): readonly string[] =>
  [...text.matchAll(/^(?:FROM|[ -]*image:)\s+(?:--\S+\s+)?["']?([^\s"'#]+)/gim)]
    .map(([, image = '']) => image)
    .filter((image) => !/^[\w./-]+:[\w.-]+@sha256:[\da-f]{64}$/.test(image) && !BUILT_HERE.includes(image));

interface Scope {
  readonly permissions?: unknown;
}
interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow extends Scope {
  readonly jobs: Readonly<Record<string, Scope & { readonly steps: readonly Step[] }>>;
}

/** What a workflow may do beyond reading the code, by job; a workflow without a block may do whatever the repository allows. */
function listFaults(text: string): readonly string[] {
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const wide = Object.entries(jobs).flatMap(([id, job]) =>
    Object.entries((job.permissions ?? {}) as Record<string, string>)
      .filter(([, level]) => level !== 'read')
      .map(([scope]) => `${id} may write ${scope}`),
  );
  return [
    ...(JSON.stringify(permissions) === '{"contents":"read"}' ? [] : ['permissions are not contents: read']),
    ...wide,
    ...steps
      .filter(
        ({ uses, with: given }) =>
          uses?.startsWith('actions/checkout@') && given?.['persist-credentials'] !== false,
      )
      .map(() => 'checkout keeps its token'),
    ...steps.filter(({ run }) => run?.includes('${{')).map(() => 'an expression in a shell line'),
  ];
}

/** What a job must write to do its work. */
const MAY_WRITE: Readonly<Record<string, readonly string[]>> = {
  'codeql.yml': ['analyze may write security-events'],
  'release.yml': ['build may write id-token', 'build may write attestations', 'publish may write contents'],
};

describe.each(WORKFLOWS)('%s', (path) => {
  it('takes actions by commit', () => expect(listUnpinnedActions(readText(path))).toEqual([]));
  it('may do what it must, and no more', () =>
    expect(listFaults(readText(path))).toEqual(MAY_WRITE[path.split('/').at(-1) ?? ''] ?? []));
});

test('action.yml takes actions by commit', () =>
  expect(listUnpinnedActions(readText('action.yml'))).toEqual([]));

test('one action has one commit in all workflows', () => {
  const pins = ['action.yml', ...WORKFLOWS].flatMap((path) =>
    [...readText(path).matchAll(/uses:\s*([\w-]+\/[\w-]+)[^@]*@([\da-f]{40}) # (\S+)/g)].map(
      ([, action, commit, version]) => [`${action} ${version}`, commit] as const,
    ),
  );
  for (const [action, commit] of pins) expect(new Map(pins).get(action)).toBe(commit);
  expect(new Set(pins.map(([action]) => action.split(' ')[0])).size).toBe(new Map(pins).size);
});

const IMAGE_FILES = listFiles(['Dockerfile', '.yml', '.yaml']).filter((path) =>
  /^(FROM|[ -]*image:) /m.test(readText(path)),
);
test('images are taken by digest', () => {
  expect(IMAGE_FILES).toEqual(expect.arrayContaining(['Dockerfile', 'docker-compose.yml']));
  for (const path of IMAGE_FILES) expect(listUnpinnedImages(readText(path)), path).toEqual([]);
});

describe('what must fail does', () => {
  const SHA = '1af3b93b6815bc44a9784bd300feb67ff0d1eeb3';
  test.each([
    ['      - uses: actions/checkout@v6'],
    ['      - uses: actions/checkout@v6.0.0'],
    ['        uses: actions/checkout@main'],
    [`        uses: actions/checkout@${SHA}`],
    [`        uses: actions/checkout@${SHA.slice(1)} # v6.0.0`],
    [`        uses: docker://alpine:3 # v3.0.0`],
  ])('%s', (line) => expect(listUnpinnedActions(`steps:\n${line}\n`)).toHaveLength(1));

  test.each([
    ['FROM node:20'],
    ['FROM node@sha256:00 AS a'],
    ['FROM --platform=linux/amd64 node:20.19.5'],
    ['    image: redis'],
    ['    image: "redis:8"'],
    ['        - image: ghcr.io/a/b:1@sha256:12'],
  ])('%s', (line) => expect(listUnpinnedImages(`${line}\n`)).toHaveLength(1));

  const toWorkflow = (top: string, job = '', step = '{ run: npm ci }') =>
    `${top}\njobs:\n  a:\n    ${job}\n    steps: [${step}]\n`;
  test.each([
    ['', '', undefined, 'permissions are not contents: read'],
    ['permissions: write-all', '', undefined, 'permissions are not contents: read'],
    ['permissions: { contents: write }', '', undefined, 'permissions are not contents: read'],
    [
      'permissions: { contents: read }',
      'permissions: { packages: write }',
      undefined,
      'a may write packages',
    ],
    ['permissions: { contents: read }', '', `{ uses: actions/checkout@${SHA} }`, 'checkout keeps its token'],
    [
      'permissions: { contents: read }',
      '',
      `{ run: "echo $${'{{'} github.head_ref }}" }`,
      'an expression in a shell line',
    ],
  ])('%s %s %s', (top, job, step, fault) => expect(listFaults(toWorkflow(top, job, step))).toEqual([fault]));
  test('and what is right does not', () =>
    expect(listFaults(toWorkflow('permissions: { contents: read }'))).toEqual([]));
});

test('Dependabot keeps every folder fresh that holds pins', () => {
  const { updates } = parse(readText('.github/dependabot.yml')) as {
    updates: readonly { 'package-ecosystem': string; directory?: string; directories?: readonly string[] }[];
  };
  const kept = updates.flatMap(({ 'package-ecosystem': ecosystem, directory, directories }) =>
    [...(directories ?? []), ...(directory === undefined ? [] : [directory])].map(
      (dir) => `${ecosystem} ${dir}`,
    ),
  );
  const toDir = (path: string) => (dirname(path) === '.' ? '/' : `/${dirname(path)}`);
  // The house walks past tools/, which is Go.
  const files = [...listFiles(['']), ...listFiles([''], repoPath('tools')).map((path) => `tools/${path}`)];
  const of = (ecosystem: string, pattern: RegExp) =>
    files.filter((path) => pattern.test(path)).map((path) => `${ecosystem} ${toDir(path)}`);
  expect([...kept].sort()).toEqual(
    [
      ...of('npm', /(^|\/)package-lock\.json$/),
      ...of('gomod', /(^|\/)go\.mod$/),
      ...of('docker', /(^|\/)Dockerfile$/),
      ...of('docker-compose', /(^|\/)(docker-)?compose\.ya?ml$/),
      'github-actions /',
    ].sort(),
  );
});

test('the SBOM names every dependency of ours, with its version and hash, and no network is needed', async () => {
  const { scripts, dependencies, devDependencies } = JSON.parse(readText('package.json')) as Record<
    'scripts' | 'dependencies' | 'devDependencies',
    Readonly<Record<string, string>>
  >;
  const [command = '', ...args] = scripts.sbom?.split(' ') ?? [];
  const { stdout } = await promisify(execFile)(command, [...args, '--offline'], {
    cwd: repoPath(),
    maxBuffer: 64 * 1024 * 1024,
  });
  const sbom = JSON.parse(stdout) as {
    bomFormat: string;
    components: readonly { purl: string; hashes?: readonly unknown[] }[];
  };
  expect(sbom.bomFormat).toBe('CycloneDX');
  const hashed = new Map(
    sbom.components.map(({ purl, hashes }) => [decodeURIComponent(purl), hashes?.length ?? 0]),
  );
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(hashed.get(`pkg:npm/${name}@${version}`), name).toBeGreaterThan(0);
});

test('how to report a hole is written down, and the files that it names are there', () => {
  const page = readText('SECURITY.md');
  expect(page).toContain('Report a vulnerability');
  const named = [...page.matchAll(/`((?:lib|test|services|tools)\/[\w./-]+\.ts)`/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(repoPath(path)))).toEqual([]);
});
