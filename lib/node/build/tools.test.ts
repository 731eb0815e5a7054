import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type BuildProgress, createProgressWriter } from './go-build.ts';
import { computePinHash, ensureTool, readToolVersion, ToolError, type ToolName } from './tools.ts';

let root: string;
let binDir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aurora-tools-'));
  binDir = join(root, 'bin');
  await mkdir(binDir);
  await mkdir(join(root, 'tools/k6'), { recursive: true });
  await writeFile(join(root, 'tools/k6/go.mod'), 'module k6\n');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Writes a shell script and returns its path; builtins alone are enough for what the tests need of a `go` or a `k6`. */
async function script(name: string, body: string, mode = 0o755): Promise<string> {
  const path = join(binDir, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, mode);
  return path;
}

/** A `go` of this version whose `go build … -o FILE …` runs `onBuild` with $out set. */
const fakeGo = (version: string, onBuild: string) =>
  script(
    'go',
    `if [ "$1" = version ]; then echo "go version ${version} linux/amd64"; exit 0; fi
while [ "$1" != -o ]; do shift; done; out=$2
${onBuild}`,
  );
const BUILDS = 'echo built >> "$GO_LOG"; printf "#!/bin/sh\\necho k6 v2.2.0\\n" > "$out"; chmod +x "$out"';

const ensure = (env: NodeJS.ProcessEnv = {}, onProgress: (p: BuildProgress) => void = () => {}) =>
  ensureTool('k6', {
    env: { PATH: `${binDir}:/usr/bin:/bin`, GO_LOG: join(root, 'log'), ...env },
    root,
    onProgress,
  });

describe('computePinHash', () => {
  const files = { 'go.mod': 'a', 'go.sum': 'b' };
  const hash = computePinHash(files, 'linux-x64');

  test('does not depend on the order of the files', () => {
    expect(computePinHash({ 'go.sum': 'b', 'go.mod': 'a' }, 'linux-x64')).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
  });
  test.each([
    ['a text', { 'go.mod': 'A', 'go.sum': 'b' }, 'linux-x64'],
    ['a name', { 'go.mod': 'a', 'go.sun': 'b' }, 'linux-x64'],
    ['a border between texts', { 'go.mod': 'a', 'go.sumb': '' }, 'linux-x64'],
    ['the platform', files, 'linux-arm64'],
  ])('changes with %s', (_, changed, platform) => {
    expect(computePinHash(changed, platform)).not.toBe(hash);
  });
});

describe('overrides', () => {
  test.each<[ToolName, string, string]>([
    ['k6', 'K6_BIN', 'k6 v1.0.0 (go1.24.1, linux/amd64)'],
    ['k6', 'K6_BIN', 'k6 v2.2.0 (go1.26.8, linux/amd64)'],
    ['toxiproxy', 'TOXIPROXY_BIN', 'toxiproxy-server version 2.12.0'],
    [
      'k6-disruptor',
      'K6_DISRUPTOR_BIN',
      'k6 v1.8.1\\nExtensions:\\n  disruptor v0.3.17, k6/x/disruptor [js]',
    ],
    ['disruptor-agent', 'DISRUPTOR_AGENT_BIN', 'Usage:\\n  xk6-disruptor-agent [command]'],
  ])('%s: %s is used as it is when it answers', async (name, variable, answer) => {
    const path = await script('tool', `printf '${answer}\\n'`);
    expect(await ensureTool(name, { env: { [variable]: path }, root })).toBe(path);
    expect(answer).toContain(await readToolVersion(name, path));
  });

  test.each<[ToolName, string, string, string, number]>([
    ['k6', 'K6_BIN', 'too old', 'echo "k6 v0.57.0 (go1.23)"', 0o755],
    ['k6', 'K6_BIN', 'something else', 'echo hello', 0o755],
    ['k6', 'K6_BIN', 'not executable', 'echo "k6 v2.2.0"', 0o644],
    ['toxiproxy', 'TOXIPROXY_BIN', 'failing', 'exit 3', 0o755],
    ['k6-disruptor', 'K6_DISRUPTOR_BIN', 'a k6 without the extension', 'echo "k6 v1.8.1 (go1.25)"', 0o755],
  ])('%s: %s that is %s (%s) is refused in one sentence', async (name, variable, _, body, mode) => {
    const path = await script('tool', body, mode);
    const error = await ensureTool(name, { env: { [variable]: path }, root }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ToolError);
    expect((error as ToolError).exitCode).toBe(2);
    expect((error as ToolError).message).toMatch(new RegExp(`^${variable}=.*; point it at .*unset it.*\\.$`));
  });

  test('K6_BIN that is not there is refused', async () => {
    await expect(ensure({ K6_BIN: join(root, 'nothing') })).rejects.toThrow(
      /^K6_BIN=.*not an executable file/,
    );
  });
});

