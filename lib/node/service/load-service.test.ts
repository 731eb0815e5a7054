// Which service is asked for, and what is said where there is none.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { repoPath } from '../files/paths.ts';
import {
  hasPart,
  listParts,
  listServiceIds,
  loadKnown,
  loadPart,
  loadService,
  readServiceName,
} from './load-service.ts';

test.each<[readonly string[], Record<string, string>, string]>([
  [[], {}, 'aurora'],
  [['--service', 'example'], {}, 'example'],
  [['--base', 'x', '--service=example'], { GATE_SERVICE: 'other' }, 'example'],
  [['--once'], { GATE_SERVICE: 'example' }, 'example'],
  [['--service'], {}, 'aurora'],
  [['--services', 'example'], {}, 'aurora'],
])('%j with %j asks for %s', async (args, env, name) => expect(await readServiceName(args, env)).toBe(name));

describe('the services of this checkout', () => {
  it('can all be loaded, under the names of their folders', async () => {
    const known = await loadKnown();
    expect(known.map(({ id }) => id).sort()).toEqual([...listServiceIds()]);
    expect(known.map(({ id }) => id)).toContain('aurora');
  });

  it('each is found by its id, its folder and its file', async () => {
    const { service, dir } = await loadService('example');
    expect(dir).toBe(repoPath('services/example'));
    expect((await loadService(repoPath('services/example'))).service).toBe(service);
    expect((await loadService(repoPath('services/example/service.ts'))).service).toBe(service);
  });

  it('have parts of their own, or not', async () => {
    const aurora = await loadService('aurora');
    const example = await loadService('example');
    expect(hasPart(aurora, 'smoke/runtime.ts')).toBe(true);
    expect(await loadPart(aurora, 'smoke/runtime.ts', 'SMOKE')).toMatchObject({ name: 'runtime smoke' });
    expect(await loadPart(aurora, 'smoke/runtime.ts', 'NOTHING')).toBeUndefined();
    expect(await loadPart(example, 'smoke/runtime.ts', 'SMOKE')).toBeUndefined();
    expect(listParts(aurora, 'commands')).toContain('probe');
    expect(listParts(example, 'commands')).toEqual([]);
  });
});

describe('what is no service is refused, with the reason', () => {
  let dir = '';
  const write = async (name: string, source: string) => {
    await mkdir(join(dir, name), { recursive: true });
    await writeFile(join(dir, name, 'service.ts'), source);
    return join(dir, name);
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aurora-service-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('a name that nobody has, with those that there are', async () => {
    await expect(loadService('shopp')).rejects.toThrow(
      /^GATE_SERVICE=shopp: there is no such service; give one of aurora, .*example/,
    );
  });

  it('a file that exports none', async () => {
    await expect(loadService(await write('empty', 'export const A = 1;\n'))).rejects.toThrow(
      /exports no SERVICE/,
    );
  });

  it('a file that throws', async () => {
    const folder = await write('broken', "throw new Error('a slip');\n");
    await expect(loadService(folder)).rejects.toThrow(/cannot be used \(a slip\)/);
  });

  it('a folder of another name than its service', async () => {
    const source = `export { SERVICE } from ${JSON.stringify(repoPath('services/example/service.ts'))};\n`;
    await expect(loadService(await write('moved', source))).rejects.toThrow(/give both one name/);
  });
});
