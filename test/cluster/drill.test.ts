// Drills as anyone plays them: by their command, on real pods. One version that must be taken back, one that must be promoted.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { repoPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'aurora-drills-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const DEADLINE_MS = 400_000;

async function drill(name: string) {
  const args = ['scripts/launch.mjs', 'rollout', 'drill', name, '--dir', inject('clusterDir')];
  const env = { ...process.env, OUTPUT_DIR: dir };
  return runProgram(process.execPath, args, { cwd: repoPath(), env, timeoutMs: DEADLINE_MS });
}

/** What the newest drill came to. */
async function readFigures(): Promise<{
  readonly figures: Readonly<Record<string, unknown>>;
  readonly reasons: readonly string[];
}> {
  const newest =
    (await readdir(dir))
      .filter((name) => name.startsWith('drills_'))
      .sort()
      .at(-1) ?? '';
  const { runs } = JSON.parse(await readFile(join(dir, newest, 'drills.json'), 'utf8')) as {
    runs: readonly [Awaited<ReturnType<typeof readFigures>>];
  };
  return runs[0];
}

describe('a drill', () => {
  it(
    'takes a bad canary back, users first',
    async () => {
      const { code, output } = await drill('bad-canary');
      expect(code, output).toBe(0);
      const { figures, reasons } = await readFigures();
      expect(figures).toMatchObject({ end: 'aborted', failedAfterwards: 0 });
      expect(figures.failedCalls).toBeGreaterThan(0);
      expect(figures.canaryLooks).toBeGreaterThan(0);
      expect(reasons.join()).toContain('worse by more than');
    },
    DEADLINE_MS,
  );

  it(
    'promotes a good one',
    async () => {
      const { code, output } = await drill('good-canary');
      expect(code, output).toBe(0);
      expect((await readFigures()).figures).toMatchObject({ end: 'promoted' });
    },
    DEADLINE_MS,
  );

  it('that is not there is told with the nearest', async () => {
    const { code, output } = await drill('bad-canari');
    expect([code, output]).toEqual([2, expect.stringContaining('did you mean bad-canary?')]);
  });

  it('without a cluster says how one is had', async () => {
    const args = ['scripts/launch.mjs', 'rollout', 'drill', 'good-canary', '--dir', join(dir, 'none')];
    const { code, output } = await runProgram(process.execPath, args, { cwd: repoPath() });
    expect([code, output]).toEqual([2, expect.stringContaining('npm run cluster -- up')]);
  });
});