describe('building', () => {
  test('builds once, then takes the build', async () => {
    await fakeGo('go1.26.8', BUILDS);
    const states: string[] = [];
    const path = await ensure({}, (progress) => states.push(progress.state));
    expect(await ensure()).toBe(path);
    expect(await readToolVersion('k6', path)).toBe('k6 v2.2.0');
    expect(await readFile(join(root, 'log'), 'utf8')).toBe('built\n');
    expect([states[0], states.at(-1)]).toEqual(['building', 'built']);
    // Whoever may read the checkout may run it.
    const ours = process.umask();
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o777 & ~ours);
  });

  test('who may not write there is told so', async () => {
    await fakeGo('go1.26.8', BUILDS);
    // A file in its place refuses root too.
    await writeFile(join(root, '.tools'), '');
    await expect(ensure()).rejects.toThrow(/^k6 is not built, or not for this user.*npm run tools.*K6_BIN/);
  });

  test('a changed pin builds anew and removes the old build and what a dead builder left, and nothing else', async () => {
    await fakeGo('go1.27.0', BUILDS);
    const old = await ensure();
    const gone = spawn('/bin/true');
    await once(gone, 'exit');
    const kept = [`building-${process.pid}-a`, 'k6-disruptor-0123456789ab'];
    for (const dir of [...kept, `building-${gone.pid}-b`]) await mkdir(join(root, '.tools', dir));
    await writeFile(join(root, 'tools/k6/go.mod'), 'module k6 // bumped\n');
    const path = await ensure();
    expect(path).not.toBe(old);
    expect(await readdir(join(root, '.tools'))).toEqual([...kept, path.split('/').at(-2)].sort());
  });

  test('two builders at once end with one whole build', async () => {
    await fakeGo('go1.26.0', BUILDS);
    const paths = await Promise.all([ensure(), ensure()]);
    expect(new Set(paths).size).toBe(1);
    expect(await readToolVersion('k6', paths[0])).toBe('k6 v2.2.0');
    expect(await readdir(join(root, '.tools'))).toHaveLength(1);
  });

  test.each([
    ['missing', undefined, 'no go is on the PATH'],
    ['too old', 'go1.25.9', 'this one is 1.25'],
    ['unreadable', 'devel', 'names no version'],
  ])('a Go that is %s is one clear sentence', async (_, version, found) => {
    if (version) await fakeGo(version, BUILDS);
    const error = await ensure({ PATH: binDir }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ToolError);
    expect((error as ToolError).message).toMatch(
      /^Go 1\.26 or later is needed to build k6 once \(.*\); install it from go\.dev\/dl or point K6_BIN at a k6 binary\.$/,
    );
    expect((error as ToolError).message).toContain(found);
  });

  test('a failing build shows the end of what go said, and leaves nothing', async () => {
    await fakeGo('go1.26.8', 'i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo "line $i" >&2; done; exit 1');
    const error = (await ensure().catch((e: unknown) => e)) as ToolError;
    expect(error.message).toMatch(/^Building k6 failed \(exit 1\); .*GOPROXY.*K6_BIN/);
    expect(error.message).toContain('line 40');
    expect(error.message).not.toContain('line 20');
    expect(await readdir(join(root, '.tools'))).toEqual([]);
  });

  test('a signal ends go and names itself in the exit code', async () => {
    await fakeGo('go1.26.8', 'echo $$ > "$GO_LOG"; exec sleep 30');
    const before = process.listeners('SIGINT');
    const building = ensure().catch((e: unknown) => e);
    await vi.waitFor(
      () => readFile(join(root, 'log'), 'utf8').then((text) => expect(text).toMatch(/\d\n/)),
      10_000,
    );
    // A real signal would reach the test runner's own listeners in this process too.
    const [ours] = process.listeners('SIGINT').filter((listener) => !before.includes(listener));
    ours!('SIGINT');
    const error = await building;
    expect(error).toMatchObject({ exitCode: 130, message: 'Building k6 was interrupted by SIGINT.' });
    const pid = Number(await readFile(join(root, 'log'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await readdir(join(root, '.tools'))).toEqual([]);
  });
});

describe('createProgressWriter', () => {
  const lines = (isTTY: boolean) => {
    const written: string[] = [];
    const write = createProgressWriter({ isTTY, write: (text) => written.push(text) });
    for (let elapsedS = 0; elapsedS <= 31; elapsedS++)
      write({ tool: 'k6', expected: '75 s', elapsedS, state: 'building' });
    write({ tool: 'k6', expected: '75 s', elapsedS: 32, state: 'built' });
    return written;
  };
  test('elsewhere than on a terminal: a line at the start, every 15 s and at the end', () => {
    expect(lines(false)).toEqual([
      'k6: building, 0 s of about 75 s (only this once)\n',
      'k6: building, 15 s of about 75 s (only this once)\n',
      'k6: building, 30 s of about 75 s (only this once)\n',
      'k6: built after 32 s\n',
    ]);
  });
  test('on a terminal: one line, rewritten each time and ended once', () => {
    const written = lines(true);
    expect(written.filter((text) => text.startsWith('\r'))).toHaveLength(33);
    expect(written.filter((text) => text.endsWith('\n'))).toHaveLength(1);
  });
});
